import Decoding
import Diagnostics
public import FuzzDriver
import Measurement
import Quantities
import Scenarios
import Substitution

/// Files that a person has written.
enum ScenarioTargets {
    private static let reader = DiagnosticRenderer()

    private static func show(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics.prefix(20) { _ = reader.render(diagnostic) }
    }

    /// A suite; each step's request is made as far as it can be before anything is sent.
    @Sendable static func suite(_ bytes: UnsafeBufferPointer<UInt8>) {
        let files = FileStore()
        files.hold(Array(bytes), at: "/fuzz/suite.json")
        let options = PlanOptions(toleratesUnsetEnvironment: true, seed: 1)
        let builder = PlanBuilder(options: options, files: files)
        do throws(Problems.Found) {
            let plan = try builder.plan(["/fuzz/suite.json"])
            for suite in plan.suites {
                for plan in suite.cases.prefix(20) {
                    for case .load(let load) in plan.steps.map(\.traffic) { _ = (load.description, load.highestRate) }
                }
            }
        } catch {
            show(error.diagnostics)
        }
    }

    @Sendable static func csv(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let (header, rows) = try? CSVReader.read(Array(bytes)) else { return }
        precondition(rows.allSatisfy { $0.count == header.count }, "a row has another number of fields")
    }

    @Sendable static func environment(_ bytes: UnsafeBufferPointer<UInt8>) {
        var environment = Environment()
        do throws(Problems.Found) {
            try environment.add(SourceFile(path: ".env", bytes: Array(bytes)))
        } catch {
            show(error.diagnostics)
        }
    }
}

private let target = chosenTarget(of: [
    "suite": ScenarioTargets.suite,
    "csv": ScenarioTargets.csv,
    "env": ScenarioTargets.environment,
])

/// libFuzzer's own `main` finds this by its name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// The package manager takes this for the program's beginning, by its name.
@_cdecl("FuzzScenarios_main")
public func fuzzMain(_ count: CInt, _ arguments: FuzzArguments) -> CInt {
    fuzz(count, arguments) { fuzzInput($0, $1) }
}
