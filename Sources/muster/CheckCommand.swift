import ArgumentParser
import JSON
import Scenarios

/// `muster check`: only checks the files.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks suite and mock files without sending anything.",
        discussion: "Environment variables that aren't set are let pass."
    )

    @OptionGroup var files: FileOptions

    func run() throws {
        let store = FileStore()
        let options = PlanOptions(
            variables: try files.variableValues(),
            environment: try files.environment(store),
            toleratesUnsetEnvironment: true
        )
        let plan = files.plan(options, store)
        _ = files.contracts(of: plan, store)
        let mocks = MockLoader(files: store, environment: options.environment, toleratesUnsetEnvironment: true)
        for path in Set(plan.suites.compactMap(\.mock)).sorted() { _ = mocks.load(path) }
        for suite in plan.suites {
            let count = suite.cases.count
            Terminal.print("\(suite.file.path): \(suite.name), \(count) \(count == 1 ? "case" : "cases"), no errors")
        }
    }
}
