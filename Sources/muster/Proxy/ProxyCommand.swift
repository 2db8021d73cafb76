import ArgumentParser
import Contracts
import Diagnostics
import Dispatch
import Engine
import HTTP
import JSON
import Measurement
import MockServer
import Reports
import Results
import Scenarios
import Substitution
import Synchronization
import Transport

/// `muster proxy`: stands between a client and a server, and holds every exchange against a contract.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Stands between a client and a server, and holds every exchange against an OpenAPI document.",
        discussion: """
            Prints its own base URL on stdout: point the client there. Ctrl-C ends it and writes the reports of a run, a case an \
            exchange. Exit codes: 0 every exchange keeps the contract; 1 one doesn't; 3 a server gave no answer.
            """
    )

    @Argument(help: "The OpenAPI document, JSON or YAML.")
    var contract: String

    @Option(help: ArgumentHelp("The base URL of the server.", valueName: "url"))
    var target: String

    @Option(help: "The port; 0 for any free one.")
    var port = 0

    @Option(help: ArgumentHelp("The folder of the reports.", valueName: "folder"))
    var reportDir = "reports"

    @Option(
        help: ArgumentHelp(
            "Also write a suite of what was seen: the first request of each operation and status, without credentials.",
            valueName: "file"
        )
    )
    var suite: String?

    @Flag(help: "Don't verify TLS certificates. Every report says so.")
    var insecure = false

    @OptionGroup var opening: OpeningOptions
    @OptionGroup var formats: FormatOptions
    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535, found \(port)") }
        Terminal.redactor.hideUserInformation(of: target, name: "TARGET_PASSWORD")
        if let wrong = TargetCheck.problem(with: target, name: "--target") {
            throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
        }
    }

    func run() async throws {
        let contract = ContractFile.load(contract, isStrict: false, opening.opening)
        let reporter = formats.reporter(reportDir, always: [.json])
        reporter.prepare()
        let start = MonotonicClock.now()
        let recorder = ProxyRecorder(contract, target: target)
        let senders = Senders(isInsecure: insecure)
        let prints = verbosity.verbose
        let responder = ProxyResponder(target: target, sender: try senders.sender(ConnectionSettings())) {
            let line = recorder.note($0, $1)
            if prints { Terminal.error(line) }
        }
        let server = MockServer(responder, threads: ProxyResponder.threads)
        do throws(MockServerError) {
            Terminal.print(try await server.start(port: port).url)
        } catch {
            Diagnostics.leave("\(error)")
        }
        Terminal.error("passes on to \(Terminal.redacted(target)); Ctrl-C ends it and writes the reports")
        await Interrupt.wait()
        await server.stop()
        await senders.shutdown()
        var result = recorder.result(Version.text, duration: MonotonicClock.now() - start)
        if insecure { result.suites[0].warnings.append("INSECURE: TLS certificates were not verified") }
        result = Terminal.redactor.redact(result)
        let outcome = reporter.write(result)
        if let suite { Output.write(Array(Terminal.redacted(recorder.suite(for: suite)).utf8), to: suite) }
        var rendering = verbosity.rendering(reports: outcome.paths)
        if !verbosity.verbose { rendering.verbosity = .quiet }
        Terminal.show(TerminalReport.text(result, rendering))
        for failure in outcome.failures { Terminal.error("error: \(failure)") }
        throw ExitCode(outcome.failures.isEmpty ? result.exitCode : Exit.unwritten)
    }
}

/// Passes requests on, and answers back.
///
/// A thread that waits for the server serves no other connection: there are more of them than clients have connections.
private final class ProxyResponder: MockResponder {
    static let threads = 32
    /// What belongs to one connection alone (RFC 9110, section 7.6.1), or is said anew.
    private static let hopByHop = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "content-length",
    ]

    private let base: String
    private let sender: any Sender
    private let note: @Sendable (HTTPRequest, Exchange) -> Void

    init(target: String, sender: any Sender, note: @escaping @Sendable (HTTPRequest, Exchange) -> Void) {
        base = target.hasSuffix("/") ? String(target.dropLast()) : target
        self.sender = sender
        self.note = note
    }

    func answer(to request: MockRequest, now: Int64) -> MockAnswer {
        let sent = passedOn(request)
        let (sender, options) = (sender, SendOptions(timeout: RunOptions.defaultTimeout))
        let answered = DispatchSemaphore(value: 0)
        let answer = AnswerBox()
        Task.detached {
            answer.set(await sender.send(sent, options, at: nil))
            answered.signal()
        }
        answered.wait()
        guard let exchange = answer.value else { return Self.failed("nothing came of it") }
        note(sent, exchange)
        switch exchange.outcome {
        case .success(let response): return Self.passedBack(response)
        case .failure(let failure): return Self.failed("\(failure.category.rawValue): \(failure.detail)")
        }
    }

    private func passedOn(_ request: MockRequest) -> HTTPRequest {
        var fields = HeaderFields()
        for field in request.headers.all where !Self.isOwn(field.name) && !HeaderFields.sameName(field.name, "Host") {
            fields.append(field.name, field.value)
        }
        let target = request.target.hasPrefix("/") ? request.target : "/" + request.target
        let hasBody = !request.body.isEmpty || request.headers["Content-Length"] != nil
        return HTTPRequest(
            method: request.method,
            url: base + target,
            headers: fields,
            body: hasBody ? request.body : nil
        )
    }

    private static func passedBack(_ response: HTTPResponse) -> MockAnswer {
        var fields = HeaderFields()
        // The content has been decoded.
        for field in response.headers.all
        where !isOwn(field.name) && !HeaderFields.sameName(field.name, "Content-Encoding") {
            fields.append(field.name, field.value)
        }
        return MockAnswer(status: response.status, headers: fields, body: response.body)
    }

    private static func failed(_ why: String) -> MockAnswer {
        let problem: JSONValue = [
            "type": "about:blank", "title": "Bad Gateway", "status": 502, "detail": .string(Terminal.redacted(why)),
        ]
        let fields = HeaderFields([HeaderField("Content-Type", "application/problem+json")])
        return MockAnswer(status: 502, headers: fields, body: JSONSerializer.serialize(problem))
    }

    private static func isOwn(_ name: String) -> Bool { hopByHop.contains(name.lowercased()) }
}

/// What one thread waits for and another brings.
private final class AnswerBox: Sendable {
    private let exchange = Mutex<Exchange?>(nil)

    var value: Exchange? { exchange.withLock { $0 } }

    func set(_ exchange: Exchange) { self.exchange.withLock { $0 = exchange } }
}
