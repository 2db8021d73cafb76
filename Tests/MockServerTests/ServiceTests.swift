import HTTP
import Scenarios
import Synchronization
import Testing

@testable import MockServer

/// Mocks with a `service` or a `freeze`, by a clock that the test sets.
@Suite struct ServiceTests {
    /// Nanoseconds that a test sets, in milliseconds.
    final class Instant: Sendable {
        private let nanoseconds = Mutex<Int64>(0)

        var clock: @Sendable () -> Int64 { { self.nanoseconds.withLock { $0 } } }

        func set(milliseconds: Int64) { nanoseconds.withLock { $0 = milliseconds * 1_000_000 } }
    }

    private let instant = Instant()

    /// What a GET of `path` at `milliseconds` gets: the status, and when it is due, in milliseconds.
    private func get(_ mock: TestMock, _ path: String = "/", at milliseconds: Int64) -> (status: Int, due: Double?) {
        instant.set(milliseconds: milliseconds)
        let answer = mock.send("GET", path)
        return (answer.status, answer.due.map { Double($0 + answer.delay) / 1e6 })
    }

    private func mock(_ members: String) throws -> TestMock {
        try TestMock("{ \"mock\": \"m\", \(members) }", clock: instant.clock)
    }

    @Test func answersWhenServed() throws {
        let mock = try mock(#""service": { "time": "5ms" }, "otherwise": { "status": 200 }"#)
        #expect(get(mock, at: 1) == (200, 6))
        #expect(get(mock, at: 3) == (200, 11))
        #expect(get(mock, at: 20) == (200, 25))
    }

    @Test func aDelayKeepsNoServerBusy() throws {
        let mock = try mock(#""service": { "time": "5ms" }, "otherwise": { "delay": "100ms" }"#)
        #expect(get(mock, at: 0) == (200, 105))
        #expect(get(mock, at: 0) == (200, 110))
    }

    @Test func aRuleOfItsOwnHasAQueueOfItsOwn() throws {
        let mock = try mock(
            #"""
            "service": { "time": "5ms", "servers": 2 },
            "rules": [{ "name": "a", "when": { "path": "/a" }, "respond": { "service": { "time": "1ms" } } }]
            """#
        )
        #expect(get(mock, at: 0) == (404, 5))
        #expect(get(mock, at: 0) == (404, 5))
        #expect(get(mock, at: 0) == (404, 10))
        #expect(get(mock, "/a", at: 0) == (200, 1))
        #expect(get(mock, "/a", at: 0) == (200, 2))
    }

    @Test func withoutServiceNothingIsDue() throws {
        #expect(get(try mock(#""otherwise": {}"#), at: 0) == (200, nil))
    }

    @Test func aFullQueueAnswers503AndChangesNothing() throws {
        let mock = try mock(
            #"""
            "service": { "time": "5ms", "queue": 1 },
            "otherwise": { "add": { "n": 1 }, "json": "${state:n}" }
            """#
        )
        #expect(get(mock, at: 0) == (200, 5))
        #expect(get(mock, at: 0) == (200, 10))
        #expect(get(mock, at: 0) == (503, nil))
        #expect(get(mock, at: 5) == (200, 15))
        instant.set(milliseconds: 100)
        #expect(mock.send().text == "4")
    }

    @Test func aFullQueueAnswersWhatTheFileSays() throws {
        let mock = try mock(
            #"""
            "rules": [{ "name": "a", "respond": { "service":
              { "time": "5ms", "queue": 0, "full": { "status": 429, "text": "busy", "headers": { "Retry-After": "1" } } } } }]
            """#
        )
        #expect(get(mock, at: 0) == (200, 5))
        let answer = mock.send()
        #expect(answer.status == 429 && answer.text == "busy" && answer.headers["Retry-After"] == "1")
        #expect(answer.rule == "a")
    }

    @Test func theSameSeedServesTheSame() throws {
        let file = #""service": { "time": { "exponential": "5ms" } }, "otherwise": {}"#
        let (one, other) = (try mock(file), try mock(file))
        let due = (0..<20).map { get(one, at: $0).due }
        #expect((0..<20).map { get(other, at: $0).due } == due)
        #expect(Set(due.map { $0 ?? 0 }).count == 20)
    }

    @Test func standsStillAfterTheFirstRequest() throws {
        let mock = try mock(#""freeze": { "after": "3s", "for": "1s" }, "otherwise": {}"#)
        #expect(get(mock, at: 10_000) == (200, 10_000))
        #expect(get(mock, at: 12_999) == (200, 12_999))
        #expect(get(mock, at: 13_000) == (200, 14_000))
        #expect(get(mock, at: 13_999) == (200, 14_000))
        #expect(get(mock, at: 14_000) == (200, 14_000))
        #expect(get(mock, at: 15_000) == (200, 15_000))
    }

    @Test func aFreezeStopsTheServers() throws {
        let mock = try mock(
            #""freeze": { "after": "10ms", "for": "100ms" }, "service": { "time": "6ms" }, "otherwise": { "delay": "1ms" }"#
        )
        #expect(get(mock, at: 0) == (200, 7))
        // Begins at 6, is served for 4 before the freeze and for 2 after it.
        #expect(get(mock, at: 1) == (200, 113))
        #expect(get(mock, at: 50) == (200, 119))
        #expect(get(mock, at: 200) == (200, 207))
    }

    @Test func aFullQueueAnswersAfterAFreezeToo() throws {
        let mock = try mock(
            #""freeze": { "after": "1ms", "for": "9ms" }, "service": { "time": "1s", "queue": 0 }, "otherwise": {}"#
        )
        #expect(get(mock, at: 0) == (200, 1009))
        #expect(get(mock, at: 5) == (503, 10))
    }

    @Test(arguments: [(Int64(0), Int64(1)), (5, 0), (5, 7)])
    func theClockOfAFreezeNeverGoesBack(_ after: Int64, _ length: Int64) {
        let freeze = Freeze(after: after, length: length)
        for instant in Int64(0)..<30 {
            #expect(freeze.shown(at: instant + 1) >= freeze.shown(at: instant))
            // What is due when the clock shows this happens at once, or when the freeze ends.
            let happens = freeze.instant(showing: freeze.shown(at: instant))
            #expect(happens == (instant >= after && instant < after + length ? after + length : instant))
        }
    }

    @Test func theServerAnswersNeverBeforeItsTime() async throws {
        let mock = try TestMock(#"{ "mock": "m", "service": { "time": "30ms" }, "otherwise": { "status": 200 } }"#)
        try await withServer(mock.mock) { port in
            let client = try RawClient(port: port)
            let clock = ContinuousClock()
            let start = clock.now
            try client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let (text, _) = client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(clock.now - start >= .milliseconds(30))
        }
    }
}
