import HTTP
import LoadEngine
import Measurement
import Results
package import Scenarios
import Synchronization

/// Where a target shows its own metrics, and which of them are read beside a load.
package struct ScrapeSource: Sendable {
    package var url: String
    /// Which metrics, by their exact names; the usual ones when there are none: memory, descriptors and CPU time of the
    /// process, and what has "connections" in its name.
    package var names: [String]
    /// What asks.
    let sender: @Sendable (ConnectionSettings) throws -> any Sender

    package init(
        url: String,
        names: [String],
        sender: @escaping @Sendable (ConnectionSettings) throws -> any Sender
    ) {
        self.url = url
        self.names = names
        self.sender = sender
    }

    /// Asks once: the content, or why there is none.
    fileprivate func fetch(_ timeout: UInt64) async -> (time: UInt64, outcome: Result<HTTPResponse, ExchangeFailure>) {
        let accepted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
        let headers = HeaderFields([HeaderField("Accept", accepted)])
        let request = HTTPRequest(method: "GET", url: url, headers: headers)
        do {
            let exchange = try await sender(ConnectionSettings()).send(request, SendOptions(timeout: timeout), at: nil)
            return (exchange.started, exchange.outcome)
        } catch {
            return (MonotonicClock.now(), .failure(ExchangeFailure(.request, "\(error)")))
        }
    }

    /// What Prometheus' clients call the figures of a process (prometheus.io/docs, "Writing client libraries", "Process
    /// metrics").
    private static let usual: Set<String> = [
        "process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total", "process_threads",
    ]

    func isWanted(_ name: String) -> Bool {
        guard names.isEmpty else { return names.contains(name) }
        return Self.usual.contains(name) || name.contains("connections")
    }
}

/// Looks at a target's metrics once a second while a load goes on. What it finds is shown beside the load's own figures
/// and never judged; what fails is told.
final class MetricsScraper: Sendable {
    /// A look at one moment of the monotonic clock.
    private struct Look {
        var time: UInt64
        var samples: [OpenMetricsReader.Sample]
    }

    private struct State {
        var looks: [Look] = []
        var count = 0
        var failed = 0
        var failure: String?
        /// From one look to the next, in nanoseconds.
        var interval = MetricsScraper.shortest
    }

    private let source: ScrapeSource
    private let state = Mutex(State())

    private static let shortest: UInt64 = 1_000_000_000
    /// So many looks are kept: then every second is dropped, and the time between them doubled.
    static let mostLooks = 600
    /// So many series are kept.
    static let mostSeries = 12

    /// Runs `load`, and looks meanwhile at what `source` tells; nothing where nobody asked.
    static func beside(
        _ source: ScrapeSource?,
        _ load: () async throws(LoadEngineError) -> LoadReport
    ) async throws(LoadEngineError) -> (report: LoadReport, scrape: LoadScrape?) {
        let scraper = source.map(MetricsScraper.init)
        let scraping = Task { await scraper?.run() }
        let report: LoadReport
        do {
            defer { scraping.cancel() }
            report = try await load()
        }
        return (report, scraper?.result(since: report.begin))
    }
    private static let timeout: UInt64 = 2_000_000_000

    init(_ source: ScrapeSource) { self.source = source }

    /// Looks until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            let interval = state.withLock { $0.interval }
            if (try? await Task.sleep(nanoseconds: interval)) == nil { return }
        }
    }

    /// Looks once.
    func look() async {
        let (time, outcome) = await source.fetch(Self.timeout)
        // When the load has ended meanwhile, the look is none.
        guard !Task.isCancelled else { return }
        switch outcome {
        case .success(let response) where response.status == 200:
            let samples = OpenMetricsReader.samples(response.body, where: source.isWanted)
            add(Look(time: time, samples: samples), failure: samples.isEmpty ? "it has none of the metrics" : nil)
        case .success(let response): add(nil, failure: "it was answered \(response.status)")
        case .failure(let failure): add(nil, failure: "\(failure.category.rawValue): \(failure.detail)")
        }
    }

    private func add(_ look: Look?, failure: String?) {
        state.withLock { state in
            state.count += 1
            if let failure {
                state.failed += 1
                state.failure = state.failure ?? failure
            }
            guard let look else { return }
            state.looks.append(look)
            guard state.looks.count >= Self.mostLooks else { return }
            state.looks = state.looks.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            state.interval = state.interval.multipliedSaturated(by: 2)
        }
    }

    /// What was seen from `begin` on, when the load's figures begin, by the monotonic clock.
    func result(since begin: UInt64) -> LoadScrape {
        let state = state.withLock { $0 }
        var names: [String] = []
        var known = Set<String>()
        for sample in state.looks.flatMap(\.samples) where known.insert(sample.series).inserted {
            names.append(sample.series)
        }
        let series = names.prefix(Self.mostSeries).compactMap { Self.series($0, state.looks, since: begin) }
        return LoadScrape(
            url: source.url,
            looks: state.count,
            failed: state.failed,
            failure: state.failure,
            series: series,
            leftOut: max(0, names.count - Self.mostSeries)
        )
    }

    private static func series(_ name: String, _ looks: [Look], since begin: UInt64) -> LoadScrape.Series? {
        var points: [LoadScrape.Point] = []
        var before: (time: UInt64, value: Double)?
        var isRate = false
        for look in looks {
            guard let sample = look.samples.first(where: { $0.series == name }) else { continue }
            var value: Double? = sample.value
            if sample.isCounter {
                isRate = true
                value = before.flatMap { before in
                    // One that has become smaller began anew, with its process.
                    guard look.time > before.time, sample.value >= before.value else { return nil }
                    return (sample.value - before.value) * 1e9 / Double(look.time - before.time)
                }
            }
            before = (look.time, sample.value)
            if let value, look.time >= begin { points.append(LoadScrape.Point(time: look.time - begin, value: value)) }
        }
        return points.isEmpty ? nil : LoadScrape.Series(name: name, isRate: isRate, points: points)
    }
}
