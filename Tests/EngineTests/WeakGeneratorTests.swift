import Glibc
import Measurement
import Results
import Scenarios
import Testing

@testable import Engine

/// A generator that is too weak gives no capacity, by the figures of its trials alone: nothing here depends on this
/// machine.
@Suite struct WeakGeneratorTests {
    /// Trials of a target that takes `target` requests a second and answers each in 1 ms, and else later by its
    /// backlog, sent by a generator that can send `generator` a second and is late with the rest.
    private struct World {
        var target: Double
        var generator: Double

        /// The first requests are in time, and each further one is later by as much as the rate is above what can be
        /// done.
        private static func delays(_ rate: Double, _ most: Double, _ seconds: Double) -> [UInt64] {
            let count = Int(rate * seconds)
            return (0..<count).map { index in
                let due = Double(index) / rate
                return UInt64(max(0, Double(index) / most - due) * 1e9)
            }
        }

        func trial(_ rate: Double, _ seconds: Double) -> LoadResult {
            let sends = Self.delays(rate, generator, seconds)
            // The target sees no more than what the generator sends.
            let waits = Self.delays(min(rate, generator), target, seconds)
            let services = sends.indices.map { 1_000_000 + waits[min($0, waits.count - 1)] }
            let responses = zip(sends, services).map { $0 + $1 }
            var (measured, undelayed, late) = (LatencyRecorder(), LatencyRecorder(), LatencyRecorder())
            for (response, service) in zip(responses, services) {
                measured.record(response)
                undelayed.record(service)
            }
            for delay in sends { late.record(delay) }
            var load = LoadResult(
                kind: .load,
                model: "",
                offered: sends.count,
                sent: sends.count,
                completed: sends.count,
                statuses: [200: sends.count],
                duration: UInt64(seconds * 1e9),
                responseTime: measured.summary(),
                serviceTime: undelayed.summary()
            )
            load.times = LoadTimes(measured: measured.packed, undelayed: undelayed.packed)
            load.lateness = GeneratorLateness(sends: late.packed, looks: late.packed)
            return load
        }
    }

    private static func capacity() throws -> Capacity {
        let plan = try Trial.plan(
            #"""
            { "name": "c", "expect": { "status": 200 },
              "capacity": { "upTo": "3200/s", "from": "200/s", "trial": "2s", "sum": "4s", "width": "10%", "arrivals": "constant",
                "goals": [{ "latency": { "p99": "20ms" } }, { "latency": { "p90": "50ms", "max": "500ms" } }] } }
            """#
        )
        guard case .capacity(let capacity) = plan.suites[0].cases[0].steps[0].traffic else { throw Broken() }
        return capacity
    }

    private struct Broken: Error {}

    private static func search(_ world: World) throws -> (goals: [CapacityGoalResult], rates: [Double]) {
        let capacity = try capacity()
        var search = capacity.search()
        var rates: [Double] = []
        while let (rate, seconds) = search.next() {
            rates.append(rate)
            guard rates.count < 200 else { throw Broken() }
            let judged = capacity.judge(world.trial(rate, seconds))
            search.add(load: rate, duration: seconds, judged.map(\.verdict))
        }
        return (capacity.results(search, end: nil), rates)
    }

    /// The generator ends at 500/s, far below the target: what holds below is told, and no rate is said not to hold.
    @Test(arguments: [500.0, 250, 210, 900]) func theGeneratorsLimitIsNoCapacity(_ generator: Double) throws {
        let (goals, rates) = try Self.search(World(target: 2000, generator: generator))
        for goal in goals {
            #expect(goal.outcome == .generator, "\(goal) after \(rates)")
            #expect(goal.upper == nil && (goal.lower ?? 0) <= generator * 1.1, "\(goal)")
            #expect(goal.isUnclear && goal.finding?.found.contains("no capacity") == true)
        }
    }

    /// One that can't even send the lowest rate gives nothing at all.
    @Test func aGeneratorThatCanDoNothingGivesNothing() throws {
        for goal in try Self.search(World(target: 2000, generator: 20)).goals {
            #expect(goal.outcome == .generator && goal.upper == nil)
        }
    }

    /// A target that is weaker than the generator is found, however weak the generator is beyond that.
    @Test func aWeakerTargetIsFoundAllTheSame() throws {
        for goal in try Self.search(World(target: 400, generator: 1500)).goals {
            #expect(goal.outcome == .found, "\(goal)")
            #expect((goal.lower ?? 0) <= 440 && (goal.upper ?? 0) >= 400 && (goal.upper ?? 0) < 500, "\(goal)")
        }
    }

    /// What a generator that sleeps adds to every time moves the estimate by less than its interval is wide, and the
    /// interval has it: M/M/1 of 1,000/s, whose response times are exponential with a mean of 1/(1000 - rate), keeps
    /// p99 within 20 ms up to 769.7/s.
    @Test(arguments: [0.0, 0.0001, 0.0005]) func aLittleLatenessWidensTheEstimate(_ lateness: Double) throws {
        let capacity = try Self.capacity()
        var random = SplitMix64(seed: 3)
        var search = capacity.search()
        var observations: [CapacityObservation] = []
        for rate in stride(from: 700.0, through: 850, by: 25) {
            var (measured, late) = (LatencyRecorder(), LatencyRecorder())
            for _ in 0..<50_000 {
                measured.record(UInt64((-log(1 - random.unit()) / (1000 - rate) + lateness) * 1e9))
                late.record(UInt64(lateness * 1e9))
            }
            var load = LoadResult(
                kind: .load,
                model: "",
                offered: 50_000,
                sent: 50_000,
                completed: 50_000,
                statuses: [200: 50_000],
                duration: 60_000_000_000,
                responseTime: measured.summary(),
                serviceTime: measured.summary()
            )
            load.times = LoadTimes(measured: measured.packed, undelayed: measured.packed)
            load.lateness = GeneratorLateness(sends: late.packed, looks: late.packed)
            search.add(load: rate, duration: 60, capacity.judge(load).map { _ in rate < 769 ? .good : .bad })
            CapacityObservation(load, rate: rate).map { observations.append($0) }
        }
        let estimate = try #require(capacity.results(search, observations, end: nil)[0].estimate)
        #expect(abs(estimate.rate / 769.74 - 1) < 0.01, "\(estimate)")
        #expect(estimate.lower < 769.74 && estimate.upper > 769.74, "\(estimate)")
        // Twice the lateness of 0.5 ms is 1.2% of the rate.
        #expect(lateness < 0.0005 || estimate.upper > 769.74 * 1.005, "\(estimate)")
    }
}
