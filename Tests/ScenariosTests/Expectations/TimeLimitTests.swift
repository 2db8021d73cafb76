import Measurement
import Results
import Testing

@testable import Scenarios

/// What is said of a limit of times: the generator's own lateness lengthens them, and nothing else about it does.
@Suite struct TimeLimitTests {
    /// Times in milliseconds, each so often.
    typealias Times = [(ms: Double, count: Int)]

    struct Row: Sendable, CustomTestStringConvertible {
        var words: String
        var limit: TimeLimit
        var response: Times
        /// The service time, or what remains of the response time without the generator's own delay.
        var service: Times
        var sends: Times = []
        var looks: Times = []
        var undecided = Undecided.none
        var requests = 1
        var waiting = 0.0
        var certainty: Certainty

        var testDescription: String { words }
    }

    private static func p(_ percent: Double, _ ms: Double) -> TimeLimit {
        TimeLimit(.percentile(percent), UInt64(ms * 1e6))
    }

    private static func most(_ ms: Double) -> TimeLimit { TimeLimit(.maximum, UInt64(ms * 1e6)) }
    private static func mean(_ ms: Double) -> TimeLimit { TimeLimit(.mean, UInt64(ms * 1e6)) }

    /// 24.7 ms at p99, of which the generator was 18.7 ms late in sending.
    private static let slow: Times = [(3, 970), (24.7, 30)]
    private static let late: Times = [(0.01, 970), (18.7, 30)]

    static let rows: [Row] = [
        Row(words: "it holds", limit: p(99, 10), response: [(3, 1000)], service: [(3, 1000)], certainty: .passes),
        Row(
            words: "it is broken by the endpoint alone",
            limit: p(99, 2),
            response: [(3, 1000)],
            service: [(3, 1000)],
            certainty: .broken
        ),
        Row(
            words: "it holds in spite of the lateness",
            limit: p(99, 10_000),
            response: slow,
            service: [(3, 970), (6, 30)],
            sends: late,
            looks: late,
            certainty: .passes
        ),
        Row(
            words: "the lateness may have broken it",
            limit: p(99, 10),
            response: slow,
            service: [(3, 970), (6, 30)],
            sends: late,
            looks: late,
            certainty: .doubtful
        ),
        Row(
            words: "what is sent late is read late too",
            limit: p(99, 5),
            response: slow,
            service: [(3, 970), (6, 30)],
            sends: late,
            looks: late,
            certainty: .doubtful
        ),
        Row(
            words: "service times break it, and the generator looked on time",
            limit: p(99, 5),
            response: slow,
            service: [(3, 970), (6, 30)],
            sends: [(0.01, 1000)],
            looks: [(0.01, 1000)],
            certainty: .broken
        ),
        Row(
            words: "it is broken beyond what the lateness explains",
            limit: p(99, 10),
            response: [(500, 1000)],
            service: [(480, 1000)],
            sends: late,
            looks: late,
            certainty: .broken
        ),
        Row(
            words: "as many are slow as the generator may have been late for",
            limit: p(99, 10),
            response: [(3, 980), (40, 20)],
            service: [(3, 980), (40, 20)],
            looks: [(0.01, 985), (35, 15)],
            certainty: .doubtful
        ),
        Row(
            words: "more are slow than the generator may have been late for",
            limit: p(99, 10),
            response: [(3, 960), (40, 40)],
            service: [(3, 960), (40, 40)],
            looks: [(0.01, 995), (35, 5)],
            certainty: .broken
        ),
        Row(
            words: "the largest may be the generator's",
            limit: most(10),
            response: [(3, 999), (12, 1)],
            service: [(3, 999), (12, 1)],
            looks: [(0.01, 99), (5, 1)],
            certainty: .doubtful
        ),
        Row(
            words: "the largest is beyond what it explains",
            limit: most(10),
            response: [(3, 999), (21, 1)],
            service: [(3, 999), (21, 1)],
            looks: [(0.01, 99), (5, 1)],
            certainty: .broken
        ),
        Row(
            words: "what went before it was sent late, and it was read late",
            limit: most(10),
            response: [(3, 999), (19, 1)],
            service: [(3, 999), (19, 1)],
            looks: [(0.01, 99), (5, 1)],
            certainty: .doubtful
        ),
        Row(
            words: "the opening of its connection was as late at each step",
            limit: most(10),
            response: [(3, 999), (49, 1)],
            service: [(3, 999), (49, 1)],
            looks: [(0.01, 99), (5, 1)],
            waiting: 0.001,
            certainty: .doubtful
        ),
        Row(
            words: "fewer waited for a connection than were slow",
            limit: p(90, 10),
            response: [(3, 800), (49, 200)],
            service: [(3, 800), (49, 200)],
            looks: [(0.01, 99), (5, 1)],
            waiting: 0.05,
            certainty: .broken
        ),
        Row(
            words: "as many waited for a connection as were slow",
            limit: p(90, 10),
            response: [(3, 800), (49, 200)],
            service: [(3, 800), (49, 200)],
            looks: [(5, 100)],
            waiting: 0.2,
            certainty: .doubtful
        ),
        Row(
            words: "the largest holds",
            limit: most(16),
            response: [(3, 999), (16, 1)],
            service: [(3, 999), (1, 1)],
            looks: [(50, 1)],
            certainty: .passes
        ),
        Row(
            words: "a mean that the lateness explains",
            limit: mean(10),
            response: [(14, 100)],
            service: [(13, 100)],
            looks: [(2, 100)],
            certainty: .doubtful
        ),
        Row(
            words: "a mean beyond it",
            limit: mean(10),
            response: [(16, 100)],
            service: [(15, 100)],
            looks: [(2, 100)],
            certainty: .broken
        ),
        Row(
            words: "a mean that holds",
            limit: mean(10),
            response: [(9, 100)],
            service: [(1, 100)],
            looks: [(8, 100)],
            certainty: .passes
        ),
        Row(
            words: "a flow is late for each of its requests",
            limit: p(99, 10),
            response: [(21, 1000)],
            service: [(21, 1000)],
            looks: [(2, 1000)],
            requests: 3,
            certainty: .doubtful
        ),
        Row(
            words: "a flow that no lateness of its requests explains",
            limit: p(99, 10),
            response: [(23, 1000)],
            service: [(23, 1000)],
            looks: [(2, 1000)],
            requests: 3,
            certainty: .broken
        ),
        Row(
            words: "few undecided requests can't make it break",
            limit: p(99, 10),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .some(5),
            certainty: .passes
        ),
        Row(
            words: "many undecided requests may",
            limit: p(99, 10),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .some(50),
            certainty: .doubtful
        ),
        Row(
            words: "nor can a few mend it",
            limit: p(99, 2),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .some(50),
            certainty: .broken
        ),
        Row(
            words: "enough of them might",
            limit: p(50, 2),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .some(1500),
            certainty: .doubtful
        ),
        Row(
            words: "what was stopped tells no percentile",
            limit: p(50, 2),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .unknown,
            certainty: .doubtful
        ),
        Row(
            words: "but tells a largest",
            limit: most(2),
            response: [(3, 1000)],
            service: [(3, 1000)],
            undecided: .unknown,
            certainty: .broken
        ),
        Row(
            words: "too few, and all below it",
            limit: p(99, 10),
            response: [(3, 20)],
            service: [(3, 20)],
            certainty: .passes
        ),
        Row(
            words: "too few, and one above",
            limit: p(99, 10),
            response: [(3, 19), (30, 1)],
            service: [(3, 19), (30, 1)],
            certainty: .doubtful
        ),
        Row(
            words: "too few, and more than one above",
            limit: p(99, 10),
            response: [(3, 18), (30, 2)],
            service: [(3, 18), (30, 2)],
            certainty: .broken
        ),
        // Microseconds are told apart exactly.
        Row(
            words: "what is right at the limit doesn't break it",
            limit: p(99, 0.002),
            response: [(0.002, 95), (0.004, 5)],
            service: [(0.002, 99), (0.004, 1)],
            certainty: .doubtful
        ),
        Row(
            words: "one more above it does",
            limit: p(99, 0.002),
            response: [(0.002, 95), (0.004, 5)],
            service: [(0.002, 98), (0.004, 2)],
            certainty: .broken
        ),
        Row(words: "none at all", limit: p(50, 10), response: [], service: [], certainty: .doubtful),
    ]

    @Test(arguments: rows)
    func verdict(_ row: Row) {
        let times = LoadTimes(
            measured: Self.packed(row.response),
            undelayed: Self.packed(row.service),
            requests: row.requests
        )
        let lateness = GeneratorLateness(
            sends: Self.packed(row.sends),
            looks: Self.packed(row.looks),
            waiting: row.waiting
        )
        #expect(row.limit.certainty(times, lateness, row.undecided) == row.certainty)
    }

    private static func packed(_ times: Times) -> PackedLatencies {
        var recorder = LatencyRecorder()
        for (ms, count) in times { for _ in 0..<count { recorder.record(UInt64(ms * 1e6)) } }
        return recorder.packed
    }

    @Test func nothingHasNoTimes() {
        let one = LoadTimes(measured: Self.packed([(3, 1)]), undelayed: Self.packed([(3, 1)]))
        for limit in [Self.most(1), Self.mean(1), Self.p(50, 1)] {
            #expect(limit.value(of: LoadTimes()) == nil)
            // One can't tell a median from the largest.
            #expect(limit.value(of: one) == (limit == Self.p(50, 1) ? nil : 3_000_000))
        }
    }
}
