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
            #expect(!text.contains(" a run"), "since the last change there are too few runs for a trend: \(text)")
            for run in [6, 9] { #expect(page.contains(">changed with run \(run)</text>"), "run \(run) has no mark") }
        }
    }

    /// A percentile that rises by 40 us from run to run: the line is drawn, the numbers stand behind it, and axes have
    /// units.
    @Test func aTrendIsDrawnWithItsNumbers() throws {
        try withStore { path in
            let store = try RunStore(path)
            // With more runs the rise would be two levels.
            for number in 0..<8 {
                let wobble = UInt64(number % 2) * 10_000
                let p50 = 1_000_000 + UInt64(number) * 40_000 + wobble
                #expect(try store.add(run(number, p50: p50), digest: "\(number)"))
            }
            let history = try store.history()
            let track = try #require(history.tracks.first { $0.figure == .p50 })
            let line = try #require(track.trendLine)
            #expect(line.map(\.run) == [0, 7])
            #expect(abs(line[0].value - 1_005_000) < 6000 && abs(line[1].value - 1_285_000) < 6000, "\(line)")
            let page = String(decoding: HistoryReport.page(history), as: UTF8.self)
            #expect(page.contains("rises by 40") && page.contains("No figure changed its level."))
            #expect(page.contains(">1.29 ms"), "the numbers behind the chart")
            for unit in [">0%</text>", "/s</text>", " ms</text>"] { #expect(page.contains(unit), "\(unit)") }
        }
    }

    @Test func theRunsAreListedWithTheirVerdicts() throws {
        try withStore { path in
            let store = try RunStore(path)
            for (number, verdict) in [Verdict.passed, .failed, .error].enumerated() {
                var run = run(number, verdict)
                run.suites[0].commit = String(repeating: "b2", count: 20)
                #expect(try store.add(run, digest: "\(number)"))
            }
            let text = HistoryReport.text(try store.history(), isColoured: false)
            for line in [
                "  1  2026-11-24 12:00:00 UTC  accepted      run 0  b2b2b2b2b2b2\n",
                "  2  2026-11-24 13:00:00 UTC  not accepted  run 1  b2b2b2b2b2b2\n", "  no verdict    run 2",
            ] {
                #expect(text.contains(line), "\(text)")
            }
            for number in 3..<30 { #expect(try store.add(run(number), digest: "\(number)")) }
            let more = HistoryReport.text(try store.history(), isColoured: false)
            #expect(more.contains("  10 earlier, which --page lists\n  11  ") && !more.contains("run 9"), "\(more)")
        }
    }

    /// Percentiles that creep up have a trend, before any change of level could be named; failures and goodput have
    /// none.
    @Test(arguments: [(1, "rises by 10 us a run"), (-1, "falls by 10 us a run"), (0, "no trend")])
    func percentilesHaveATrend(direction: Int, words: String) throws {
        try withStore { path in
            let store = try RunStore(path)
            for number in 0..<8 {
                #expect(
                    try store.add(
                        run(number, p50: UInt64(1_000_000 + 10_000 * direction * number)),
                        digest: "\(number)"
                    )
                )
            }
            let text = HistoryReport.text(try store.history(), isColoured: false)
            #expect(text.matches(of: #/\n  p50 .*/#).first?.output.hasSuffix("  \(words)") == true, "\(text)")
            #expect(text.matches(of: #/ a run|no trend/#).count == 1, "\(text)")
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

    /// A verdict of some cases isn't read as one of all.
    @Test func aPartIsMarked() throws {
        try withStore { path in
            let store = try RunStore(path)
            var part = run(0)
            part.part = RunPart(choice: "--only 'a'", suites: [RunPart.Suite("Orders", chosen: 1, of: 93)])
            #expect(try store.add(part, digest: "0"))
            #expect(try store.add(run(1), digest: "1"))
            let history = try store.history()
            let said = "PART: 1 of 93 cases of 'Orders', by --only 'a'"
            #expect(HistoryReport.text(history, isColoured: false).components(separatedBy: said).count == 2)
            let page = String(decoding: HistoryReport.page(history), as: UTF8.self)
            #expect(page.replacing("&#39;", with: "'").components(separatedBy: said).count == 2)
        }
    }

    /// What an older program has kept is read, and more is kept beside it.
    @Test func aStoreOfAnOlderProgramIsKept() throws {
        try withStore { path in
            _ = try RunStore(path).add(run(0), digest: "0")
            let database = try Database(path)
            try database.run("ALTER TABLE runs DROP COLUMN part")
            try database.run("PRAGMA user_version = 1")
            let store = try RunStore(path)
            #expect(try store.add(run(1), digest: "1"))
            #expect(try RunStore(path).history().runs.map(\.label) == ["run 0", "run 1"])
            try database.run("PRAGMA user_version = 3")
            let error = #expect(throws: HistoryError.self) { try RunStore(path) }
            #expect(error?.reason == "it was written by a newer program (version 3)")
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
