import HTTP
import Measurement
import Testing

@testable import LoadEngine

struct IntervalStoreTests {
    private func plan(rate: Double?, seconds: UInt64) -> LoadPlan {
        var plan = LoadPlan(
            target: "http://127.0.0.1:1",
            endpoints: [LoadEndpoint(name: "", method: "GET", pattern: .template(RequestTemplate(head: [], body: [])))],
            model: .constant(rate ?? 1),
            duration: seconds * 1_000_000_000
        )
        plan.highestRate = rate
        return plan
    }

    /// A second's latencies, from a microsecond to four seconds and evenly over its doublings: in as many buckets as
    /// can be.
    private func second(_ count: Int, _ random: inout SplitMix64, status: Int = 2) -> SeriesFigures {
        var (response, service) = (LatencyRecorder(), LatencyRecorder())
        for _ in 0..<count {
            response.record(1000 << (random.next() % 22) + random.next() % 1000)
            service.record((1 << 20 + random.next() % (1 << 20)) << (random.next() % 12))
        }
        return SeriesFigures(
            endpoint: 0,
            statusClass: status,
            responseTime: response.take(),
            serviceTime: service.take()
        )
    }

    private func counters(_ completed: Int) -> Counters {
        var counters = Counters()
        counters.offered = completed + 1
        counters.sent = completed + 1
        counters.completed = completed
        counters.countFailure(.timeout, isExpected: false)
        return counters
    }

    @Test(arguments: [
        (1, 1), (600, 1), (601, 2), (1200, 2), (3000, 5), (6000, 10), (6001, 15), (9001, 20), (18_000, 30),
        (18_001, 60),
        (36_001, 120), (86_400, 180),
    ])
    func lengths(seconds: Int, length: Int) {
        #expect(IntervalStore.length(seconds: seconds) == length)
        #expect(seconds <= IntervalStore.most * length)
    }

    @Test func secondsComeBackAsTheyWere() {
        var random = SplitMix64(seed: 3)
        var store = IntervalStore(plan(rate: 100, seconds: 10), threads: 1)
        var expected: [IntervalFigures] = []
        for number in 0..<10 {
            let series = number == 4 ? [] : [second(100, &random), second(3, &random, status: 5)]
            store.add(number, counters(100 * number), inFlight: number, series)
            expected.append(
                IntervalFigures(
                    second: number,
                    counts: LoadCounts(counters(100 * number)),
                    inFlight: number,
                    series: series
                )
            )
        }
        store.flush(through: 9, 0)
        #expect(store.intervals == expected)
    }

    /// An hour in intervals of ten seconds, and a last one that is shorter.
    @Test func longRunsHaveLongerIntervals() {
        var random = SplitMix64(seed: 4)
        var store = IntervalStore(plan(rate: 10, seconds: 3604), threads: 1)
        #expect(store.length == 10)
        var all: [SeriesFigures] = []
        for number in 0..<3604 {
            let series = [second(10, &random)]
            all += series
            store.add(number, counters(10), inFlight: number % 7, series)
        }
        store.flush(through: 3603, 5)
        let intervals = store.intervals
        #expect(intervals.count == 361)
        #expect(intervals.map(\.second) == Array(stride(from: 0, to: 3604, by: 10)))
        #expect(intervals.dropLast().allSatisfy { $0.length == 10 && $0.counts.completed == 100 })
        #expect(intervals.last?.length == 4 && intervals.last?.counts.failures == [.timeout: 4])
        #expect(intervals.last?.inFlight == 5)
        let sum = LatencyRecorder.merged(intervals.flatMap(\.series).map(\.responseTime))
        #expect(sum.counts == LatencyRecorder.merged(all.map(\.responseTime)).counts)
        #expect(sum.mean == LatencyRecorder.merged(all.map(\.responseTime)).mean)
    }

    /// Ten minutes at the plan's rate fit in the memory that was taken for them, whatever the latencies are.
    @Test(arguments: [20.0, 120])
    func tenMinutesTakeNoMoreMemory(rate: Double) {
        var random = SplitMix64(seed: 5)
        var store = IntervalStore(plan(rate: rate, seconds: 600), threads: 1)
        let before = store.memory.capacity
        for number in 0..<600 { store.add(number, counters(9999), inFlight: 99, [second(Int(rate), &random)]) }
        #expect(store.memory.capacity == before)
        #expect(store.memory.used * 3 > before, "not much too large")
    }

    @Test func nothingIsTakenForSecondsThatAreNotKept() {
        var plan = plan(rate: 1000, seconds: 600)
        plan.keepsSeconds = false
        #expect(IntervalStore(plan, threads: 2).memory.capacity == 0)
    }
}
