import Glibc

/// A rate of arrivals over the whole of a load: stages in sequence, each with its curve. Even and Poisson arrivals
/// follow the same profile.
///
/// Fractions of an arrival are carried from a stage to the next: the profile is one function Λ and its inverse. After
/// the last stage there are no more arrivals.
public struct RateProfile: Sendable, Hashable {
    /// One stage.
    public struct Stage: Sendable, Hashable {
        /// The rate, from the start of the stage on.
        public var curve: RateCurve
        /// How long it lasts, in nanoseconds; `UInt64.max` for ever.
        public var duration: UInt64

        /// A stage of `curve` for `duration` nanoseconds.
        public init(_ curve: RateCurve, for duration: UInt64) {
            self.curve = curve
            self.duration = duration
        }
    }

    /// A stage with its place on both axes, in seconds and arrivals.
    private struct Placed: Sendable, Hashable {
        var curve: RateCurve
        var start: Double
        var end: Double
        var before: Double
        var after: Double
    }

    private let stages: [Placed]
    /// What counts as nothing, in arrivals: the rounding errors of the sums.
    private let slack: Double

    /// The stages in their order.
    public init(_ stages: [Stage]) {
        var placed: [Placed] = []
        var start = 0.0
        var before = 0.0
        for stage in stages {
            let seconds = stage.duration == .max ? Double.infinity : Double(stage.duration) * 1e-9
            let after = before + (seconds.isFinite ? stage.curve.expected(by: seconds) : .infinity)
            placed.append(Placed(curve: stage.curve, start: start, end: start + seconds, before: before, after: after))
            start += seconds
            before = after
            if !seconds.isFinite { break }
        }
        self.stages = placed
        slack = 1e-9 + (before.isFinite ? before * 1e-15 : 0)
    }

    /// One curve, without an end.
    public init(_ curve: RateCurve) { self.init([Stage(curve, for: .max)]) }

    /// The same after `nanoseconds` at the rate with which it begins.
    public func preceded(for nanoseconds: UInt64) -> RateProfile {
        guard nanoseconds > 0, let first = stages.first else { return self }
        if stages.count == 1, case .constant = first.curve, !first.end.isFinite { return self }
        let begin = Stage(.constant(first.curve.rate(at: 0)), for: nanoseconds)
        return RateProfile(
            [begin]
                + stages.map { stage in
                    let seconds = stage.end - stage.start
                    return Stage(
                        stage.curve,
                        for: seconds.isFinite ? UInt64(saturating: (seconds * 1e9).rounded()) : .max
                    )
                }
        )
    }

    /// Steps: one constant rate after another, each in arrivals a second and for some nanoseconds.
    public static func steps(_ steps: [(rate: Double, duration: UInt64)]) -> RateProfile {
        RateProfile(steps.map { Stage(.constant($0.rate), for: $0.duration) })
    }

    /// The rate at `nanoseconds`, in arrivals a second.
    public func rate(at nanoseconds: UInt64) -> Double {
        let seconds = Double(nanoseconds) * 1e-9
        guard let stage = stages.first(where: { seconds < $0.end }) else { return 0 }
        return stage.curve.rate(at: seconds - stage.start)
    }

    /// The highest rate of the first `nanoseconds`, in arrivals a second.
    public func highestRate(until nanoseconds: UInt64) -> Double {
        let end = Double(nanoseconds) * 1e-9
        return stages.filter { $0.start < end }.map(\.curve.highestRate).max() ?? 0
    }

    /// Λ: the number of arrivals expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double {
        let seconds = Double(nanoseconds) * 1e-9
        guard let stage = stages.first(where: { seconds < $0.end }) else { return stages.last?.after ?? 0 }
        return stage.before + stage.curve.expected(by: seconds - stage.start)
    }

    /// The last time, in nanoseconds, at which no more than `count` arrivals are expected: where the arrival of that
    /// number, from 0, belongs. `UInt64.max` when there are never more.
    public func time(of count: Double) -> UInt64 {
        var index = 0
        while index < stages.count {
            let stage = stages[index]
            // An arrival at the very end of a stage is the first of the next.
            if stage.after - count > slack {
                let time = stage.curve.time(of: max(0, count - stage.before))
                return UInt64(saturating: (min(stage.end, stage.start + time) * 1e9).rounded())
            }
            index += 1
        }
        return .max
    }
}

/// Even arrivals along a profile: the n-th, from 0, is at Λ⁻¹(n), computed anew for each n so that no error adds up.
public struct ProfileArrivals: ArrivalProcess {
    private let profile: RateProfile
    private let share: ArrivalShare
    private var count: Int
    private var last: UInt64 = 0

    /// Arrivals along `profile`; of them, those of `share`.
    public init(_ profile: RateProfile, share: ArrivalShare = .all) {
        self.profile = profile
        self.share = share
        count = share.index
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        // Two neighbours' rounding errors must not swap them.
        last = max(last, profile.time(of: Double(count)))
        count += share.count
        return last
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { profile.expected(by: nanoseconds) / Double(share.count) }
}

/// Arrivals of a Poisson process whose rate follows a profile: with S₁, S₂, ... the arrivals of a process of rate 1,
/// which are sums of exponential gaps of mean 1, the arrivals are Λ⁻¹(S₁), Λ⁻¹(S₂), ... (Çinlar: Introduction to
/// Stochastic Processes, 1975, section 4.7; Lewis and Shedler's thinning, 1979, gives the same process with more random
/// numbers).
public struct PoissonProfileArrivals: ArrivalProcess {
    private let profile: RateProfile
    private let share: ArrivalShare
    private var random: SplitMix64
    private var sum = 0.0
    private var last: UInt64 = 0

    /// Arrivals along `profile`; the same `seed` gives the same arrivals. A `share` is a process of its own with its
    /// part of the rate: the shares together make up a Poisson process along the profile.
    public init(_ profile: RateProfile, seed: UInt64, share: ArrivalShare = .all) {
        self.profile = profile
        self.share = share
        var seeds = SplitMix64(seed: seed)
        var own = seed
        for _ in 0..<share.index { own = seeds.next() }
        random = SplitMix64(seed: own)
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        sum -= log(1 - random.unit()) * Double(share.count)
        // Two neighbours' rounding errors must not swap them.
        last = max(last, profile.time(of: sum))
        return last
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { profile.expected(by: nanoseconds) / Double(share.count) }
}
