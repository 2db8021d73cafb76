import Foundation
import Testing

/// Under GitHub Actions every run of a step writes into one summary, which is lost whole when it grows beyond 1,024
/// KiB.
@Suite struct StepSummaryTests {
    @Test func aRunWritesNoMoreThanThereIsRoomFor() async throws {
        let folder = try TemporaryFolder()
        let suite = try folder.smallSuite(expecting: 201)
        // How much the step wrote before, and what has to be there of this run.
        let trials: [(size: Int, holds: [String], lacks: [String], warning: Bool)] = [
            (0, ["# ❌ Not accepted", "### 1. "], ["**Cut here:**"], false),
            (1_000_000, ["# ❌ Not accepted", "**Cut here:**"], ["### 1. "], false),
            (1_048_500, [], ["Not accepted"], true),
        ]
        for trial in trials {
            let summary = try folder.write("summary-\(trial.size).md", String(repeating: "x", count: trial.size))
            let run = try await Program.run(
                ["run", suite, "--mock", "--report-dir", folder.path + "/reports"],
                environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary]
            )
            #expect(run.code == 1, "\(run.errors)")
            let bytes = try Data(contentsOf: URL(filePath: summary))
            #expect(bytes.count >= trial.size && bytes.count < 1_048_576)
            let text = String(decoding: bytes.dropFirst(trial.size), as: UTF8.self)
            #expect(trial.holds.allSatisfy(text.contains) && !trial.lacks.contains(where: text.contains), "\(text)")
            #expect(run.errors.contains("has no room for this run") == trial.warning, "\(run.errors)")
        }
    }
}
