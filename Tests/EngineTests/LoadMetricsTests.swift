import HTTP
import Measurement
import Quantities
import Scenarios
import Testing

@testable import Engine
@testable import LoadEngine

@Suite struct LoadMetricsTests {
    private static let millisecond: UInt64 = 1_000_000

    private func second(_ number: Int, endpoint: Int, statusClass: Int = 2, _ times: [UInt64]) -> IntervalFigures {
        var recorder = LatencyRecorder()
        for time in times { recorder.record(time) }
        let series = SeriesFigures(
            endpoint: endpoint,
            statusClass: statusClass,
            responseTime: recorder.packed,
            serviceTime: recorder.packed
        )
        return IntervalFigures(second: number, counts: LoadCounts(), inFlight: 0, series: [series])
    }

    private func figures(completed: Int) -> LiveFigures {
        var figures = LiveFigures()
        figures.elapsed = 2_500 * Self.millisecond
        figures.counts.offered = completed + 5
        figures.counts.sent = completed + 3
        figures.counts.completed = completed
        figures.counts.failures = [.timeout: 2, .reset: 1]
        figures.counts.bytesIn = 1 << 40
        figures.inFlight = 4
        figures.backlog = 250 * Self.millisecond
        return figures
    }

    private func progress(_ figures: LiveFigures, _ seconds: [IntervalFigures]) -> LoadProgress {
        var view = LoadView(name: "l", total: 10)
        view.look(figures, seconds)
        return view.progress
    }

    @Test func nothingIsAnEmptyText() throws {
        #expect(LoadMetrics().text == "# EOF\n")
        #expect(try OpenMetrics("# EOF\n").families.isEmpty)
    }

    /// A secret that becomes known after the load has begun, too.
    @Test func noLabelHoldsASecret() throws {
        let redactor = Redactor()
        let metrics = LoadMetrics(redactor: redactor)
        _ = metrics.begin(suite: "s canary-1815", scenario: "canary-1815 n", names: ["canary%2D1815"])
        #expect(metrics.text.contains("canary-1815"))
        redactor.hide("canary-1815", name: "KEY")
        #expect(!metrics.text.contains("1815"))
        #expect(metrics.text.contains("suite=\"s $KEY\""))
    }

    @Test func everyFigureCanBeReadBack() throws {
        let metrics = LoadMetrics()
        let place = metrics.begin(suite: "a \"suite\"", scenario: "back\\slash\nand line", names: ["", "two"])
        let now = figures(completed: 100)
        let seconds = [
            second(0, endpoint: 0, [50_000, 2 * Self.millisecond, 300 * Self.millisecond]),
            second(0, endpoint: 1, [7 * Self.millisecond]), second(1, endpoint: 0, [2 * Self.millisecond]),
            second(1, endpoint: 0, statusClass: 5, [90_000 * Self.millisecond]),
        ]
        metrics.update(place, now, progress(now, seconds), seconds)
        let read = try OpenMetrics(metrics.text)
        let own = ["suite": "a \"suite\"", "scenario": "back\\slash\nand line", "run": "1"]
        #expect(read.value("muster_load_requests_offered_total", own) == 105)
        #expect(read.value("muster_load_requests_sent_total", own) == 103)
        #expect(read.value("muster_load_requests_failed_total", own.merging(["category": "timeout"]) { $1 }) == 2)
        #expect(read.value("muster_load_received_bytes_total", own) == 0x1p40)
        #expect(read.value("muster_load_running", own) == 1)
        #expect(read.value("muster_load_in_flight", own) == 4)
        #expect(read.value("muster_load_backlog_seconds", own) == 0.25)
        #expect(read.value("muster_load_offered_rate", own) == 42)
        func times(_ ending: String, _ labels: [String: String]) -> Double? {
            read.value("muster_load_response_time_seconds_\(ending)", own.merging(labels) { $1 })
        }
        let first = ["endpoint": "", "status_class": "2xx"]
        #expect(times("count", first) == 4)
        #expect(times("bucket", first.merging(["le": "0.0001"]) { $1 }) == 1)
        #expect(times("bucket", first.merging(["le": "0.001"]) { $1 }) == 1)
        #expect(times("bucket", first.merging(["le": "0.0025"]) { $1 }) == 3)
        #expect(times("bucket", first.merging(["le": "0.5"]) { $1 }) == 4)
        #expect(abs(try #require(times("sum", first)) - 0.30405) < 1e-12)
        #expect(times("count", ["endpoint": "two"]) == 1)
        let slow = ["endpoint": "", "status_class": "5xx"]
        #expect(times("bucket", slow.merging(["le": "50.0"]) { $1 }) == 0)
        #expect(times("bucket", slow.merging(["le": "+Inf"]) { $1 }) == 1)
        let units = Dictionary(uniqueKeysWithValues: read.families.map { ($0.name, $0.unit) })
        #expect(units["muster_load_service_time_seconds"] == "seconds" && units["muster_load_sent_bytes"] == "bytes")
    }

    @Test func severalLoadsShareTheFamilies() throws {
        let metrics = LoadMetrics()
        for _ in 0..<2 {
            let place = metrics.begin(suite: "s", scenario: "l", names: [""])
            let now = figures(completed: 10)
            metrics.update(place, now, progress(now, []), [])
            metrics.end(place)
        }
        _ = metrics.begin(suite: "s", scenario: "other", names: [""])
        let read = try OpenMetrics(metrics.text)
        #expect(read.value("muster_load_requests_completed_total", ["scenario": "l", "run": "2"]) == 10)
        #expect(read.value("muster_load_running", ["scenario": "l", "run": "1"]) == 0)
        #expect(read.value("muster_load_sent_rate", ["scenario": "l", "run": "1"]) == 0)
        #expect(read.value("muster_load_running", ["scenario": "other"]) == 1)
        #expect(read.value("muster_load_requests_completed_total", ["scenario": "other"]) == 0)
    }

    /// The latest second counts, and what was seen before is forgotten, though its memory serves again.
    @Test func theLiveLineShowsTheLatestSecond() {
        var view = LoadView(name: "l", total: 9)
        view.look(figures(completed: 1), [second(0, endpoint: 0, Array(repeating: 5 * Self.millisecond, count: 100))])
        #expect(view.progress.median.map { $0 / 10_000 } == 500)
        let next = [second(1, endpoint: 0, [1000, 1000]), second(1, endpoint: 1, [9000, 9000])]
        view.look(figures(completed: 2), next)
        #expect(view.progress.median == 1000)
        #expect(view.progress.history.count == 2 && view.progress.history.last == 9000)
        #expect(view.progress.offeredRate == 2.4, "no time has passed since")
    }
}
