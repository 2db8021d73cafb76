import ArgumentParser
import ContractCases
import Contracts
import Decoding
import Engine
import JSON
import Scenarios
import Substitution

/// `muster generate`: writes the cases that a contract gives as a suite.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the cases that an OpenAPI contract gives as a suite to read, edit and keep.",
        discussion: """
            The kinds of cases, what each sends and which answers are right, are listed in docs/generated-cases.md. \
            A suite can have the same cases made on the fly: "generate": { "from": "contract" }.
            """
    )

    @Argument(help: "The OpenAPI document, JSON or YAML.")
    var contract: String?

    @Flag(help: "Print the catalogue of kinds, which is docs/generated-cases.md, and nothing else.")
    var catalogue = false

    @Option(
        help: ArgumentHelp(
            "Only this operation, by its operationId or as \"POST /path\". Several are alternatives.",
            valueName: "name"
        )
    )
    var operation: [String] = []

    @Option(
        help: ArgumentHelp(
            "Kinds or groups of the catalogue, with commas between; !name leaves one out.",
            valueName: "names"
        )
    )
    var kinds: [String] = []

    @Option(
        help:
            "Also change several places at once, so that every combination of changes in so many places is there: 2 or 3."
    )
    var combine: Int?

    @Option(help: ArgumentHelp("How many cases at most, the most telling first.", valueName: "count"))
    var cases: Int?

    @Flag(help: "All cases that the contract gives.")
    var all = false

    @Flag(help: "Refuse a contract of which anything would be left out.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "A JSON object with values that are known, such as IDs: by the name of a parameter, field or schema, or OPERATION.NAME.",
            valueName: "file"
        )
    )
    var values: String?

    @Option(
        help: ArgumentHelp(
            "The base URL of the service. Its lists are asked for IDs, so that cases are about what is there; a DELETE never gets one.",
            valueName: "url"
        )
    )
    var target: String?

    @Option(
        help: ArgumentHelp(
            "The security scheme, by its name in the document, where an operation takes one of several.",
            valueName: "scheme"
        )
    )
    var auth: String?

    @OptionGroup var opening: OpeningOptions

    @Option(help: "The seed of everything made; the same seed gives the same suite.")
    var seed: UInt64 = 0

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the suite is written; standard output without it, or as -.", valueName: "file")
    )
    var output: String?

    func validate() throws {
        if contract == nil, !catalogue { throw ValidationError("the contract is missing") }
        if let combine, !(2...3).contains(combine) {
            throw ValidationError("--combine must be 2 or 3, found \(combine)")
        }
        if let cases, !(1...10_000_000).contains(cases) {
            throw ValidationError("--cases must be from 1 to 10,000,000, found \(cases)")
        }
        if cases != nil, all { throw ValidationError("--cases and --all exclude each other") }
        if let target { Terminal.redactor.hideUserInformation(of: target, name: "TARGET_PASSWORD") }
        if let target, let wrong = TargetCheck.problem(with: target, name: "--target") {
            throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
        }
    }

    func run() async throws {
        if catalogue { return Terminal.print(CaseCatalogue.markdown.dropLast().description) }
        guard let contract else { return }
        var options = GeneratedSuite.Options()
        options.kinds = kinds.flatMap { $0.split(separator: ",").map(String.init) }
        options.operations = operation
        options.combine = combine
        options.seed = seed
        options.scheme = auth
        options.budget = all ? .all : cases.map { .count($0) } ?? .usual
        if let values { options.values = Self.values(values) }
        options.contractName = SuitePath.relative(contract, from: output)
        options.folders =
            opening.map.isEmpty
            ? [] : opening.opening.folders.map { ($0.prefix, SuitePath.relative($0.path, from: output)) }
        options.overlays = opening.overlay.map { SuitePath.relative($0, from: output) }
        let loaded = ContractFile.load(contract, isStrict: strict, opening.opening)
        if let target {
            options.target = target
            options.values = await discovered(loaded, target, options)
        }
        let suite = suite(loaded, options)
        for note in suite.notes { Terminal.error("warning: \(note)") }
        let combined = combine == nil ? "" : " and \(suite.combined) combinations"
        Terminal.error("\(suite.single) \(suite.single == 1 ? "case" : "cases")\(combined)")
        if suite.leftOut > 0 {
            Terminal.error("\(suite.leftOut) more are left out: --cases N for more of them, --all for all")
        }
        let size = suite.text.utf8.count
        guard size <= FileStore.largestDocument else {
            Diagnostics.leave(
                "the suite would have \(size >> 20) MiB, and no more than \(FileStore.largestDocument >> 20) MiB are read",
                help: "give --cases N for fewer, --operation for a part of the contract, or name the contract in a "
                    + "suite's \"generate\""
            )
        }
        if let output {
            Output.write(Array(suite.text.utf8), to: output)
        } else {
            Terminal.data(suite.text)
        }
    }

    /// The values in a file.
    private static func values(_ path: String) -> JSONObject {
        let problems = Problems()
        do throws(FileStore.Failure) {
            let file = try FileStore().document(at: path)
            if let root = SourceReader.parse(file, problems) {
                if let object = root.value.object { return object }
                problems.add("the values must be an object, found \(root.described)", at: root.location)
            }
        } catch {
            problems.add("the file \(error.path) \(error.reason)", at: nil)
        }
        Diagnostics.leave(problems.diagnostics)
    }

    /// The values that are known when the server's lists have been asked for IDs.
    private func discovered(_ contract: Contract, _ target: String, _ options: GeneratedSuite.Options) async
        -> JSONObject
    {
        let project = ProjectFile.load(FileStore())
        var load = LoadSettings()
        load.ledger = TrafficLedger(LoadHosts(project.allowedHosts))
        let discovery = IdentityDiscovery(contract: contract, target: target, options: options, load: load)
        let found = await discovery.values()
        let count = found.values.count - options.values.count
        let ids = count == 1 ? "1 ID" : "\(count) IDs"
        let lists = found.lists == 1 ? "1 list" : "\(found.lists) lists"
        Terminal.error("\(ids) from \(lists) of \(Terminal.redacted(target))")
        return found.values
    }

    private func suite(_ contract: Contract, _ options: GeneratedSuite.Options) -> GeneratedSuite {
        Diagnostics.show(contract.remarks)
        do throws(Problems.Found) {
            let problems = Problems()
            let suite = GeneratedSuite(contract, options, problems)
            try problems.throwIfAny()
            if suite.single == 0 {
                for note in suite.notes { problems.warn(note, at: nil) }
                problems.add("this makes no case", at: nil, help: "name other kinds or operations")
            }
            try problems.throwIfAny()
            return suite
        } catch {
            Diagnostics.leave(error.diagnostics)
        }
    }
}
