import HTTP
import LoadEngine
import Measurement
package import Scenarios
import Synchronization

/// The figures of a run's loads as they are now, for a monitoring system to read while they run.
///
/// They are what the live line is made from, taken four times a second from what the threads of the engine show anyway:
/// reading them costs a load nothing. Loads that go by libcurl show nothing while they run, and so aren't here.
package final class LoadMetrics: Sendable {
    /// The latencies of one request's responses of one status class since the load began.
    struct Times: Sendable {
        var endpoint: Int
        var statusClass: Int
        var responseTime = LatencyRecorder()
        var serviceTime = LatencyRecorder()
    }

    /// A load that runs, or has run.
    struct Entry: Sendable {
        var suite: String
        var scenario: String
        /// The how-manieth run of this scenario it is, from 1.
        var run: Int
        var isRunning = true
        var figures = LiveFigures()
        var offeredRate = 0.0
        var sentRate = 0.0
        var names: [String]
        var times: [Times] = []
    }

    private let entries = Mutex<[Entry]>([])
    private let redactor: Redactor

    /// No loads yet; `redactor` is the run's.
    package init(redactor: Redactor = Redactor()) {
        self.redactor = redactor
    }

    /// A load begins, whose endpoints have `names`; gives its place.
    func begin(suite: String, scenario: String, names: [String]) -> Int {
        entries.withLock { entries in
            let run = entries.count { $0.suite == suite && $0.scenario == scenario } + 1
            entries.append(Entry(suite: suite, scenario: scenario, run: run, names: names))
            return entries.count - 1
        }
    }

    /// What the load at `place` has done until now, and the seconds that weren't told before.
    func update(_ place: Int, _ figures: LiveFigures, _ progress: LoadProgress, _ seconds: [IntervalFigures]) {
        entries.withLock { entries in
            entries[place].figures = figures
            entries[place].offeredRate = progress.offeredRate
            entries[place].sentRate = progress.sentRate
            for part in seconds.flatMap(\.series) { Self.add(part, to: &entries[place].times) }
        }
    }

    private static func add(_ part: SeriesFigures, to times: inout [Times]) {
        let known = times.firstIndex { $0.endpoint == part.endpoint && $0.statusClass == part.statusClass }
        if known == nil { times.append(Times(endpoint: part.endpoint, statusClass: part.statusClass)) }
        let place = known ?? times.count - 1
        times[place].responseTime.merge(part.responseTime)
        times[place].serviceTime.merge(part.serviceTime)
    }

    /// The load at `place` has ended.
    func end(_ place: Int) {
        entries.withLock { entries in
            entries[place].isRunning = false
            entries[place].offeredRate = 0
            entries[place].sentRate = 0
        }
    }

    /// All of it as text (OpenMetrics 1.0).
    package var text: String {
        let entries = entries.withLock { $0 }.map { entry in
            var entry = entry
            entry.suite = redactor.redact(entry.suite)
            entry.scenario = redactor.redact(entry.scenario)
            entry.names = entry.names.map(redactor.redact)
            return entry
        }
        return OpenMetricsText.text(entries)
    }

    /// What ``text`` is, as a `Content-Type` (OpenMetrics 1.0, "Protocol Negotiation").
    package static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"
}
