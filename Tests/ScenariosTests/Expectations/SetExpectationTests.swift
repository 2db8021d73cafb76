import HTTP
import JSON
import Measurement
import Results
import Testing

@testable import Scenarios

/// What is expected of the responses of a burst or load together.
@Suite struct SetExpectationTests {
    private static func load(_ change: (inout LoadResult) -> Void = { _ in }) -> LoadResult {
        // 2 ms in the middle and on the average, 8 ms at p99, and 9 ms at most.
        var times = LatencyRecorder()
        for time in [9, 8, 8, 8] + [UInt64](repeating: 2, count: 71) + [UInt64](repeating: 1, count: 25) {
            times.record(time * 1_000_000)
        }
        let latency = times.summary()
        var load = LoadResult(
            kind: .burst,
            model: "100 at once",
            offered: 100,
            sent: 100,
            completed: 100,
            statuses: [200: 90, 201: 6, 429: 4],
            duration: 1_000_000_000,
            responseTime: latency,
            serviceTime: latency
        )
        load.times = LoadTimes(measured: times.packed, undelayed: times.packed)
        change(&load)
        return load
    }

    private static func found(
        _ expectation: String,
        _ load: LoadResult = load(),
        bodies: [String] = []
    ) throws -> [String] {
        let expectation = try Fixtures.expectation(expectation, forMany: true)
        let values = bodies.map {
            expectation.together.values(of: Subject(Fixtures.response(200, [], $0), parsing: true))
        }
        return expectation.together.judge(load, values: values).findings.map(\.summary)
    }

    private static func doubtful(_ expectation: String, _ load: LoadResult = load()) throws -> [String] {
        let judgement = try Fixtures.expectation(expectation, forMany: true).together.judge(load, values: [])
        #expect(judgement.findings.isEmpty)
        return judgement.doubtful.map(\.summary)
    }

    private static func failing(_ change: (inout LoadResult) -> Void) -> LoadResult {
        load { load in
            load.completed = 98
            load.failures = [.timeout: 2]
            change(&load)
        }
    }

    @Test(arguments: [
        #"{ "counts": { "200": 90, "2xx": 96, "429": { "<=": 4 }, "400-499": 4, "5xx": 0, "timeout": 0 } }"#,
        #"{ "counts": { "100-999": 100 } }"#,
        #"{ "latency": { "p50": "2.01ms", "p99": "8.01ms", "max": "9ms", "mean": "2ms" } }"#,
        #"{ "latency": { "p99.9": "9ms" } }"#, #"{ "failures": "0%" }"#, #"{ "goodput": "100/s" }"#,
    ])
    func passes(expectation: String) throws {
        #expect(try Self.found(expectation) == [])
    }

    @Test(arguments: [
        (
            #"{ "counts": { "200": 91 } }"#,
            "counts.200: expected 91, found number 90; in all: 90 × 200, 6 × 201, 4 × 429"
        ),
        (
            #"{ "counts": { "timeout": { ">=": 1 } } }"#,
            "counts.timeout: expected a number >= 1, found number 0; in all: 90 × 200, 6 × 201, 4 × 429"
        ),
        (#"{ "latency": { "p99": "7.99ms" } }"#, "latency.p99: expected p99 at most 7.99 ms, found 8 ms"),
        (#"{ "latency": { "mean": "1ms" } }"#, "latency.mean: expected mean at most 1 ms, found 2 ms"),
        (#"{ "latency": { "max": "8ms" } }"#, "latency.max: expected max at most 8 ms, found 9 ms"),
        (
            #"{ "latency": { "p99.9": "7ms" } }"#,
            "latency.p99.9: expected p99.9 at most 7 ms, found 100 responses, too few for p99.9, and a maximum of 9 ms"
        ),
        (#"{ "goodput": "101/s" }"#, "goodput: expected at least 101/s, found 100/s"),
    ])
    func saysWhatIsBroken(expectation: String, finding: String) throws {
        #expect(try Self.found(expectation) == [finding])
    }

    @Test func failuresBreakItUnlessTheyAreAllowed() throws {
        let load = Self.failing { _ in }
        #expect(
            try Self.found("{}", load) == [
                "failures: expected at most 0% of the requests to fail, found 2 of 100 failed; in all: 90 × 200, 6 × 201, 4 × 429, 2 × timeout"
            ]
        )
        #expect(try Self.found(#"{ "failures": "2%" }"#, load) == [])
        #expect(try Self.found(#"{ "failures": "1.9%" }"#, load).count == 1)
        #expect(try Self.found(#"{ "counts": { "timeout": 2 } }"#, load) == [])
        // What is asked for is allowed, and nothing else is.
        let mixed = Self.failing { $0.failures[.reset] = 1 }
        #expect(try Self.found(#"{ "counts": { "timeout": 2 } }"#, mixed).count == 1)
        #expect(try Self.found(#"{ "counts": { "timeout": 2 }, "failures": "2%" }"#, mixed).count == 1)
    }

    @Test func brokenResponsesAreFailuresToo() throws {
        let load = Self.load { load in
            load.broken = 5
            load.examples = [FailureExample(kind: "status: expected 200, found 429", count: 4, index: 3)]
        }
        let found = try Self.found("{}", load)
        #expect(found.first?.hasSuffix("; first: status: expected 200, found 429") == true)
        #expect(try Self.found(#"{ "failures": "5%" }"#, load) == [])
        #expect(
            try Self.found(#"{ "failures": "5%", "goodput": "96/s" }"#, load) == [
                "goodput: expected at least 96/s, found 95/s"
            ]
        )
    }

    @Test func valuesThatMustDifferOrBeTheSame() throws {
        let bodies = [#"{"id":1,"k":"x"}"#, #"{"id":2,"k":"x"}"#, #"{"id":3,"k":"x"}"#]
        #expect(try Self.found(#"{ "unique": ["$.id", "body"], "same": ["$.k"] }"#, bodies: bodies) == [])
        #expect(
            try Self.found(#"{ "unique": "$.k" }"#, bodies: bodies) == [
                #"unique.$.k: expected a different value in every response, found "x" in responses 0 and 1"#
            ]
        )
        #expect(
            try Self.found(#"{ "same": ["$.k", "$.id"] }"#, bodies: bodies) == [
                "same.$.id: expected the same value in every response, found 1 in response 0, 2 in response 1"
            ]
        )
        #expect(
            try Self.found(#"{ "unique": ["$.none"] }"#, bodies: bodies) == [
                "unique.$.none: expected a value in every response, found none in response 0"
            ]
        )
        #expect(
            try Self.found(#"{ "same": ["$.none"] }"#, bodies: bodies) == [
                "same.$.none: expected a value in every response, found none in response 0"
            ]
        )
        #expect(
            try Self.found(#"{ "same": ["$.k"] }"#, bodies: bodies + ["{}"]).first?.contains("nothing in response 3")
                == true
        )
        #expect(try Self.found(#"{ "unique": ["$.id"] }"#, bodies: [#"{"id":1}"#, #"{"id":1.0}"#]).count == 1)
    }

    @Test func oneAboveTheLimitMayBeTheOneThatAPercentileLeavesOut() throws {
        #expect(
            try Self.doubtful(#"{ "latency": { "p99.9": "8ms" } }"#) == [
                "latency.p99.9: expected p99.9 at most 8 ms, found 100 responses, too few for p99.9, and a maximum of 9 ms"
            ]
        )
    }

    @Test func nothingThatCameIsNeitherFastNorSlow() throws {
        let load = Self.load { load in
            load.completed = 0
            load.statuses = [:]
            load.failures = [.reset: 100]
            load.responseTime = .empty
            load.times = LoadTimes()
        }
        let doubtful = try Self.doubtful(#"{ "latency": { "p50": "1s", "max": "1s" }, "failures": "100%" }"#, load)
        #expect(doubtful.count == 2)
    }

    @Test(
        "What undecided requests could have decided is open, and nothing else",
        arguments: [
            // 90 × 200 came, 10 requests weren't sent.
            (#""counts": { "200": 90 }"#, Certainty.doubtful), (#""counts": { "200": 95 }"#, .doubtful),
            (#""counts": { "200": { ">=": 90 } }"#, .passes), (#""counts": { "200": { "<": 90 } }"#, .broken),
            (#""counts": { "200": 101 }"#, .broken), (#""counts": { "5xx": { "<=": 10 } }"#, .passes),
            (#""goodput": "95/s""#, .doubtful), (#""goodput": "90/s""#, .passes), (#""goodput": "101/s""#, .broken),
            (#""latency": { "p50": "3ms" }"#, .passes), (#""latency": { "p99": "20ms" }"#, .doubtful),
            (#""latency": { "max": "20ms" }"#, .doubtful), (#""latency": { "max": "8ms" }"#, .broken),
        ]
    )
    func undecided(_ expectation: String, _ certainty: Certainty) throws {
        let load = Self.load { load in
            load.sent = 90
            load.completed = 90
            load.statuses = [200: 90]
        }
        #expect(try Self.certainty("{ \(expectation), \"failures\": \"50%\" }", load) == certainty)
    }

    @Test(
        "A share of failures is open where undecided requests decide it",
        arguments: [("0%", Certainty.broken), ("2%", .doubtful), ("7%", .doubtful), ("8%", .passes)]
    )
    func undecidedFailures(_ share: String, _ certainty: Certainty) throws {
        // 2 failed, 3 were cut off, 1 had no connection, 2 weren't sent.
        let load = Self.load { load in
            load.sent = 98
            load.completed = 92
            load.failures = [.timeout: 3, .cancelled: 3]
            load.unopened = 1
        }
        #expect(try Self.certainty("{ \"failures\": \"\(share)\" }", load) == certainty)
    }

    @Test(
        "Of what was stopped only what no continuation could mend is known",
        arguments: [
            (#"{}"#, 0, Certainty.doubtful), (#"{}"#, 1, .broken), (#"{ "failures": "1%" }"#, 50, .doubtful),
            (#"{ "failures": "100%", "latency": { "max": "8ms" } }"#, 0, .broken),
            (#"{ "failures": "100%", "latency": { "p50": "1ms" } }"#, 0, .doubtful),
            (#"{ "failures": "100%", "goodput": "1000/s" }"#, 0, .doubtful),
        ]
    )
    func stopped(_ expectation: String, _ broken: Int, _ certainty: Certainty) throws {
        let load = Self.load { load in
            load.broken = broken
            load.stop = LoadStop(after: 3_000_000_000, planned: 30_000_000_000)
        }
        #expect(try Self.certainty(expectation, load) == certainty)
        #expect(load.gaps == ["stopped after 3 s of 30 s"])
    }

    @Test("A response that was late alone, and by no more than the generator was, breaks nothing for certain")
    func overdue() throws {
        var excess = LatencyRecorder()
        for _ in 0..<5 { excess.record(4_000_000) }
        var looks = LatencyRecorder()
        for _ in 0..<100 { looks.record(5_000_000) }
        let load = Self.load { load in
            load.broken = 5
            load.overdue = excess.packed
        }
        #expect(try Self.certainty("{}", load) == .broken, "the generator was never late")
        var late = load
        late.lateness.looks = looks.packed
        #expect(try Self.certainty("{}", late) == .doubtful)
        late.broken = 6
        #expect(try Self.certainty("{}", late) == .broken, "one broke something else")
        // Five in a hundred looks were late: they may be the five that took too long, of a hundred responses.
        var few = LatencyRecorder()
        for look in 0..<100 { few.record(look < 5 ? 5_000_000 : 1000) }
        late = load
        late.lateness.looks = few.packed
        #expect(try Self.certainty("{}", late) == .doubtful)
    }

    /// A tenth of 100 was judged, and a half of that broke something; 2 had the wrong status besides.
    @Test(
        "What was judged stands for the rest",
        arguments: [
            (#"{ "failures": "51%" }"#, Certainty.broken), (#"{ "failures": "52%" }"#, .passes),
            (#"{ "failures": "60%", "goodput": "48/s" }"#, .passes),
            (#"{ "failures": "60%", "goodput": "49/s" }"#, .broken),
        ]
    )
    func sampled(_ expectation: String, _ certainty: Certainty) throws {
        let load = Self.load { load in
            load.validated = 0.1
            (load.judged, load.misjudged, load.broken) = (10, 5, 7)
        }
        #expect(try Self.certainty(expectation, load) == certainty)
        #expect(load.inAll(7, ofSample: 5) == 52 && load.goodput == 48)
    }

    /// 95 × 200, 5 × 429 of 100 in a second, 10 ms apart; some of them sent so late that they came together with
    /// others.
    @Test(
        "A refusal that a bunch of the generator's own explains is no failure for certain",
        arguments: [
            (#"{}"#, 5, 60, Certainty.doubtful), (#"{}"#, 3, 19, .doubtful), (#"{}"#, 2, 60, .broken),
            (#"{}"#, 5, 1, .broken),
            (#"{ "failures": "5%" }"#, 5, 60, .passes), (#"{ "failures": "2%" }"#, 3, 60, .doubtful),
            (#"{ "failures": "2%" }"#, 1, 60, .broken), (#"{ "failures": "9%", "goodput": "96/s" }"#, 1, 60, .doubtful),
            (#"{ "failures": "9%", "goodput": "105/s" }"#, 1, 60, .broken),
            (#"{ "failures": "9%", "counts": { "429": 0 } }"#, 5, 60, .doubtful),
            (#"{ "failures": "9%", "counts": { "429": 0 } }"#, 2, 60, .broken),
            (#"{ "failures": "9%", "counts": { "429": { ">=": 5 } } }"#, 1, 60, .doubtful),
            (#"{ "failures": "9%", "counts": { "429": { "<=": 5 } } }"#, 5, 60, .passes),
            (#"{ "failures": "9%", "counts": { "200": 100 } }"#, 5, 60, .doubtful),
            (#"{ "failures": "9%", "counts": { "200": 100 } }"#, 2, 60, .broken),
            (#"{ "failures": "9%", "counts": { "200": 101 } }"#, 9, 60, .broken),
        ]
    )
    func bunched(_ expectation: String, _ late: Int, _ milliseconds: UInt64, _ certainty: Certainty) throws {
        var sends = LatencyRecorder()
        for index in 0..<100 { sends.record(index < late ? milliseconds * 1_000_000 : 1_000) }
        let load = Self.load { load in
            load.kind = .load
            load.statuses = [200: 95, 429: 5]
            load.broken = 5
            load.lateness.sends = sends.packed
        }
        #expect(load.bunched == (milliseconds > 1 ? 2 * late : 0))
        #expect(try Self.certainty(expectation, load) == certainty)
        var burst = load
        burst.kind = .burst
        #expect(burst.bunched == 0, "a burst is sent together")
    }

    /// 100 events in a second of 2 ms each, read half a millisecond late.
    @Test(
        "A rate is only held against the endpoint where neither lateness nor shards that began apart explain it",
        arguments: [
            ("100/s", false, 0, Certainty.passes), ("102/s", false, 0, .broken), ("100.04/s", false, 0, .doubtful),
            ("102/s", true, 0, .doubtful), ("140/s", true, 0, .broken), ("102/s", false, 20_000_000, .doubtful),
            ("104/s", false, 20_000_000, .broken),
        ]
    )
    func rates(_ least: String, _ hasUsers: Bool, _ spread: UInt64, _ certainty: Certainty) throws {
        var looks = LatencyRecorder()
        for _ in 0..<100 { looks.record(500_000) }
        let load = Self.load { load in
            load.lateness.looks = looks.packed
            load.users = hasUsers ? LoadUsers(count: 1, lonely: 0) : nil
            load.streams = [StreamResult(name: "", responses: 100, events: 100, first: .empty, gap: .empty)]
            if spread > 0 {
                load.sharding = LoadSharding(
                    count: 2,
                    shards: [(0, 0), (1, spread)].map { index, delay in
                        var shard = LoadSharding.Shard(index: index)
                        shard.startDelay = delay
                        return shard
                    }
                )
            }
        }
        for key in ["goodput", "eventRate"] {
            #expect(try Self.certainty(#"{ "\#(key)": "\#(least)" }"#, load) == certainty, "\(key)")
        }
    }

    private static func certainty(_ expectation: String, _ load: LoadResult) throws -> Certainty {
        let judgement = try Fixtures.expectation(expectation, forMany: true).together.judge(load, values: [])
        return judgement.findings.isEmpty ? judgement.doubtful.isEmpty ? .passes : .doubtful : .broken
    }

    /// Each key alone is an expectation, and nothing is none.
    @Test(arguments: [
        (#"{}"#, true, false), (#"{ "counts": { "200": 1 } }"#, false, false), (#"{ "unique": "$.id" }"#, false, true),
        (#"{ "same": "body" }"#, false, true), (#"{ "latency": { "p99": "1s" } }"#, false, false),
        (#"{ "flowTime": { "max": "1s" } }"#, false, false), (#"{ "failures": "1%" }"#, false, false),
        (#"{ "goodput": "1/s" }"#, false, false), (#"{ "status": 200 }"#, true, false),
    ])
    func eachKeyAloneIsJudged(_ expectation: String, _ isEmpty: Bool, _ readsValues: Bool) throws {
        let together = try Fixtures.expectation(expectation, forMany: true).together
        #expect(together.isEmpty == isEmpty)
        #expect(together.readsValues == readsValues)
    }

    /// One failure is told with what else there was; none is only counted.
    @Test func aLoneFailureIsToldWithTheRest() throws {
        let one = Self.load { load in
            load.completed = 99
            load.failures = [.timeout: 1]
        }
        #expect(
            try Self.found("{}", one) == [
                "failures: expected at most 0% of the requests to fail, found 1 of 100 failed; in all: 90 × 200, 6 × 201, 4 × 429, 1 × timeout"
            ]
        )
        let unsent = Self.load { $0.sent = 99 }
        #expect(
            try Self.doubtful("{}", unsent) == [
                "failures: expected at most 0% of the requests to fail, found 0 of 99 failed"
            ]
        )
    }

    @Test func failuresThatWereExpectedAreToldApart() {
        let load = Self.load { load in
            load.failures = [.dns: 1, .reset: 4, .timeout: 3]
            load.expectedFailures = [.reset: 4, .timeout: 1]
        }
        #expect(
            load.tally
                == "90 × 200, 6 × 201, 4 × 429, 1 × dns, 4 × reset (expected), 3 × timeout (1 expected)"
        )
    }

    /// However little the generator was late where that may have mattered, it is told; where it never was, there is
    /// nothing to tell.
    @Test(arguments: [
        (1, "; the generator itself was late, in sending and again in reading: p50 1 ns, p90 1 ns, p99 1 ns, max 1 ns"),
        (
            5_000_000,
            "; the generator itself was late, in sending and again in reading: p50 5 ms, p90 5 ms, p99 5 ms, max 5 ms"
        ), (0, ""),
    ])
    func theGeneratorsLatenessIsTold(_ late: UInt64, _ words: String) throws {
        var looks = LatencyRecorder()
        for _ in 0..<100 { looks.record(late) }
        let load = Self.load { load in
            load.lateness.looks = looks.packed
            // Of the responses as they would have been, nothing is above the limit for certain.
            load.times.undelayed = PackedLatencies()
        }
        let found = try Self.doubtful(#"{ "latency": { "max": "8ms" } }"#, load)
        #expect(found == ["latency.max: expected max at most 8 ms, found 9 ms\(words)"])
    }

    /// Users who all had a connection leave no gap.
    @Test func onlyUsersWithoutAConnectionAreAGap() {
        #expect(Self.load { $0.users = LoadUsers(count: 64, lonely: 0) }.gaps == [])
        let lonely = Self.load { $0.users = LoadUsers(count: 64, lonely: 1) }
        #expect(lonely.gaps == ["1 of 64 users never had a connection"])
    }
}
