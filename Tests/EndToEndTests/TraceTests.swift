import HTTP
import Measurement
import MockServer
import Reports
import Results
import Testing

/// A `traceparent` in every request, on demand.
@Suite struct TraceTests {
    private static let mock =
        #"{ "mock": "m", "rules": [{ "name": "r", "respond": { "status": 200, "text": "ok" } }] }"#

    /// W3C Trace Context, section 3.2: version, trace ID, parent ID, flags; an ID of zeros alone is none.
    private static func ids(_ requests: [MockLogEntry]) -> [String] {
        requests.compactMap { request in
            guard let value = request.request.headers["traceparent"],
                let match = value.wholeMatch(of: #/00-([0-9a-f]{32})-([0-9a-f]{16})-01/#),
                match.output.1.contains(where: { $0 != "0" }), match.output.2.contains(where: { $0 != "0" })
            else { return nil }
            return String(match.output.1)
        }
    }

    @Test(arguments: [
        (#""tags": []"#, 1), (#""burst": { "requests": 6 }"#, 6),
        (#""load": { "rate": "50/s", "for": "1h", "requests": 6 }"#, 6),
        (#""load": { "users": 2, "for": "1h", "requests": 6 }"#, 6),
    ])
    func everyRequestHasATraceOfItsOwn(_ traffic: String, _ count: Int) async throws {
        let scenario = #"{ "name": "t", "trace": true, \#(traffic), "expect": { "status": 200 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.mock)
        #expect(trial.result.verdict == .passed, "\(trial.result.reason)")
        let ids = Self.ids(trial.requests)
        #expect(ids.count == count && Set(ids).count == count, "\(ids)")
    }

    @Test(
        arguments: [
            (#""tags": []"#, nil), (#""trace": false"#, nil),
            (#""trace": true, "request": { "headers": { "Traceparent": "mine" } }"#, "mine"),
            (#""trace": true, "request": { "headers": { "traceparent": null } }"#, nil),
        ] as [(String, String?)]
    )
    func whatIsWrittenGoesBefore(_ keys: String, _ expected: String?) async throws {
        let scenario = #"{ "name": "t", \#(keys), "expect": { "status": 200 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.mock)
        #expect(trial.requests.map { $0.request.headers["traceparent"] } == [expected])
    }

    @Test(arguments: [
        #""tags": []"#, #""burst": { "requests": 2 }"#, #""load": { "rate": "50/s", "for": "1h", "requests": 2 }"#,
    ])
    func reportsNameTheTraceOfWhatFailed(_ traffic: String) async throws {
        let scenario = #"{ "name": "t", "trace": true, \#(traffic), "expect": { "status": 404 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.mock)
        #expect(trial.result.verdict == .failed)
        let step = try #require(trial.result.steps.first)
        let request = try #require(step.load?.examples.first?.request ?? step.request)
        let trace = try #require(request.traceID)
        #expect(Self.ids(trial.requests).contains(trace))
        let run = Self.run(trial.result)
        for format in [ReportFormat.json, .html, .junit] {
            #expect(String(decoding: format.bytes(run), as: UTF8.self).contains(trace), "\(format)")
        }
        #expect(TerminalReport.text(run).contains(trace))
    }

    @Test(arguments: [
        #""burst": { "requests": 12 }"#, #""load": { "rate": "100/s", "for": "1h", "requests": 12 }"#,
    ])
    func reportsNameTheTracesOfTheSlowest(_ traffic: String) async throws {
        let scenario = #"{ "name": "t", "trace": true, \#(traffic), "expect": { "status": 200 } }"#
        let trial = try await LoadTrial.run(scenario, mock: Self.mock)
        let load = try #require(trial.result.steps.first?.load)
        #expect(load.slowest.count == 10)
        #expect(load.slowest.map(\.responseTime) == load.slowest.map(\.responseTime).sorted(by: >))
        let first = try #require(load.slowest.first)
        #expect(first.responseTime <= load.responseTime.max && first.status == 200)
        let traces = load.slowest.compactMap(\.trace)
        #expect(Set(traces).count == 10 && Set(traces).isSubset(of: Self.ids(trial.requests)))
        let run = Self.run(trial.result)
        for format in [ReportFormat.json, .html, .markdown] {
            #expect(String(decoding: format.bytes(run), as: UTF8.self).contains(traces[0]), "\(format)")
        }
        #expect(TerminalReport.text(run).contains(traces[0]))
    }

    private static func run(_ result: CaseResult) -> RunResult {
        RunResult(
            tool: "muster",
            startedAt: 0,
            duration: 0,
            seed: 0,
            interrupted: false,
            suites: [
                SuiteResult(
                    name: "s",
                    file: "s.json",
                    target: "http://127.0.0.1",
                    startedAt: 0,
                    duration: 0,
                    cases: [result],
                    responseTime: SuiteResult.singleExchanges([result])
                )
            ]
        )
    }
}
