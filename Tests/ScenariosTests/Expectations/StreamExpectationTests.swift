import HTTP
import JSON
import Results
import Scenarios
import Testing

/// What is expected of a content of events.
@Suite struct StreamExpectationTests {
    private static let text = "id: 7\ndata: {\"n\":1}\n\nevent: note\ndata: {\"n\":2}\n\ndata: [DONE]\n\n"

    private static func exchange(
        _ text: String = text,
        type: String? = "text/event-stream",
        _ times: EventTimes? = EventTimes(count: 3, first: 40_000_000, last: 900_000_000, longestGap: 500_000_000)
    ) -> Exchange {
        var fields = HeaderFields()
        if let type { fields.append("Content-Type", type) }
        if times == nil { fields.append("Content-Encoding", "gzip") }
        let response = HTTPResponse(status: 200, headers: fields, body: Array(text.utf8))
        var exchange = Exchange(
            outcome: .success(response),
            timings: PhaseTimings(total: 1_000_000_000),
            intended: 1_000_000,
            started: 11_000_000
        )
        exchange.events = times
        return exchange
    }

    @Test(
        "What holds",
        arguments: [
            #"{}"#, #"{ "count": 3 }"#, #"{ "count": { ">=": 2 } }"#, #"{ "first": "50ms", "gap": "500ms" }"#,
            #"{ "events": { "0": { "json": { "$.n": 1 }, "id": "7", "event": "message" }, "1": { "event": "note", "id": "7" }, "-1": { "data": "[DONE]" } } }"#,
            #"{ "events": { "-3": { "json": { "$.n": 1, "$.m": { "missing": true } } } } }"#,
            #"{ "each": { "event": { "in": ["message", "note"] }, "data": { "matches": "^[{\\[]" } } }"#,
        ]
    )
    func whatHoldsPasses(_ stream: String) throws {
        #expect(try Fixtures.findings("{ \"stream\": \(stream) }", Self.exchange()) == [])
    }

    @Test(
        "What doesn't hold",
        arguments: [
            (#"{ "count": 4 }"#, "stream.count: expected 4, found number 3"),
            (#"{ "first": "49ms" }"#, "stream.first: expected the first event within 49 ms, found 50 ms"),
            (
                #"{ "gap": "499ms" }"#,
                "stream.gap: expected no more than 499 ms from one event to the next, found 500 ms"
            ),
            (#"{ "events": { "3": { "data": "x" } } }"#, "stream.events.3: expected such an event, found 3 events"),
            (#"{ "events": { "-4": { "data": "x" } } }"#, "stream.events.-4: expected such an event, found 3 events"),
            (
                #"{ "events": { "0": { "json": { "$.n": 2 } } } }"#,
                "stream.events.0.json.$.n: expected 2, found number 1 at /n"
            ),
            (
                #"{ "events": { "-1": { "json": { "$.n": 2 } } } }"#,
                #"stream.events.-1.data: expected JSON, found "[DONE]""#
            ),
            (
                #"{ "each": { "event": "message" } }"#,
                #"stream.each.event: expected "message", found string "note", in event 1; of 3 events it doesn't hold in 1"#
            ),
        ]
    )
    func whatDoesNotHoldIsTold(_ stream: String, _ finding: String) throws {
        #expect(try Fixtures.findings("{ \"stream\": \(stream) }", Self.exchange()) == [finding])
    }

    @Test func whatIsNoStreamFails() throws {
        let found = try Fixtures.findings(#"{ "stream": {} }"#, Self.exchange(type: "application/json"))
        #expect(found.count == 1 && found[0].hasSuffix("found content type application/json"))
        #expect(try Fixtures.findings(#"{ "stream": {} }"#, Self.exchange(type: nil)).count == 1)
        #expect(try Fixtures.findings(#"{ "stream": { "each": { "data": "x" } } }"#, Self.exchange("")).count == 1)
    }

    @Test func whatHasNoTimesIsNotPassed() throws {
        let found = try Fixtures.findings(
            #"{ "stream": { "first": "1h", "gap": "1h" } }"#,
            Self.exchange(Self.text, nil)
        )
        #expect(found.count == 2 && found[0].contains("the coding gzip"))
        let empty = EventTimes(count: 0, first: nil, last: nil, longestGap: nil)
        let none = try Fixtures.findings(#"{ "stream": { "first": "1h", "gap": "1h" } }"#, Self.exchange("", empty))
        #expect(none == ["stream.first: expected the first event within 1 h, found no event"])
    }

    @Test func linesAreEventsToo() throws {
        let exchange = Self.exchange("{\"n\":1}\n{\"n\":2}\n", type: "application/x-ndjson")
        let stream =
            #"{ "stream": { "count": 2, "each": { "json": { "$.n": { ">": 0 } } }, "events": { "1": { "json": { "$.n": 2 } } } } }"#
        #expect(try Fixtures.findings(stream, exchange) == [])
    }
}
