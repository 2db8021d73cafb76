import Decoding
import Diagnostics
import Engine
import JSON
import Reports
import Results
import Scenarios
import Substitution

/// A suite of one scenario that a command describes in place of a file.
struct QuickSuite {
    let request: QuickRequest
    let options: LoadOptions
    let seed: UInt64?

    /// What stands for the file in messages.
    private static let path = "command"

    /// Runs `scenario`, which lacks only its name, and gives the exit code.
    func run(
        _ scenario: JSONObject,
        isJSON: Bool,
        reportDir: String?,
        rendering: @escaping @Sendable ([String]) -> TerminalReport.Options
    ) async throws -> Int32 {
        let store = FileStore()
        store.hold(JSONSerializer.serialize(try document(scenario, store)), at: Self.path)
        var options = RunOptions()
        options.seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
        options.tool = Version.text
        options.plan = PlanOptions(
            environment: Environment(ProcessEnvironment.values()),
            seed: options.seed,
            redactor: Terminal.redactor
        )
        let plan = plan(options.plan, store)
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
                isJSON: isJSON,
                isFromCommand: true,
                way: try self.options.way(),
                metrics: self.options.metrics,
                rendering: rendering
            ),
            contracts: SuiteContracts(),
            mocks: MockStore(files: store, options: options.plan, seed: options.seed)
        )
        return try await session.run()
    }

    private func document(_ scenario: JSONObject, _ files: FileStore) throws -> JSONValue {
        let (request, variables) = try self.request.members(files)
        var scenario = scenario
        let name = "\(self.request.usedMethod) \(self.request.url)"
        scenario["name"] = .string(name.replacing("${", with: "$${"))
        return [
            "suite": .string("muster"), "target": .string(self.request.base), "variables": variables,
            "request": request, "scenarios": [.object(scenario)],
        ]
    }

    /// What is wrong has no place that a person could look at.
    private func plan(_ options: PlanOptions, _ files: FileStore) -> Plan {
        do throws(Problems.Found) {
            return try PlanBuilder(options: options, files: files).plan([Self.path])
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
