import HTTP
import Testing

/// Where events end, and what they say: WHATWG HTML, sections 9.2.5 and 9.2.6.
@Suite struct EventStreamTests {
    private static func events(_ text: String, _ format: EventFormat = .serverSentEvents) -> [StreamEvent] {
        StreamEvent.all(in: Array(text.utf8), format)
    }

    @Test(
        "The examples of the standard",
        arguments: [
            // Section 9.2.6: three events of which the first has two lines.
            ("data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]),
            // A comment, an ID, an ID without a value, a space that stays.
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                ["first event", "second event", " third event"]
            ),
            // Data that is there without a value; the last block is cut off.
            ("data\n\ndata\ndata\n\ndata:", ["", "\n"]),
            ("data:test\n\ndata: test\n\n", ["test", "test"]),
        ]
    )
    func theStandardsExamples(_ text: String, _ data: [String]) {
        #expect(Self.events(text).map(\.data) == data)
    }

    @Test func idsStayUntilTheyAreTakenBack() {
        let text =
            ": test stream\n\ndata: first event\nid: 1\n\ndata: again\n\ndata:second event\nid\n\ndata:  third event\n\n"
        #expect(Self.events(text).map(\.id) == ["1", "1", "", ""])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func linesEndInThreeWays(_ end: String) {
        let text = ["event: add", "data: 73857293", "", "event: remove", "data: 2153", "", ": still here", "", ""]
            .joined(separator: end)
        let events = Self.events(text)
        #expect(events.map(\.type) == ["add", "remove"] && events.map(\.data) == ["73857293", "2153"])
    }

    @Test func whatHasNoDataIsForgotten() {
        let events = Self.events("event: x\n\ndata: 1\n\nid: 5\nretry: 10\n\nevent:\ndata: 2\n\n")
        #expect(events.map(\.type) == ["message", "message"] && events.map(\.data) == ["1", "2"])
        #expect(events.map(\.id) == ["", "5"])
    }

    @Test func aByteOrderMarkIsPassedOver() {
        #expect(Self.events("\u{FEFF}data: 1\n\n").map(\.data) == ["1"])
        #expect(Self.events("\u{FEFF}\u{FEFF}data: 1\n\n").isEmpty)
        #expect(StreamEvent.all(in: [0xEF, 0xBB] + Array("data: 1\n\n".utf8), .serverSentEvents).isEmpty)
    }

    @Test func namesAreWhole() {
        #expect(Self.events("datas: 1\n\ndat: 2\n\n data: 3\n\nDATA: 4\n\n").isEmpty)
    }

    @Test func linesAreEventsOfTheirOwn() {
        let text = "{\"a\":1}\n\n  \r\n{\"a\":2}\r\n{\"a\":3}"
        #expect(Self.events(text, .lines).map(\.data) == [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#])
    }

    @Test(
        arguments: [
            ("text/event-stream", EventFormat.serverSentEvents),
            ("Text/Event-Stream; charset=utf-8", .serverSentEvents),
            ("application/x-ndjson", .lines), ("application/jsonl ; x=y", .lines), ("application/json", nil),
            ("text/event-streams", nil), ("", nil),
        ] as [(String, EventFormat?)]
    )
    func theTypeTellsTheFormat(_ type: String, _ format: EventFormat?) {
        #expect(EventFormat(type.utf8) == format)
        let head = Array(
            "HTTP/1.1 200 OK\r\nX-Content-Type: text/event-stream\r\ncontent-TYPE: \(type)\r\nA: b\r\n\r\n".utf8
        )
        #expect(head.withUnsafeBytes { EventFormat(head: $0) } == format)
    }

    @Test("The same events wherever the bytes are cut") func cutsMakeNoDifference() {
        let text = "\u{FEFF}: c\r\n\r\nid: 1\r\ndata: a\r\ndata\r\n\r\ndata: b\n\nevent: x\rdata:c\r\r: end\n\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        let bytes = Array((head + text).utf8)
        let whole = Self.events(text)
        #expect(whole.map(\.data) == ["a\n", "b", "c"])
        for step in 1...bytes.count {
            var tally = EventTally()
            var now: UInt64 = 100
            var end = head.utf8.count
            var ended = 0
            while end < bytes.count {
                end = min(bytes.count, end + step)
                now += 10
                ended += bytes.withUnsafeBufferPointer {
                    tally.take(
                        $0.baseAddress!,
                        headEnd: head.utf8.count,
                        bodyEnd: end,
                        isCoded: false,
                        isEnd: end == bytes.count
                    ) { now }
                }
            }
            #expect(ended == whole.count && tally.count == whole.count, "cut every \(step) bytes")
        }
    }

    @Test func timesAreOfTheLastByte() throws {
        var tally = EventTally()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        var bytes = Array(head.utf8)
        func take(_ more: String, at instant: UInt64) -> Int {
            bytes += Array(more.utf8)
            return bytes.withUnsafeBufferPointer {
                tally.take($0.baseAddress!, headEnd: head.utf8.count, bodyEnd: $0.count, isCoded: false, isEnd: false) {
                    instant
                }
            }
        }
        #expect(tally.times(since: 0) == nil)
        #expect(take("data: 1\n", at: 10) == 0)
        #expect(take("\n", at: 20) == 1)
        #expect(take("data: 2\n\ndata: 3\n\n", at: 50) == 2)
        #expect(take("data: 4\n\n", at: 55) == 1)
        #expect(tally.times(since: 5) == EventTimes(count: 4, first: 15, last: 50, longestGap: 30))
    }

    @Test func behindACodingNothingIsSeen() {
        var tally = EventTally()
        let head = Array("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n".utf8)
        let ended = head.withUnsafeBufferPointer {
            tally.take($0.baseAddress!, headEnd: head.count - 9, bodyEnd: head.count, isCoded: true, isEnd: true) { 1 }
        }
        #expect(ended == 0 && !tally.isOfEvents && tally.times(since: 0) == nil)
    }
}
