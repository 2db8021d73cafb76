import Glibc
import HTTP
import HostileServer
import Results
import Scenarios
import Synchronization
import Testing

@testable import Engine

/// What a target tells of itself beside a load.
@Suite struct MetricsScraperTests {
    private static func scraper(
        _ names: [String] = [],
        _ answer: @escaping @Sendable (Int) -> Result<HTTPResponse, ExchangeFailure>
    ) -> (MetricsScraper, TableSender) {
        let sender = TableSender { _, number in answer(number) }
        return (MetricsScraper(ScrapeSource(url: "http://127.0.0.1:1/metrics", names: names) { _ in sender }), sender)
    }

    @Test func theUsualMetricsAreKept() async {
        let (scraper, sender) = Self.scraper { number in
            Trial.response(
                200,
                [:],
                """
                # TYPE process_resident_memory_bytes gauge
                process_resident_memory_bytes \(1000 + number)
                process_cpu_seconds_total \(number)
                other 5
                http_connections_active{kind="idle"} 7
                """
            )
        }
        for _ in 0..<3 { await scraper.look() }
        let scrape = scraper.result(since: 0)
        #expect(scrape.looks == 3 && scrape.failed == 0 && scrape.failure == nil && scrape.leftOut == 0)
        #expect(
            scrape.series.map(\.name) == [
                "process_resident_memory_bytes", "process_cpu_seconds_total", #"http_connections_active{kind="idle"}"#,
            ]
        )
        #expect(scrape.series.map(\.isRate) == [false, true, false])
        #expect(scrape.series[0].points.map(\.value) == [1000, 1001, 1002])
        // Of a counter the first look only begins.
        #expect(scrape.series[1].points.count == 2)
        #expect(sender.sent.allSatisfy { $0.url == "http://127.0.0.1:1/metrics" && $0.method == "GET" })
    }

    @Test func onlyNamedMetricsAreKeptWhereSomeAreNamed() async {
        let (scraper, _) = Self.scraper(["other"]) { _ in
            Trial.response(200, [:], "process_open_fds 1\nother{a=\"1\"} 5\nother{a=\"2\"} 6\n")
        }
        await scraper.look()
        #expect(scraper.result(since: 0).series.map(\.name) == [#"other{a="1"}"#, #"other{a="2"}"#])
    }

    /// A counter that becomes smaller began anew: nothing is told of that second.
    @Test func aCounterThatBeganAnewHasNoRateThen() async {
        let values = [10, 20, 3, 9]
        let (scraper, _) = Self.scraper { Trial.response(200, [:], "connections_total \(values[$0])\n") }
        for _ in values { await scraper.look() }
        let series = scraper.result(since: 0).series
        #expect(series.map(\.points.count) == [2])
        #expect(series[0].points.allSatisfy { $0.value > 0 })
    }

    @Test func whatFailsIsToldAndTheRestKept() async {
        let (scraper, _) = Self.scraper { number in
            switch number {
            case 0: Trial.failure(.refused)
            case 1: Trial.response(404)
            case 2: Trial.response(200, [:], "nothing_that_is_wanted 1")
            default: Trial.response(200, [:], "process_open_fds 3")
            }
        }
        for _ in 0..<4 { await scraper.look() }
        let scrape = scraper.result(since: 0)
        #expect(scrape.looks == 4 && scrape.failed == 3)
        #expect(scrape.failure == "refused: words of the transport")
        #expect(scrape.series.map(\.points.count) == [1])
    }

    @Test func whatWasSeenBeforeTheFiguresBeginIsLeftOut() async {
        let (scraper, _) = Self.scraper { _ in Trial.response(200, [:], "process_open_fds 3") }
        await scraper.look()
        #expect(scraper.result(since: MonotonicClock.now() + 1).series.isEmpty)
    }

    @Test func seriesAndLooksAreBounded() async {
        let text = (0..<30).map { "process_open_fds{n=\"\($0)\"} 1" }.joined(separator: "\n")
        let (scraper, _) = Self.scraper { _ in Trial.response(200, [:], text) }
        for _ in 0..<(MetricsScraper.mostLooks + 10) { await scraper.look() }
        let scrape = scraper.result(since: 0)
        #expect(scrape.series.count == MetricsScraper.mostSeries && scrape.leftOut == 30 - MetricsScraper.mostSeries)
        #expect(scrape.series[0].points.count <= MetricsScraper.mostLooks)
        #expect(scrape.looks == MetricsScraper.mostLooks + 10)
    }

    /// A load is judged as without it, whatever the metrics do; its answers come only with the second look, when the
    /// first is noted.
    @Test(arguments: [true, false])
    func aLoadIsJudgedAsWithoutIt(isThere: Bool) async throws {
        let looks = Mutex(0)
        let sender = TableSender { _, _ in
            looks.withLock { $0 += 1 }
            return isThere ? Trial.response(200, [:], "process_open_fds 3") : Trial.failure(.refused)
        }
        let server = try TestServer { _, _, _ in
            while looks.withLock({ $0 }) < 2 { usleep(2000) }
            return .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
        }
        var options = RunOptions()
        options.load.acceptsDoubt = true
        options.load.scrape = ScrapeSource(url: "http://127.0.0.1:1/metrics", names: []) { _ in sender }
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "rate": "50/s", "for": "1h", "requests": 5 }, "expect": { "status": 200 } }"#,
            sender,
            options,
            target: server.url
        )
        server.stop()
        #expect(result.verdicts == [.passed])
        let scrape = try #require(result.cases[0].steps[0].load?.scrape)
        #expect(scrape.looks >= 1)
        #expect((scrape.failed == 0) == isThere)
        #expect(scrape.failure == (isThere ? nil : "refused: words of the transport"))
    }

    @Test func trialsAndSweepsAreLookedBesideToo() async throws {
        let sender = TableSender { _, _ in Trial.response(200, [:], "process_open_fds 3") }
        let server = try TestServer { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        var options = RunOptions()
        options.load.acceptsDoubt = true
        options.load.scrape = ScrapeSource(url: "http://127.0.0.1:1/metrics", names: []) { _ in sender }
        let result = try await Trial.run(
            #"""
            { "name": "c", "expect": { "status": 200 },
              "capacity": { "upTo": "40/s", "from": "20/s", "goals": [{ "latency": { "p50": "30s" }, "failures": "5%" }],
                "sweep": { "rates": ["10/s", "20/s"], "for": "500ms" }, "arrivals": "constant", "trial": "500ms",
                "sum": "500ms", "width": "60%", "settle": "0ms", "within": "5m",
                "sizing": { "load": "100/s", "growth": "50%", "lost": 2, "instances": 3 } } }
            """#,
            sender,
            options,
            target: server.url
        )
        server.stop()
        let capacity = try #require(result.cases[0].steps[0].capacity)
        #expect(
            !capacity.trials.isEmpty && capacity.trials.allSatisfy { $0.scrape?.url == "http://127.0.0.1:1/metrics" }
        )
        #expect(capacity.curve?.points.map { $0.scrape?.failed } == [0, 0])
        #expect(capacity.sizing == CapacitySizing(load: 100, growth: 0.5, lost: 2, instances: 3))
    }
}
