import ArgumentParser
import Diagnostics
import MockServer
import Scenarios
import Substitution

/// `muster check`: only checks the files.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks suites, mocks and OpenAPI documents without sending anything.",
        discussion: "Environment variables that aren't set are let pass."
    )

    @OptionGroup var files: FileOptions

    func run() throws {
        let store = FileStore()
        let options = PlanOptions(
            variables: try files.variableValues(),
            environment: try files.environment(store),
            toleratesUnsetEnvironment: true,
            redactor: Terminal.redactor
        )
        let mocks = MockStore(files: store, options: options, seed: nil)
        let (plan, found) = files.checked(options, store, mocks)
        _ = files.contracts(of: plan, store)
        for suite in plan.suites {
            let count = suite.cases.count
            let name = VisibleText.escapedLine(Terminal.redacted("\(suite.file.path): \(suite.name)"))
            Terminal.print("\(name), \(count) \(count == 1 ? "case" : "cases"), no errors")
        }
        for path in Set(plan.suites.compactMap(\.mock) + found).sorted() {
            guard let mock = mocks.mock(at: path) else { continue }
            let kind = mock.isContract ? "OpenAPI document" : "mock"
            Terminal.print(VisibleText.escapedLine(Terminal.redacted("\(path): \(kind) \(mock.name), no errors")))
        }
    }
}
