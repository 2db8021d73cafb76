import ArgumentParser
import Diagnostics
import Glibc
import MockServer
import Substitution

/// `muster mock`: serves a mock file or an OpenAPI document until it is stopped.
struct MockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock",
        abstract: "Serves a mock file or an OpenAPI document until it is stopped.",
        discussion: """
            Prints the base URL on stdout when it listens. An OpenAPI document is served with its examples and with values \
            made along its schemas; requests that break it are refused. Prefer: code=404 and Prefer: example=NAME \
            choose the response. Its credentials are API_TOKEN, API_KEY, API_BASIC_USER, API_BASIC_PASSWORD and \
            API_CREDENTIALS of the environment, or muster-token, muster-key and so on, as muster generate writes them.
            """
    )

    @Argument(help: "The mock file, or an OpenAPI document in JSON or YAML.")
    var path: String

    @Option(help: "The port; 0 for any free one.")
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Flag(help: "Speak TLS, with a certificate made now unless one is given.")
    var tls = false

    @Option(
        help: ArgumentHelp(
            "Where to write the certificate that clients must trust; - is standard output.",
            valueName: "file"
        )
    )
    var writeCa: String?

    @Option(help: ArgumentHelp("A certificate in PEM, for TLS.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("Its private key in PEM.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("NAME=value lines for ${env:NAME}.", valueName: "file"))
    var envFile: [String] = []

    @Option(help: "Repeats everything random: service times, tokens, ${random...}, the values of a contract.")
    var seed: UInt64?

    @Flag(help: "Keep what is made by an OpenAPI document's operations: it can be read, listed, changed and deleted.")
    var stateful = false

    @Flag(help: "Take any credentials that have the form which an OpenAPI document asks for.")
    var anyCredentials = false

    @OptionGroup var opening: OpeningOptions

    @Flag(help: "Refuse an OpenAPI document of which anything would be left out.")
    var strict = false

    @Flag(name: .shortAndLong, help: "Print a line for each request on stderr.")
    var verbose = false

    func validate() throws {
        if (certificate == nil) != (key == nil) { throw ValidationError("--certificate and --key go together") }
        if writeCa != nil, !tls || certificate != nil {
            throw ValidationError("--write-ca needs --tls, and no --certificate: there is nothing to write otherwise")
        }
        if !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535, found \(port)") }
    }

    func run() async throws {
        let files = FileStore()
        let environment = try EnvironmentFiles.environment(envFile, files)
        if strict { _ = ContractFile.load(path, isStrict: true, opening.opening) }
        files.setOpening(opening.opening, of: path)
        let known = anyCredentials ? nil : environment
        let serving = ContractServing(credentials: known, isStateful: stateful)
        let mock = MockLoader(files: files, environment: environment, seed: seed, serving: serving).load(path)
        let log =
            verbose
            ? MockRequestLog(capacity: 1) { Terminal.error(VisibleText.escapedLine(Terminal.redacted($0.line))) } : nil
        let server = MockServer(mock, log: log)
        do throws(MockServerError) {
            let address = try await server.start(host: host, port: port, tls: try security(files))
            Terminal.print(address.url)
        } catch {
            Diagnostics.leave("\(error)")
        }
        Terminal.error(VisibleText.escapedLine(Terminal.redacted("\(mock.name) is served; Ctrl-C ends it")))
        await Interrupt.wait()
        await server.stop()
    }

    private func security(_ files: FileStore) throws(MockServerError) -> MockTLS? {
        if let certificate, let key {
            return MockTLS(certificatePEM: try text(certificate, files), keyPEM: try text(key, files))
        }
        guard tls else { return nil }
        let made = try MockTLS.generated()
        if let writeCa, let authority = made.authorityPEM {
            Output.write(Array(authority.utf8), to: writeCa)
        }
        return made
    }

    private func text(_ path: String, _ files: FileStore) throws(MockServerError) -> String {
        do throws(FileStore.Failure) {
            return String(decoding: try files.bytes(at: path), as: UTF8.self)
        } catch {
            throw .certificate(why: "\(error.path) \(error.reason)")
        }
    }
}
