import Decoding
import Diagnostics
import Engine
import Foundation
import HTTP
import JSON
import Measurement
import MockServer
import Results
import Scenarios
import Substitution
import Testing

/// Flows of several steps as one start of a load, from the scenario file to the figures, by both ways of sending.
@Suite struct LoadFlowTests {
    private static let mock = #"""
        { "mock": "m", "rules": [
          { "name": "make", "when": { "method": "POST", "path": "/things" },
            "respond": { "status": 201, "headers": { "Location": "/things/${request.json.n}", "Set-Cookie": "visit=v${request.json.n}; Path=/; HttpOnly" },
              "json": { "n": "${request.json.n}", "word": "w ${request.json.n}", "key": "k-${request.json.n}", "secret": "hush-hush-${request.json.n}" } } },
          { "name": "look", "when": { "method": "GET", "path": "/things/{n}", "headers": { "Cookie": { "startsWith": "visit=v" } } },
            "respond": { "status": 200, "json": { "n": "${request.path.n}", "cookie": "${request.headers.Cookie}" } } },
          { "name": "use", "when": { "method": "PUT", "path": "/things/{n}" },
            "respond": { "status": 200, "json": { "body": "${request.body}", "query": "${request.query.word}", "key": "${request.headers.X-Key}" } } } ] }
        """#

    private func run(
        _ scenario: String
    ) async throws -> (result: CaseResult, load: LoadResult, requests: [MockLogEntry]) {
        let trial = try await LoadTrial.run(scenario, mock: Self.mock)
        return (trial.result, try #require(trial.load, "\(trial.result.reason)"), trial.requests)
    }

    private static let flow = #"""
        { "name": "f", "load": { "rate": "100/s", "for": "200ms" },
          "steps": [
            { "name": "make", "request": { "method": "POST", "path": "/things", "json": { "n": "${index}" } },
              "expect": { "status": 201 },
              "capture": { "place": { "header": "Location" }, "n": "$.n", "word": "$.word", "key": "$.key" } },
            { "name": "look", "pause": "1ms", "request": { "path": "${place}" },
              "expect": { "status": 200, "json": { "$.n": { "matches": "^[0-9]+$" }, "$.cookie": "visit=v${n}" } } },
            { "name": "use",
              "request": { "method": "PUT", "path": "/things/${n}", "query": { "word": "${word}" }, "headers": { "X-Key": "${key}" },
                "json": { "n": "${n}", "text": "${word}" } },
              "expect": { "status": 200, "json": { "$.query": "${word}", "$.key": "${key}", "$.body": "{\"n\":${n},\"text\":\"${word}\"}" } } } ],
          "expect": { "flowTime": { "max": "30s" } } }
        """#

    @Test("What a step captures is in the steps after it, each flow has its own") func capturesAreOfTheFlow()
        async throws
    {
        let outcome = try await run(Self.flow)
        let load = outcome.load
        #expect(outcome.result.verdict == .passed, "\(outcome.result.reason) \(load.examples)")
        #expect(load.offered == 60 && load.completed == 60 && load.statuses == [200: 40, 201: 20])
        let flow = try #require(load.flows.first)
        #expect(load.flows.count == 1 && flow.started == 20 && flow.completed == 20 && flow.abandoned == 0)
        #expect(flow.time.count == 20 && flow.time.min >= 1_000_000)
        #expect(load.requests.map(\.name) == ["make", "look", "use"])
        #expect(load.requests.map(\.responseTime.count) == [20, 20, 20])
        let used = outcome.requests.filter { $0.request.method == "PUT" }.map {
            String(decoding: $0.request.body, as: UTF8.self)
        }
        #expect(Set(used) == Set((0..<20).map { #"{"n":\#($0),"text":"w \#($0)"}"# }))
    }

    @Test("A step that fails ends its flow, with the evidence") func aFailedStepEndsTheFlow() async throws {
        let scenario = Self.flow.replacingOccurrences(
            of: "\"expect\": { \"status\": 200, \"json\": { \"$.n\"",
            with: "\"expect\": { \"status\": 404, \"json\": { \"$.n\""
        )
        let outcome = try await run(scenario)
        #expect(outcome.result.verdict == .failed)
        let load = outcome.load
        #expect(load.offered == 40 && load.broken == 20 && load.flows.first?.abandoned == 20)
        #expect(load.flows.first?.completed == 0)
        #expect(load.examples.map(\.count) == [20] && load.examples.first?.request?.method == "GET")
        #expect(!outcome.requests.contains { $0.request.method == "PUT" })
        // Nobody went through: that is neither a fast flow nor a slow one.
        #expect(load.doubtful.contains { $0.expectation.hasPrefix("flowTime") })
    }

    @Test("A capture that finds nothing fails, and one that is secret isn't shown") func secretsOfFlowsAreHidden()
        async throws
    {
        let outcome = try await run(
            #"""
            { "name": "f", "load": { "rate": "50/s", "for": "100ms" }, "connection": { "cookies": false },
              "steps": [
                { "name": "make", "request": { "method": "POST", "path": "/things", "json": { "n": 1 } }, "expect": { "status": 201 },
                  "capture": { "token": { "json": "$.secret", "secret": true } } },
                { "name": "look", "request": { "path": "/things/1", "auth": { "bearer": "${token}" } }, "expect": { "status": 404 },
                  "capture": { "nothing": "$.none" } } ] }
            """#
        )
        #expect(outcome.result.verdict == .failed)
        let example = try #require(outcome.load.examples.first)
        #expect(example.kind.hasPrefix("capture.nothing"))
        #expect(example.request?.headers.all.contains { $0.name == "Authorization" } == true)
        #expect(!"\(outcome.result)".contains("hush-hush"))
        #expect(outcome.requests.contains { $0.request.headers["Authorization"] == "Bearer hush-hush-1" })
        #expect(!outcome.requests.contains { $0.request.headers["Cookie"] != nil })
        // Nor where the response that brings it breaks an expectation.
        let refused = try await run(
            #"""
            { "name": "f", "load": { "rate": "50/s", "for": "100ms" },
              "steps": [
                { "name": "make", "request": { "method": "POST", "path": "/things", "json": { "n": 1 } }, "expect": { "status": 200 },
                  "capture": { "token": { "json": "$.secret", "secret": true } } },
                { "name": "look", "request": { "path": "/things/1" } } ] }
            """#
        )
        #expect(refused.result.verdict == .failed && !"\(refused.result)".contains("hush-hush"))
    }

    @Test("Flows and single requests share a load; each has its own limits")
    func mixtures() async throws {
        let outcome = try await run(
            #"""
            { "name": "m", "expect": { "status": "2xx" },
              "load": { "users": 3, "for": "150ms",
                "requests": [
                  { "name": "buy", "steps": [
                    { "name": "make", "request": { "method": "POST", "path": "/things", "json": { "n": "${index}" } }, "capture": { "place": { "header": "Location" } } },
                    { "name": "look", "request": { "path": "${place}" } } ] },
                  { "name": "put", "weight": 2, "request": { "method": "PUT", "path": "/things/1" }, "expect": { "latency": { "max": "1ns" } } } ] } }
            """#
        )
        let load = outcome.load
        #expect(load.requests.map(\.name) == ["buy: make", "buy: look", "put"])
        #expect(load.flows.map(\.name) == ["buy"])
        #expect((load.flows.first?.started ?? 0) > 0)
        #expect(load.statuses[201] == load.flows.first?.started)
        // On a busy machine the generator may have had its part in it.
        let broken = (outcome.result.steps.first?.findings ?? []) + load.doubtful
        #expect(broken.map(\.expectation) == ["latency.max of put"])
    }

    @Test(
        "What a flow of a load can't have is refused with its place",
        arguments: [
            (#""steps": [{ "request": {}, "retry": { "times": 1 } }]"#, "'retry' can't be given for a step of a load"),
            (#""steps": [{ "pause": "1s" }, {}]"#, "the first step of a load can't pause"),
            (#""steps": [{ "expect": { "failures": "1%" } }]"#, "'failures' is judged over all requests of the load"),
            (
                #""steps": [{ "request": { "path": "/${later}" } }, { "capture": { "later": "$.a" } }]"#,
                "unknown variable 'later'"
            ),
            (#""request": {}, "expect": { "flowTime": { "p50": "1s" } }"#, "'flowTime' needs a flow"),
            (#""steps": [], "burst": { "requests": 2 }"#, "'steps' and 'burst' can't be given together"),
        ]
    )
    func refusals(_ members: String, _ message: String) throws {
        let folder = try TemporaryFolder()
        let expect = members.contains("\"expect\"") ? "" : #", "expect": { "status": 200 }"#
        let load = #""load": { "rate": "1/s", "for": "1s" }"#
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "s", "scenarios": [{ "name": "f", \#(load), \#(members)\#(expect) }] }"#
        )
        let builder = PlanBuilder(options: PlanOptions(), files: FileStore())
        let found = try #require(throws: Problems.Found.self) { try builder.plan([suite]) }
        #expect(found.diagnostics.contains { $0.message.contains(message) }, "\(found.diagnostics.map(\.message))")
    }
}
