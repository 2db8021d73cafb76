import ArgumentParser
import Decoding
import Diagnostics
import Engine
import JSON
import Reports
import Results
import Scenarios
import Substitution

/// A suite of one scenario that a command describes in place of a file, and how it is run and reported.
struct QuickSuite: ParsableArguments {
    @Flag(help: "Print results.json in place of the report.")
    var json = false

    @Option(help: ArgumentHelp("Also write reports into this folder, as 'muster run' does.", valueName: "folder"))
    var reportDir: String?

    @Option(help: "The seed of everything random; a run prints its own.")
    var seed: UInt64?

    @OptionGroup var options: LoadOptions
    @OptionGroup var connections: ConnectionArguments
    @OptionGroup var verbosity: VerbosityOptions

    /// What stands for the file in messages.
    private static let path = "command"

    /// Runs `scenario`, which lacks only its name, with `request`, and gives the exit code.
    func run(_ scenario: JSONObject, _ request: QuickRequest) async throws -> Int32 {
        let store = FileStore()
        store.hold(JSONSerializer.serialize(try Self.document(scenario, request, store)), at: Self.path)
        var options = RunOptions()
        options.seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        options.tool = Version.text
        options.plan = PlanOptions(
            environment: Environment(ProcessEnvironment.values()),
            seed: options.seed,
            redactor: Terminal.redactor
        )
        options.plan.connection = try connections.choice()
        let plan = Self.plan(options.plan, store)
        ProcessArguments.hide(Terminal.redactor)
        let project = ProjectFile.load(store)
        options.load = try self.options.settings(project)
        options.load.ledger = TrafficLedger(LoadHosts(self.options.allowedHosts + project.allowedHosts))
        let session = RunSession(
            plan: plan,
            options: options,
            files: store,
            settings: RunSession.Settings(
                reporter: reportDir.map { Reporter(folder: $0) },
                isInsecure: request.insecure,
                isJSON: json,
                isFromCommand: true,
                way: try self.options.way(),
                metrics: self.options.metrics,
                scrape: self.options.scraped,
                rendering: verbosity.rendering
            ),
            contracts: SuiteContracts(),
            mocks: MockStore(files: store, options: options.plan, seed: options.seed)
        )
        return try await session.run()
    }

    private static func document(
        _ scenario: JSONObject,
        _ request: QuickRequest,
        _ files: FileStore
    ) throws -> JSONValue {
        let (members, variables) = try request.members(files)
        var scenario = scenario
        let name = "\(request.usedMethod) \(request.url)"
        scenario["name"] = .string(name.replacing("${", with: "$${"))
        return [
            "suite": .string("muster"), "target": .string(request.base), "variables": variables,
            "request": members, "scenarios": [.object(scenario)],
        ]
    }

    /// What is wrong has no place that a person could look at.
    private static func plan(_ options: PlanOptions, _ files: FileStore) -> Plan {
        do throws(Problems.Found) {
            return try PlanBuilder(options: options, files: files).plan([path])
        } catch {
            Diagnostics.leave(
                error.diagnostics.map { diagnostic in
                    var diagnostic = diagnostic
                    diagnostic.location = nil
                    return diagnostic
                }
            )
        }
    }
}
