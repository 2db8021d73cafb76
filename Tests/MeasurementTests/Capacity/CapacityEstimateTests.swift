import Foundation
import Testing

@testable import Measurement

@Suite struct CapacityEstimateTests {
    private typealias Trial = CapacityEstimate.Trial

    /// Bliss's beetles (1935) as Dobson and Barnett have them (An Introduction to Generalized Linear Models, 3rd
    /// edition 2008, section 7.3.1): the logistic model has the intercept -60.717 (5.181) and the slope 34.270 (2.912).
    @Test func theLineIsThatOfATextbook() throws {
        let doses = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839]
        let counts: [(UInt64, UInt64)] = [
            (59, 6), (60, 13), (62, 18), (56, 28), (63, 52), (59, 53), (62, 61), (60, 60),
        ]
        let trials = zip(doses, counts).map { Trial(rate: $0, responses: $1.0, beyond: $1.1) }
        let line = try #require(CapacityEstimate.Line(trials, power: 1))
        #expect(abs(line.slope / line.middle - 34.270) < 0.001)
        #expect(abs(line.constant - line.slope + 60.717) < 0.001)
        let half = try #require(line.place(of: 0.5))
        #expect(abs(half.middle - 60.717 / 34.270) < 0.0001)
        // With the dispersion taken out the errors are the book's.
        let pearson = zip(doses, counts).reduce(0.0) { sum, point in
            let share = 1 / (1 + exp(60.7175 - 34.2703 * point.0))
            let all = Double(point.1.0)
            return sum + pow(Double(point.1.1) - all * share, 2) / (all * share * (1 - share))
        }
        let dispersion = max(1, pearson / 6)
        #expect(abs((line.covariance.slope / dispersion).squareRoot() / line.middle - 2.912) < 0.01)
        #expect(half.lower < half.middle && half.middle < half.upper)
    }

    /// The shares that theory has: the rate is found to a few parts in a thousand, though a line of logits isn't quite
    /// theirs.
    @Test(arguments: [(1, 1000.0, 0.02, 769.7415), (4, 250.0, 0.05, 902.67)])
    func sharesByTheoryGiveTheorysRate(_ servers: Int, _ service: Double, _ limit: Double, _ truth: Double) throws {
        let trials = try [0.94, 0.97, 1, 1.02, 1.04].map { factor in
            let rate = truth * factor
            let queue = try #require(MarkovQueue(arrivalRate: rate, serviceRate: service, servers: servers))
            return Trial(
                rate: rate,
                responses: 1_000_000,
                beyond: UInt64(1e6 * queue.probability(responseAbove: limit))
            )
        }
        let estimate = try #require(CapacityEstimate(trials, share: 0.01, near: truth * 1.05))
        #expect(abs(estimate.rate / truth - 1) < 0.003, "\(estimate)")
        #expect(estimate.trials == 5)
    }

    /// A queue whose capacity for a limit is known: `servers` that take `service` a second each.
    struct Target: Sendable, CustomTestStringConvertible {
        var servers: Int
        var service: Double
        var limit: Double
        var truth: Double
        var testDescription: String { "M/M/\(servers)" }
    }

    /// Whole searches whose trials are simulated queues of half a minute: the estimate is within 2% of the truth in 19
    /// of 20, and the interval holds it about as often as it says. What single trials decide is further off.
    @Test(arguments: [
        Target(servers: 1, service: 1000, limit: 0.02, truth: 769.7415),
        Target(servers: 4, service: 250, limit: 0.05, truth: 902.67),
    ])
    func searchesBeforeSimulatedQueuesFindTheirCapacity(_ target: Target) async throws {
        let truth = target.truth
        let estimates = await withTaskGroup(of: CapacityEstimate?.self) { group in
            for seed in 1...20 { group.addTask { Self.search(target, seed: UInt64(seed)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }.compactMap(\.self)
        #expect(estimates.count >= 19)
        #expect(estimates.count { abs($0.rate / truth - 1) <= 0.02 } >= 19, "\(estimates)")
        #expect(estimates.count { $0.lower <= truth && truth <= $0.upper } >= 18, "\(estimates)")
        #expect(estimates.allSatisfy { ($0.upper - $0.lower) / $0.rate < 0.15 }, "\(estimates)")
    }

    /// A search within ten minutes: its estimate from what its trials counted.
    private static func search(_ target: Target, seed: UInt64) -> CapacityEstimate? {
        var random = SplitMix64(seed: seed)
        let bounds = CapacityGoal(finalTrialDuration: 30, durationSum: 240, exceedRatio: 0.5)
        var search = CapacitySearch(
            goals: [CapacitySearch.Goal(bounds: bounds, width: 0.06)],
            start: 200,
            least: 1,
            most: 2000,
            shortest: 7.5
        )
        var (trials, left) = ([Trial](), 600.0)
        while let (load, duration) = search.next(), left >= duration {
            guard load < Double(target.servers) * target.service else {
                // It is seen to be overloaded within seconds.
                left -= 3
                search.add(load: load, duration: 3, [.bad], isConclusive: true)
                continue
            }
            left -= duration + 2
            let trial = Self.trial(target, load, duration, &random)
            trials.append(trial)
            let isGood = Double(trial.beyond) <= 0.01 * Double(trial.responses)
            search.add(load: load, duration: duration, [isGood ? .good : .bad])
        }
        return search.middle(of: 0).flatMap { CapacityEstimate(trials, share: 0.01, near: $0) }
    }

    /// Lindley's recursion, of several servers that of Kiefer and Wolfowitz (Transactions of the American Mathematical
    /// Society 78, 1955); after a warm-up of two seconds.
    private static func trial(_ target: Target, _ rate: Double, _ seconds: Double, _ random: inout SplitMix64) -> Trial
    {
        var (time, free) = (-2.0, [Double](repeating: -2, count: target.servers))
        var trial = Trial(rate: rate, responses: 0, beyond: 0)
        while true {
            time -= log(1 - random.unit()) / rate
            guard time < seconds else { return trial }
            let first = free.indices.min { free[$0] < free[$1] } ?? 0
            free[first] = max(free[first], time) - log(1 - random.unit()) / target.service
            guard time >= 0 else { continue }
            trial.responses += 1
            trial.beyond += free[first] - time > target.limit ? 1 : 0
        }
    }

    /// Two intervals of 2% half width, each of ten trials, differ by 2.7% or not at all; equal ones are equal; a wide
    /// one hides what a narrow one tells.
    @Test func estimatesAreHeldAgainstEachOther() {
        let base = CapacityEstimate(rate: 1000, lower: 1000 * exp(-0.02), upper: 1000 * exp(0.02), trials: 10)
        let same = base.change(from: base)
        #expect(same.shift == 0 && same.interval.contains(0))
        // t for 8 degrees is 2.306 and for 16 is 2.120: 0.02 / 2.306 · √2 · 2.120.
        #expect(abs(same.interval.upperBound - 0.02 / 2.306 * 2.squareRoot() * 2.120) < 1e-5)
        let more = CapacityEstimate(rate: 1030, lower: 1030 * exp(-0.02), upper: 1030 * exp(0.02), trials: 10)
        #expect(more.change(from: base).interval.lowerBound > 0 && base.change(from: more).interval.upperBound < 0)
        // Without a lateness that may be all of the difference it isn't known to be one.
        var late = base
        late.lateness = 10
        late.upper += 10
        #expect(more.change(from: late).interval.contains(0))
        #expect(more.change(from: late).interval.upperBound == more.change(from: base).interval.upperBound)
        let vague = CapacityEstimate(rate: 1030, lower: 900, upper: 1200, trials: 5)
        #expect(vague.change(from: base).interval.contains(0))
    }

    private static let rates = [90.0, 95, 100, 105]

    private static func trials(_ beyond: [UInt64], of responses: UInt64 = 10_000) -> [Trial] {
        zip(rates, beyond).map { Trial(rate: $0, responses: responses, beyond: $1) }
    }

    /// What can't be said isn't said.
    @Test func thereIsNoneWhereTheTrialsDoNotSay() {
        let good = Self.trials([20, 50, 120, 260])
        #expect(CapacityEstimate(good, share: 0.01, near: 100) != nil)
        #expect(CapacityEstimate(Array(good.dropLast()), share: 0.01, near: 100) == nil, "three trials")
        let twice = (0..<4).map { Trial(rate: $0 < 2 ? 95 : 105, responses: 10_000, beyond: UInt64(50 + $0 * 40)) }
        #expect(CapacityEstimate(twice, share: 0.01, near: 100) == nil, "two rates")
        #expect(CapacityEstimate(good, share: 0.01, near: 200) == nil, "too far away")
        let below = Self.trials([20, 30, 50, 90]) + Self.trials([22, 31, 54, 84])
        #expect(CapacityEstimate(below, share: 0.01, near: 100) == nil, "beyond what was tried")
        #expect(CapacityEstimate(below, share: 0.01, near: 100, tried: 110)?.rate ?? 0 > 105, "tried, but cut off")
        #expect(CapacityEstimate(Self.trials([1, 2, 4, 9]), share: 0.01, near: 100, tried: 110) == nil, "far beyond")
        #expect(CapacityEstimate(Self.trials([120, 60, 90, 110]), share: 0.01, near: 100) == nil, "no slope")
        #expect(CapacityEstimate(Self.trials([260, 120, 50, 20]), share: 0.01, near: 100) == nil, "it falls")
        #expect(CapacityEstimate(Self.trials([0, 0, 0, 0]), share: 0.01, near: 100) == nil, "nothing beyond")
        #expect(CapacityEstimate(Self.trials([0, 0, 5000, 9000]), share: 0.01, near: 100) == nil, "nothing near")
        #expect(CapacityEstimate([], share: 0.01, near: 100) == nil)
        #expect(CapacityEstimate(good, share: 0, near: 100) == nil)
        #expect(CapacityEstimate(good, share: 1, near: 100) == nil)
    }

    @Test func countsOfAnySizeAreNoMatter() {
        let huge = Self.trials([1 << 55, 1 << 56, 1 << 57, 1 << 58], of: .max)
        #expect(CapacityEstimate(huge, share: 0.01, near: 100) != nil)
        #expect(CapacityEstimate(Self.trials([.max, .max, .max, .max], of: .max), share: 0.5, near: 100) == nil)
        #expect(CapacityEstimate(Self.trials([2, 1, 1, 2], of: 1), share: 0.5, near: 100) == nil)
    }
}
