import Glibc

/// When the requests of an open load are meant to start.
public protocol ArrivalProcess: Sendable {
    /// The next intended start, in nanoseconds since the load began; never earlier than the one before.
    ///
    /// `UInt64.max` says that there is no further arrival, and every later call says it too.
    mutating func next() -> UInt64

    /// How many arrivals the model expects in the first `nanoseconds`, whatever `next()` has given so far: what was
    /// offered. A deterministic process is within one of it, a random one has it as its mean.
    func expected(by nanoseconds: UInt64) -> Double
}

/// The part of a load's arrivals that one of several threads takes: of `count` threads, the one with `index` takes
/// every `count`-th arrival, so that together they send exactly what one thread would.
public struct ArrivalShare: Sendable, Hashable {
    /// Which share it is, from 0.
    public let index: Int
    /// How many shares there are.
    public let count: Int

    /// The share `index` of `count`, where `0 <= index < count`.
    public init(_ index: Int, of count: Int) {
        precondition(index >= 0 && index < count, "a share's index is from 0 to the number of shares less one")
        self.index = index
        self.count = count
    }

    /// All arrivals.
    public static let all = ArrivalShare(0, of: 1)

    /// How many of `whole` things this share has, when they are dealt out one after the other.
    public func part(of whole: Int) -> Int { whole / count + (index < whole % count ? 1 : 0) }
}

/// Arrivals at a constant rate: the n-th, from 0, is at floor(n · 10⁹ / rate) nanoseconds, computed anew for each n so
/// that no rounding adds up.
public struct ConstantArrivals: ArrivalProcess {
    private let rate: Double
    private let share: ArrivalShare
    private var count: Int

    /// Arrivals at `rate` a second, which is more than 0; of them, those of `share`.
    public init(rate: Double, share: ArrivalShare = .all) {
        precondition(rate > 0 && rate.isFinite, "a rate of arrivals is a finite number above 0")
        self.rate = rate
        self.share = share
        count = share.index
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        let time = Self.time(of: UInt64(count), rate: rate)
        count += share.count
        return time
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double {
        Double(nanoseconds) * 1e-9 * rate / Double(share.count)
    }

    /// The time of arrival `number`, from 0; `UInt64.max` when it doesn't fit.
    static func time(of number: UInt64, rate: Double) -> UInt64 {
        // A whole rate is divided exactly, in 128 bits: doubles would be a nanosecond off after 2⁵³.
        if let whole = UInt64(exactly: rate) {
            let product = number.multipliedFullWidth(by: 1_000_000_000)
            return product.high < whole ? whole.dividingFullWidth(product).quotient : .max
        }
        return UInt64(saturating: (Double(number) * 1e9 / rate).rounded(.down))
    }
}

/// Arrivals of a Poisson process: independent gaps, exponentially distributed with mean 10⁹ / rate nanoseconds, each
/// drawn as -ln(1 - u) · mean for u uniform in 0..<1 (inversion).
///
/// Several threads share such a load by running one process each at their part of the rate, with seeds of their own:
/// the sum of independent Poisson processes is one (Kingman: Poisson Processes, 1993, section 2.2).
public struct PoissonArrivals: ArrivalProcess {
    private let mean: Double
    private var random: SplitMix64
    private var time = 0.0

    /// Arrivals at `rate` a second on average, which is more than 0; the same `seed` gives the same arrivals.
    public init(rate: Double, seed: UInt64) {
        precondition(rate > 0 && rate.isFinite, "a rate of arrivals is a finite number above 0")
        mean = 1e9 / rate
        random = SplitMix64(seed: seed)
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        time -= log(1 - random.unit()) * mean
        return UInt64(saturating: time)
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { Double(nanoseconds) / mean }
}

/// Arrivals at given times, such as those of an access log.
public struct ReplayedArrivals: ArrivalProcess {
    private let times: [UInt64]
    private let share: ArrivalShare
    private var index: Int

    /// Arrivals at `timestamps`, in nanoseconds and in any order.
    ///
    /// - Parameters:
    ///   - origin: The timestamp at which the load begins; `nil` for the first. What lies before it is left out.
    ///   - scale: Stretches time: 2 replays at half the rate, 0.5 at double; more than 0.
    ///   - share: Which of the arrivals to take.
    public init(_ timestamps: [UInt64], origin: UInt64? = nil, scale: Double = 1, share: ArrivalShare = .all) {
        precondition(scale > 0 && scale.isFinite, "a scale of time is a finite number above 0")
        let sorted = timestamps.sorted()
        let start = origin ?? sorted.first ?? 0
        times = sorted.drop { $0 < start }.map { Self.scaled($0 - start, scale) }
        self.share = share
        index = share.index
    }

    private static func scaled(_ time: UInt64, _ scale: Double) -> UInt64 {
        scale == 1 ? time : UInt64(saturating: (Double(time) * scale).rounded())
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        guard index < times.count else { return .max }
        defer { index += share.count }
        return times[index]
    }

    /// How many arrivals there are in the first `nanoseconds`: those before that time.
    public func expected(by nanoseconds: UInt64) -> Double {
        // The times are sorted: halve until the first that isn't before.
        var low = 0
        var high = times.count
        while low < high {
            let middle = low + (high - low) / 2
            if times[middle] < nanoseconds { low = middle + 1 } else { high = middle }
        }
        return Double(max(0, low - share.index + share.count - 1) / share.count)
    }
}
