import Diagnostics
import Foundation
import Testing

@testable import Decoding
@testable import Scenarios

/// What a person reads about each broken file, as snapshots in `Tests/Snapshots/ScenarioErrors`: after a wanted change,
/// run the tests with `MUSTER_UPDATE_SNAPSHOTS=1` and read the difference.
@Suite struct ErrorSnapshotTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Snapshots/ScenarioErrors")

    private static func diagnostics(_ text: String) -> [Diagnostic] {
        let problems = Problems()
        let file = SourceFile(path: "suite.json", bytes: Array(text.utf8))
        if let root = SourceReader.parse(file, problems) {
            let decoder = SuiteDecoder(
                file: file,
                options: PlanOptions(),
                scope: Fixtures.scope(),
                generator: nil,
                problems: problems
            )
            _ = decoder.suite(root)
        }
        return problems.diagnostics
    }

    @Test(arguments: BrokenFiles.all.indices)
    func isAsItWas(index: Int) throws {
        let (name, text) = BrokenFiles.all[index]
        let renderer = DiagnosticRenderer()
        let rendered = Self.diagnostics(text).map { renderer.render($0) + "\n" }.joined(separator: "\n")
        let file = Self.folder.appendingPathComponent("\(name).txt")
        if ProcessInfo.processInfo.environment["MUSTER_UPDATE_SNAPSHOTS"] != nil {
            try rendered.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(rendered == (try String(contentsOf: file, encoding: .utf8)), "\(name) has changed")
    }

    @Test(arguments: BrokenFiles.all.indices)
    func isAnErrorWithAPlace(index: Int) {
        let (name, text) = BrokenFiles.all[index]
        let diagnostics = Self.diagnostics(text)
        #expect(diagnostics.contains { $0.severity == .error }, "\(name)")
        for diagnostic in diagnostics {
            #expect(diagnostic.location != nil, "\(name): \(diagnostic.message)")
        }
    }

    @Test func namesAreUniqueAndThereAreEnough() {
        #expect(Set(BrokenFiles.all.map(\.name)).count == BrokenFiles.all.count)
        #expect(BrokenFiles.all.count >= 40)
    }
}
