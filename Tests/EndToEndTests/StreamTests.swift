import Foundation
import JSON
import Measurement
import Reports
import Results
import Testing

/// Server-sent events and lines of JSON, from the scenario file to the reports: alone, in a burst and under load.
@Suite struct StreamTests {
    private static let mock = #"""
        { "mock": "m", "rules": [
          { "name": "answers word by word", "when": { "path": "/chat" },
            "respond": { "stream": [
              { "comment": "wait" }, { "id": "1", "data": { "delta": "Hel" } }, { "after": "5ms", "data": { "delta": "lo" }, "times": 2 },
              { "event": "done", "data": "[DONE]\nbye" } ] } },
          { "name": "never ends", "when": { "path": "/ticks" },
            "respond": { "stream": [ { "after": "2ms", "data": "tick", "times": 1000000 } ] } },
          { "name": "lines", "when": { "path": "/lines" },
            "respond": { "headers": { "Content-Type": "application/x-ndjson" },
              "stream": [ { "data": { "n": 1 } }, { "after": "2ms", "data": { "n": 2 } } ] } },
          { "name": "stops in the middle", "when": { "path": "/plain" }, "respond": { "json": { "delta": "no" } } } ] }
        """#

    private func run(_ scenarios: String, _ more: [String] = []) async throws -> (Program.Outcome, JSONValue) {
        let folder = try TemporaryFolder()
        try folder.write("m.json", Self.mock)
        let suite = try folder.write(
            "s.json",
            #"{ "suite": "s", "mock": "m.json", "scenarios": [\#(scenarios)] }"#
        )
        let outcome = try await Program.run(["run", suite, "--mock", "--report-dir", folder.path + "/r"] + more)
        let bytes = (try? Data(contentsOf: URL(filePath: folder.path + "/r/results.json"))).map(Array.init) ?? []
        return (outcome, (try? JSONParser.parse(bytes)) ?? .null)
    }

    private static let chat = #"""
        { "name": "chat", "steps": [
          { "name": "ask", "request": { "path": "/chat" },
            "expect": { "status": 200, "stream": { "count": 4, "first": "60s", "gap": "60s",
              "events": { "0": { "id": "1", "json": { "$.delta": "Hel" } }, "-1": { "event": "done", "data": "[DONE]\nbye" } },
              "each": { "id": "1" } } },
            "capture": { "word": { "event": 1, "json": "$.delta" }, "end": { "event": -1 } } },
          { "name": "ask again", "request": { "path": "/chat", "query": { "word": "${word}", "end": "${end}" } },
            "expect": { "status": 200 } } ] },
        { "name": "a stream without end", "request": { "path": "/ticks", "events": 5 },
          "expect": { "status": 200, "stream": { "count": 5, "each": { "data": "tick" } } } },
        { "name": "lines", "request": { "path": "/lines" },
          "expect": { "status": 200, "stream": { "events": { "1": { "json": { "$.n": 2 } } } } } }
        """#

    @Test(arguments: ["wire", "curl"]) func streamsAreRead(_ way: String) async throws {
        let (outcome, results) = try await run(Self.chat, ["--transport", way])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let cases = try #require(results["suites"]?[0]?["cases"]?.array)
        let events = try #require(cases[0]["steps"]?[0]?["events"])
        #expect(events["count"] == .number(4) && (events["longestGapNs"]?.number?.int ?? 0) > 1_000_000)
        #expect(cases[0]["steps"]?[1]?["request"]?["url"]?.string?.hasSuffix("?word=lo&end=%5BDONE%5D%0Abye") == true)
        #expect(cases[1]["steps"]?[0]?["events"]?["count"] == .number(5))
        #expect(cases[2]["steps"]?[0]?["events"]?["count"] == .number(2))
    }

    @Test func whatIsWrongIsTold() async throws {
        let (outcome, _) = try await run(
            #"""
            { "name": "late", "request": { "path": "/chat" }, "expect": { "stream": { "gap": "1us", "count": 3 } } },
            { "name": "no stream", "request": { "path": "/plain" }, "expect": { "stream": {} } },
            { "name": "endless", "request": { "path": "/ticks", "timeout": "100ms" }, "expect": { "stream": {} } }
            """#
        )
        #expect(outcome.code == 1)
        for text in [
            "no more than 1 us from one event to the next",
            "expected  3", "events: 4, the first after ",
            "content type application/json", "the answer wasn't complete within the request's time",
        ] { #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)") }
    }

    @Test func aLoadTellsOfEvents() async throws {
        let (outcome, results) = try await run(
            #"""
            { "name": "chat", "request": { "path": "/chat" }, "load": { "rate": "50/s", "for": "400ms" },
              "expect": { "status": 200, "stream": { "count": 4, "first": "60s" }, "firstEvent": { "p50": "60s", "max": "60s" },
                          "eventGap": { "p99": "60s" }, "eventRate": "1/s" } },
            { "name": "ticks", "request": { "path": "/ticks", "events": 3 }, "load": { "rate": "50/s", "for": "200ms" },
              "expect": { "status": 200, "firstEvent": { "max": "60s" } } },
            { "name": "together", "request": { "path": "/chat" }, "burst": { "requests": 4 },
              "expect": { "status": 200, "stream": { "events": { "-1": { "event": "done" } } } } }
            """#,
            ["--accept-suspect"]
        )
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let cases = try #require(results["suites"]?[0]?["cases"]?.array)
        let chat = try #require(cases[0]["steps"]?[0]?["load"]?["streams"]?[0])
        #expect(chat["responses"] == .number(20) && chat["events"] == .number(80))
        #expect(chat["firstEvent"]?["count"] == .number(20) && chat["eventGap"]?["count"] == .number(60))
        let ticks = try #require(cases[1]["steps"]?[0]?["load"]?["streams"]?[0])
        #expect(ticks["responses"] == .number(10) && ticks["events"] == .number(30))
        for text in ["events         80 of 20 responses", "first event", "event gap"] {
            #expect(outcome.output.contains(text), "\(outcome.output)")
        }
    }

    @Test func aLoadsEventsAreJudged() async throws {
        let mock = Self.mock
        let late = try await LoadTrial.run(
            #"""
            { "name": "late", "request": { "path": "/chat" }, "load": { "rate": "50/s", "for": "200ms" },
              "expect": { "status": 200, "eventGap": { "p50": "1ns" }, "eventRate": "100000/s", "stream": { "events": { "0": { "data": "x" } } } } }
            """#,
            mock: mock
        )
        let load = try #require(late.load)
        #expect(late.result.verdict == .failed && load.broken == 10)
        #expect(load.examples.map(\.kind).contains { $0.hasPrefix(#"stream.events.0.data: expected "x""#) })
        let found = late.result.steps[0].findings.map(\.expectation) + load.doubtful.map(\.expectation)
        #expect(found.contains("eventGap.p50") && found.contains("eventRate"), "\(found)")
        let none = try await LoadTrial.run(
            #"""
            { "name": "none", "request": { "path": "/plain" }, "load": { "rate": "50/s", "for": "100ms" },
              "expect": { "status": 200, "firstEvent": { "p50": "1s" } } }
            """#,
            mock: mock
        )
        #expect(none.result.verdict == .failed)
        #expect(none.result.steps[0].findings.map(\.expectation) == ["events"])
    }

    @Test(
        "What a file says wrongly is told where it stands",
        arguments: [
            (
                #""expect": { "stream": { "events": { "first": { "data": "x" } } } }"#,
                "'first' is not the number of an event"
            ),
            (#""expect": { "stream": { "frist": "1s" } }"#, "did you mean 'first'?"),
            (#""expect": { "stream": {}, "eventRate": "1/s" }"#, "'eventRate' needs a burst or a load"),
            (
                #""expect": { "status": 200 }, "capture": { "x": { "event": 0, "header": "A" } }"#,
                "of an event 'json' alone can be captured"
            ),
        ]
    )
    func aWrongFileIsRefused(_ rest: String, _ text: String) async throws {
        let (outcome, _) = try await run(#"{ "name": "n", "request": { "path": "/chat" }, \#(rest) }"#)
        #expect(outcome.code == 2 && outcome.errors.contains(text), "\(outcome.errors)")
    }

    @Test(arguments: [
        (#"{ "stream": [] }"#, "'stream' must be a list with at least one event"),
        (#"{ "stream": [ {} ] }"#, "an event needs 'data', 'event', 'id' or 'comment'"),
        (#"{ "stream": [ { "data": "x" } ], "text": "y" }"#, "'stream' and 'text' can't be given together"),
        (
            #"{ "headers": { "Content-Type": "application/x-ndjson" }, "stream": [ { "event": "x", "data": "y" } ] }"#,
            "a line has 'data' alone"
        ),
    ])
    func aWrongMockIsRefused(_ respond: String, _ text: String) async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write("m.json", #"{ "mock": "m", "rules": [ { "name": "r", "respond": \#(respond) } ] }"#)
        let outcome = try await Program.run(["check", mock])
        #expect(outcome.code == 2 && outcome.errors.contains(text), "\(outcome.errors)")
    }
}
