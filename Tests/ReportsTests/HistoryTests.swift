import Foundation
import Measurement
import Results
import Testing

@testable import Reports

/// What many runs tell together.
@Suite struct HistoryTests {
    private func withStore(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "muster-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    /// A run `number` hours after the first, of a case and a load with this p50.
    private func run(_ number: Int, _ verdict: Verdict = .passed, p50: UInt64 = 1_000_000, sources: String = "a")
        -> RunResult
    {
        var loaded = Sample.loaded(.load)
        loaded.steps[0].load?.responseTime.percentiles = [.init(50, p50)]
        return Sample.run([Sample.result("reads", verdict), loaded]) { run in
            run.startedAt += Int64(number) * 3_600_000
            run.provenance.label = "run \(number)"
            run.suites[0].sources = [SourceDigest(.suite, path: "orders.json", sha256: sources)]
        }
    }

    @Test func aRunIsKeptOnceAndReadBack() throws {
        try withStore { path in
            let added = [
                try RunStore(path).add(run(1), digest: "1"), try RunStore(path).add(run(1), digest: "1"),
                try RunStore(path).add(run(0), digest: "0"),
            ]
            #expect(added == [true, false, true])
            let history = try RunStore(path).history()
            #expect(history.runs.map(\.label) == ["run 0", "run 1"])
            #expect(history.cases.count == 2)
        }
    }

    /// Otava's series: changes at 5 and 8.
    @Test func aChangeOfLevelIsFoundAndNamed() throws {
        let values: [Double] = [0.3, 2.4, 1.5, 0.9, 0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0]
        try withStore { path in
            let store = try RunStore(path)
            for (number, value) in values.enumerated() {
                #expect(try store.add(run(number, p50: UInt64(value * 1e6)), digest: "\(number)"))
            }
            let history = try store.history()
            let track = try #require(history.tracks.first { $0.figure == .p50 })
            #expect(track.points.map(\.index) == [5, 8])
            let text = HistoryReport.text(history, isColoured: false)
            #expect(
                text.contains("changed with run 5: 1.12 ms → 99") && text.contains("changed with run 8: 99"),
                "\(text)"
            )
            let page = String(decoding: HistoryReport.page(history), as: UTF8.self)
            #expect(page.contains("level from run 9 on") && !page.contains(" style=\""))
        }
    }

    @Test func aCaseIsFlakyOnlyWhileItsFilesStayTheSame() throws {
        try withStore { path in
            let store = try RunStore(path)
            let verdicts: [(Verdict, String)] = [
                (.passed, "a"), (.failed, "b"), (.failed, "b"), (.error, "b"), (.passed, "b"), (.passed, "c"),
            ]
            for (number, (verdict, sources)) in verdicts.enumerated() {
                #expect(try store.add(run(number, verdict, sources: sources), digest: "\(number)"))
            }
            let flaky = try store.history().flaky
            #expect(flaky.map(\.name) == ["Orders: reads"] && flaky.map(\.flips) == [1] && flaky.map(\.failed) == [2])
        }
    }

    @Test func whatIsNoStoreIsRefused() throws {
        try withStore { path in
            try Data("not a database, but long enough to be looked at as one".utf8).write(
                to: URL(fileURLWithPath: path)
            )
            #expect(throws: HistoryError.self) { try RunStore(path) }
        }
        #expect(throws: HistoryError.self) { try RunStore("/nowhere/store.sqlite") }
    }

    @Test func textsGoInAndOutAsTheyAre() throws {
        try withStore { path in
            let text = "a'; DROP TABLE runs; --\0\u{202E}é"
            var hostile = run(0, .failed)
            hostile.suites[0].cases[0].name = text
            let isNew = try RunStore(path).add(hostile, digest: "0")
            let names = try RunStore(path).history().cases.keys.map(\.name)
            #expect(isNew && names.contains(text))
        }
    }
}
