import HTTP
import Measurement
import Results
import Scenarios
import Testing

@testable import Engine

/// Which bursts and loads have measured nothing, and how that is said.
@Suite struct UnmeasuredTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var words: String
        var change: @Sendable (inout LoadResult) -> Void
        /// What the reason says; `nil` when something was measured.
        var reason: String?
        var isCertain = true
        var testDescription: String { words }
    }

    static let rows: [Row] = [
        Row(words: "no arrivals", change: { _ in }, reason: "no request was due"),
        Row(words: "warm-up alone", change: { $0.warmUp = 20 }, reason: "all 20 requests were sent in the warm-up"),
        Row(
            words: "users whose connections hang",
            change: {
                $0.offered = 64
                $0.users = LoadUsers(count: 64, lonely: 64)
            },
            reason: "64 of 64 users never had a connection; 64 of 64 requests were never sent"
        ),
        Row(
            words: "connections that weren't open in time",
            change: {
                $0.offered = 8
                $0.sent = 8
                $0.failures = [.timeout: 8]
                $0.unopened = 8
            },
            reason: "8 of 8 requests had no connection when their time was over"
        ),
        Row(
            words: "a burst that was stopped before it was sent",
            change: {
                $0.kind = .burst
                $0.offered = 8
                $0.stop = LoadStop(after: 1_000_000_000, planned: nil)
            },
            reason: "stopped after 1 s, before all were answered"
        ),
        Row(
            words: "requests that were cut off",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.cancelled: 5]
            },
            reason: "5 of 5 requests were cut off before their time was over"
        ),
        Row(
            words: "requests for which this machine lacked something",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.local: 5]
                $0.examples = [FailureExample(kind: "local: no descriptor is left", count: 5, index: 0)]
            },
            reason: "for 5 of 5 requests this machine lacked something, first: local: no descriptor is left"
        ),
        Row(
            words: "an endpoint that was never reached, which a scenario may expect",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.refused: 5]
                $0.examples = [FailureExample(kind: "refused: nobody listens", count: 5, index: 0)]
            },
            reason: "refused: nobody listens",
            isCertain: false
        ),
        Row(
            words: "one time-out on an open connection",
            change: {
                $0.offered = 50
                $0.sent = 5
                $0.failures = [.timeout: 1, .cancelled: 4]
            },
            reason: nil
        ),
        Row(
            words: "one response",
            change: {
                $0.offered = 50
                $0.sent = 1
                $0.completed = 1
            },
            reason: nil
        ),
    ]

    @Test(arguments: rows)
    func reason(_ row: Row) {
        var load = LoadResult(
            kind: .load,
            model: "1/s",
            offered: 0,
            sent: 0,
            completed: 0,
            duration: 0,
            responseTime: .empty,
            serviceTime: .empty
        )
        row.change(&load)
        let reason = Unmeasured.reason(load)
        #expect((reason == nil) == (row.reason == nil))
        if let reason, let words = row.reason {
            #expect(reason.text.contains(words), "\(reason.text)")
            #expect(reason.isCertain == row.isCertain)
        }
    }

    /// A time-out is the endpoint's doing once anything of a connection was there.
    @Test(
        arguments: [
            (nil, false, nil, true), (1, false, nil, false), (nil, true, nil, false),
            (nil, false, "127.0.0.1:1", false), (1, true, "127.0.0.1:1", false),
        ] as [(UInt64?, Bool, String?, Bool)]
    )
    func aTimeoutBeforeTheConnectionMeasuresNothing(connect: UInt64?, isNew: Bool, peer: String?, isOne: Bool) {
        let failure = ExchangeFailure(.timeout, "")
        let exchange = Exchange(
            outcome: .failure(failure),
            timings: PhaseTimings(connect: connect, total: 1),
            intended: 0,
            started: 0,
            peer: peer,
            newConnection: isNew
        )
        #expect(Unmeasured.isOne(failure, exchange) == isOne)
        #expect(Unmeasured.isOne(ExchangeFailure(.refused, ""), exchange))
        #expect(!Unmeasured.isOne(ExchangeFailure(.reset, ""), exchange))
    }
}

/// Of what some requests are unknown nothing passes, however much doubt is accepted.
@Suite struct TrafficJudgeTests {
    @Test(
        arguments: [
            ("nothing", nil), ("unmade", "1 of 100 requests couldn't be sent"),
            ("lacking", "for 1 of 100 requests this machine lacked something"), ("stop", "stopped after 1 s"),
            ("shard", "of 1 of 2 shards nothing is known"), ("undrawn", "'rare' was never sent in 100 starts"),
            ("unanswered", nil),
        ] as [(String, String?)]
    )
    func whatIsKnownInPartIsUndecided(_ gap: String, _ reason: String?) throws {
        var load = LoadResult(
            kind: .load,
            model: "100/s",
            offered: 100,
            sent: 100,
            completed: 99,
            statuses: [200: 99],
            duration: 1_000_000_000,
            responseTime: .empty,
            serviceTime: .empty
        )
        switch gap {
        case "unmade": load.failures = [.request: 1]
        case "lacking": load.failures = [.local: 1]
        case "stop": load.stop = LoadStop(after: 1_000_000_000, planned: nil)
        case "shard":
            var lost = LoadSharding.Shard(index: 1)
            lost.absent = "it never came"
            load.sharding = LoadSharding(count: 2, shards: [.init(index: 0), lost])
        case "undrawn", "unanswered":
            var often = LatencyRecorder()
            often.record(1_000_000)
            load.requests = [
                RequestTimes(name: "often", responseTime: often.summary()),
                RequestTimes(name: "rare", responseTime: .empty),
            ]
            if gap == "unanswered" { load.failures = [.timeout: 1] }
        default: load.completed = 100
        }
        var judgement = Judgement()
        let found = TrafficJudge.settle(
            load,
            &judgement,
            wantsFailures: false,
            unmade: nil,
            acceptsDoubt: true
        )
        #expect((found == nil) == (reason == nil))
        if let reason { #expect(found?.contains(reason) == true, "\(found ?? "")") }
    }
}

/// Whether a load's figures can be trusted is told from what the generator noted of itself.
@Suite struct ValidityChecksTests {
    private static let millisecond: UInt64 = 1_000_000

    /// Latencies of which one in fifty is `high`.
    private func times(_ low: UInt64, high: UInt64, count: Int = 2000) -> LatencySummary {
        var recorder = LatencyRecorder()
        for index in 0..<count { recorder.record(index % 50 == 0 ? high : low) }
        return recorder.summary()
    }

    @Test func aGeneratorThatIsLateIsDoubted() throws {
        let response = times(5 * Self.millisecond, high: 20 * Self.millisecond)
        let late = try #require(ValidityChecks.late(times(10_000, high: 5 * Self.millisecond), response))
        #expect(late.hasPrefix("the generator itself was 5 ms late at p99"))
        #expect(ValidityChecks.late(times(10_000, high: 900_000), response) == nil, "below a millisecond")
        let slow = times(5 * Self.millisecond, high: 200 * Self.millisecond)
        #expect(
            ValidityChecks.late(times(10_000, high: 5 * Self.millisecond), slow) == nil,
            "a small part of the response time"
        )
    }

    @Test func fewRequestsAreJudgedByTheirNinetiethPercentile() {
        let response = times(5 * Self.millisecond, high: 20 * Self.millisecond, count: 200)
        #expect(ValidityChecks.late(times(10_000, high: 5 * Self.millisecond, count: 200), response) == nil)
        let late = ValidityChecks.late(times(3 * Self.millisecond, high: 5 * Self.millisecond, count: 200), response)
        #expect(late?.contains("at p90") == true)
    }

    @Test func waitsThatNoAnswerExplainsAreDoubted() {
        let service = times(Self.millisecond, high: 30 * Self.millisecond)
        let behind = ValidityChecks.behind(times(100, high: 2000 * Self.millisecond), service.max)
        #expect(behind?.contains("no connection was busy for longer than 30") == true)
        // A server that stood still for a second: one answer took that long, and the others waited for it.
        let frozen = times(Self.millisecond, high: 1001 * Self.millisecond)
        #expect(ValidityChecks.behind(times(100, high: 900 * Self.millisecond), frozen.max) == nil)
        #expect(ValidityChecks.behind(times(100, high: 900_000), 2000) == nil)
    }

    /// So many latencies, of which one percentile is known.
    private func summary(_ percent: Double, _ value: UInt64, count: Int = 1000) -> LatencySummary {
        LatencySummary(count: count, min: 0, mean: 0, max: value, percentiles: [.init(percent, value)])
    }

    /// More than a millisecond, and more than a tenth of the response time.
    @Test(
        arguments: [
            (2_000_000, 19_999_999, true), (2_000_000, 20_000_000, false), (1_000_000, 1, false), (1_000_001, 1, true),
        ] as [(UInt64, UInt64, Bool)]
    )
    func aTenthOfTheResponseTimeIsLet(_ late: UInt64, _ response: UInt64, _ isDoubted: Bool) {
        #expect((ValidityChecks.late(summary(99, late), summary(99, response)) != nil) == isDoubted)
        let few = ValidityChecks.late(summary(90, late, count: 999), summary(90, response, count: 999))
        #expect((few != nil) == isDoubted)
        #expect(ValidityChecks.late(summary(90, late), summary(90, response)) == nil, "enough for the 99th percentile")
    }

    /// More than a millisecond, and more than twice as long as any answer took.
    @Test(
        arguments: [
            (4_000_000, 2_000_000, false), (4_000_002, 2_000_000, true), (1_000_000, 0, false), (1_000_001, 0, true),
        ] as [(UInt64, UInt64, Bool)]
    )
    func twiceTheLongestAnswerIsLet(_ wait: UInt64, _ hold: UInt64, _ isDoubted: Bool) {
        #expect((ValidityChecks.behind(summary(99, wait), hold) != nil) == isDoubted)
    }
}
