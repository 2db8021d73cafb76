import ArgumentParser
import ContractCases
import Contracts
import Decoding
import Diagnostics
import Glibc
import Importing
import JSON
import Scenarios
import Substitution

/// `muster import`: makes a suite of what other programs keep.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Makes a suite of a HAR file, curl commands, a Postman collection, a .http file or an OpenAPI document.",
        discussion: """
            The suite is one that a person would write: the target and what all requests share stand once, secrets are \
            taken out into variables of the environment, a token that an earlier answer gave is captured from it, and what \
            was answered is expected. What can't be carried over is listed on stderr.
            """,
        subcommands: [
            ImportHAR.self, ImportCurl.self, ImportPostman.self, ImportHTTP.self, ImportOpenAPI.self,
        ]
    )
}

/// What all kinds of imports have.
struct ImportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the suite is written; standard output without it, or as -.", valueName: "suite")
    )
    var output: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Also write the values of the secrets as NAME=value lines, for --env-file, readable by you alone.",
            valueName: "file"
        )
    )
    var secrets: String?

    @Option(help: ArgumentHelp("The suite's name, in place of the file's.", valueName: "text"))
    var name: String?

    /// Ends the program with 2 when a file is there that would be written over.
    func requireFree() {
        guard !force else { return }
        for path in [output, secrets].compactMap({ $0 }) where path != "-" && access(path, F_OK) == 0 {
            Diagnostics.leave("\(path) is there already", help: "name another file, or --force to write over it")
        }
    }

    /// Reads `path`, which is to be a `kind`, and makes a suite of what `read` finds in it.
    func write(
        _ path: String,
        _ kind: ImportKind,
        replays: Bool = false,
        _ read: (_ file: SourceFile, _ name: String, _ problems: Problems) -> ImportedCollection
    ) {
        requireFree()
        let problems = Problems()
        do throws(FileStore.Failure) {
            let file = path == "-" ? try FileStore.standardInput() : try FileStore().document(at: path)
            var collection = read(file, name ?? Self.title(path), problems)
            if problems.hasErrors, let found = ImportKind.of(file), found != kind {
                let command = "muster import \(found.rawValue) \(path)"
                Diagnostics.leave(
                    "\(path) isn't \(kind.title): it looks like \(found.title)",
                    help: "\(command) reads it"
                )
            }
            Diagnostics.leaveOnProblems { () throws(Problems.Found) in try problems.throwIfAny() }
            if let name { collection.name = name }
            var options = SuiteAssembler.Options()
            options.source = path == "-" ? "" : path.split(separator: "/").last.map(String.init) ?? path
            options.hasReplay = replays
            write(SuiteAssembler.suite(of: collection, options), path)
        } catch {
            Diagnostics.leave("the file \(error.path) \(error.reason)")
        }
    }

    /// `shop.postman_collection.json` is called `shop`.
    private static func title(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = String(name.prefix { $0 != "." })
        return stem.isEmpty || path == "-" ? "imported" : stem
    }

    private func write(_ made: SuiteAssembler.Assembled, _ path: String) {
        for secret in made.environment {
            // Shorter ones stand in every text by chance.
            if let value = secret.value, value.utf8.count >= 6 { Terminal.redactor.hide(value, name: secret.name) }
        }
        let text = ReadableJSON.text(made.suite)
        if let output, output != "-" {
            Output.write(Array(text.utf8), to: output)
        } else {
            Terminal.data(text)
        }
        let steps = made.steps == 0 ? "" : ", \(made.steps) \(made.steps == 1 ? "step" : "steps") of its setup"
        Terminal.error("\(path): \(made.scenarios) \(made.scenarios == 1 ? "scenario" : "scenarios")\(steps)")
        for remark in made.notes.remarks { Terminal.error("note: \(VisibleText.escapedLine(remark))") }
        for text in made.notes.leftOut { Terminal.error("not carried over: \(VisibleText.escapedLine(text))") }
        writeSecrets(made)
        if let output, output != "-" {
            let secrets = secrets.map { " --env-file \($0)" } ?? ""
            Terminal.error("next: muster check \(output), then muster run \(output)\(secrets)")
        }
    }

    private func writeSecrets(_ made: SuiteAssembler.Assembled) {
        guard !made.environment.isEmpty else { return }
        let names = made.environment.map(\.name).joined(separator: ", ")
        guard let secrets else {
            return Terminal.error("set in the environment: \(names) (--secrets FILE writes those that the file had)")
        }
        let unset = made.environment.filter { $0.value == nil }.map(\.name)
        // The file is nobody else's from its first moment on.
        if secrets != "-" { close(open(secrets, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)) }
        let lines = made.environment.map { name, value in
            // An empty value would take the place of the one that the environment has.
            guard let value else { return "# \(name)=\n" }
            guard let written = Environment.written(value) else {
                return "# \(name): a value of several lines, which has to be set in the environment itself\n"
            }
            return "\(name)=\(written)\n"
        }
        Output.write(Array(lines.joined().utf8), to: secrets)
        let known = made.environment.filter { $0.value != nil }.map(\.name)
        if !known.isEmpty {
            let list = known.joined(separator: ", ")
            Terminal.error("\(secrets): the values of \(list); keep it out of the repository")
        }
        if !unset.isEmpty {
            Terminal.error("set in the environment, or in \(secrets): \(unset.joined(separator: ", "))")
        }
    }
}

/// `muster import har`.
struct ImportHAR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "har",
        abstract: "Of an HTTP archive (HAR), as browsers and proxies save it.",
        discussion: """
            Requests that were sent several times just so stand once; images, styles, scripts and fonts are left out, and so is \
            what a browser adds to every request. --replay adds a load with the recorded times.
            """
    )

    @Argument(help: "The archive; - is standard input.")
    var file: String

    @Flag(help: "Also make a load of the times at which the requests were sent.")
    var replay = false

    @Flag(name: .customLong("static"), help: "Take images, styles, scripts and fonts too.")
    var takesStatic = false

    @Flag(help: "Take the header fields that a browser adds by itself too.")
    var browserFields = false

    @OptionGroup var options: ImportOptions

    func run() {
        options.write(file, .har, replays: replay) { file, name, problems in
            var own = HARImporter.Options()
            own.takesStatic = takesStatic
            own.takesBrowserFields = browserFields
            return HARImporter.read(file, name: name, own, problems)
        }
    }
}

/// `muster import curl`.
struct ImportCurl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curl",
        abstract: "Of commands of curl: scripts, and what browsers copy as cURL (for bash, and for cmd.exe).",
        discussion: "A comment before a command is the scenario's name; a variable of the shell becomes ${env:NAME}."
    )

    @Argument(help: "The file with the commands; - is standard input.")
    var file: String

    @OptionGroup var options: ImportOptions

    func run() {
        options.write(file, .curl) { CurlImporter.read($0, name: $1, $2) }
    }
}

/// `muster import postman`.
struct ImportPostman: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postman",
        abstract: "Of a collection of Postman (2.0 or 2.1).",
        discussion: """
            Folders become tags, a saved answer says what is expected, and variables that an environment brings become \
            variables of the process's. Scripts are programs: they are listed, and not carried over.
            """
    )

    @Argument(help: "The exported collection; - is standard input.")
    var file: String

    @OptionGroup var options: ImportOptions

    func run() {
        options.write(file, .postman) { PostmanImporter.read($0, name: $1, $2) }
    }
}

/// `muster import http`.
struct ImportHTTP: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Of a file of requests as editors have them (.http, .rest).",
        discussion: """
            The forms of the REST Client for Visual Studio Code and of JetBrains' HTTP client are read. A request whose answer \
            others use ({{login.response.body.$.token}}) becomes a step of the suite's setup.
            """
    )

    @Argument(help: "The file; - is standard input.")
    var file: String

    @OptionGroup var options: ImportOptions

    func run() {
        options.write(file, .http) { HTTPFileImporter.read($0, name: $1, $2) }
    }
}

/// `muster import openapi`.
struct ImportOpenAPI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Of an OpenAPI document: a valid request of each operation.",
        discussion: """
            A start to edit and keep. The cases that a document gives, wrong requests and flows included, are made by \
            'muster generate', or on the fly by "generate": { "from": "contract" } in a suite.
            """
    )

    @Argument(help: "The document, JSON or YAML.")
    var file: String

    @OptionGroup var opening: OpeningOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the suite is written; standard output without it, or as -.", valueName: "suite")
    )
    var output: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @Option(help: ArgumentHelp("The suite's name, in place of the document's title.", valueName: "text"))
    var name: String?

    func run() {
        if let output, output != "-", !force, access(output, F_OK) == 0 {
            Diagnostics.leave("\(output) is there already", help: "name another file, or --force to write over it")
        }
        var options = OperationSuite.Options()
        options.contract.file = SuitePath.relative(file, from: output)
        options.contract.folders = opening.opening.folders.map {
            ($0.prefix, SuitePath.relative($0.path, from: output))
        }
        options.contract.overlays = opening.overlay.map { SuitePath.relative($0, from: output) }
        options.fallbackName = FirstSuite.name(ofFile: file)
        let contract = ContractFile.load(file, isStrict: false, opening.opening)
        Diagnostics.show(contract.remarks)
        let made = OperationSuite(contract, options)
        var members = made.members
        if let name { members["suite"] = .string(name) }
        let text = ReadableJSON.text(.object(members))
        if let output, output != "-" {
            Output.write(Array(text.utf8), to: output)
        } else {
            Terminal.data(text)
        }
        Terminal.error("\(file): \(made.scenarios) \(made.scenarios == 1 ? "scenario" : "scenarios")")
        for remark in made.remarks { Terminal.error("note: \(VisibleText.escapedLine(remark))") }
        for text in made.leftOut { Terminal.error("not carried over: \(VisibleText.escapedLine(text))") }
        if !made.environment.isEmpty {
            Terminal.error("set in the environment: \(made.environment.joined(separator: ", "))")
        }
        if let output, output != "-" { Terminal.error("next: muster check \(output), then muster run \(output)") }
    }
}

/// Paths as a suite names them.
enum SuitePath {
    /// `path` as a file at `output` names it: relative to that, else as it is where there is no such file.
    static func relative(_ path: String, from output: String?) -> String {
        guard let output, output != "-", DocumentPath.scheme(of: path) == nil else { return path }
        var rest = parts(path)[...]
        var folder = parts(output).dropLast()
        while let first = folder.first, first == rest.first, rest.count > 1 {
            folder.removeFirst()
            rest.removeFirst()
        }
        return (Array(repeating: "..", count: folder.count) + rest).joined(separator: "/")
    }

    private static func parts(_ path: String) -> [String] {
        DocumentPath.withoutDots(DocumentPath.absolute(path)).split(separator: "/").map(String.init)
    }
}
