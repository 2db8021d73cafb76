import Measurement
import Results

/// What the generator's lateness in reading can explain: of times that it may have lengthened no more than a share are too long
/// by more than so much.
struct LatenessBounds {
    private var bounds: [(late: UInt64, share: Double)]

    private static let percents: [Double] = [50, 90, 99, 99.9, 99.99]

    /// Of times that `requests` requests take each, one after the other.
    init(_ lateness: GeneratorLateness, requests: Int = 1) {
        let (sends, looks) = (lateness.sends.counts, lateness.looks.counts)
        let count = UInt64(max(1, requests))
        bounds = zip(Self.percents, zip(sends.values(at: Self.percents), looks.values(at: Self.percents))).map {
            (max($1.0, $1.1).multipliedSaturated(by: count), (100 - $0) / 100 * Double(count))
        }
        bounds.append((max(sends.max, looks.max).multipliedSaturated(by: count), 0))
    }

    /// How many of `times` are above `limit` for certain.
    func exceeding(_ limit: UInt64, _ times: HdrCounts) -> UInt64 {
        bounds.reduce(0) { most, bound in
            let above = times.count(exceeding: limit.addingSaturated(bound.late))
            let explained = UInt64((min(bound.share, 1) * Double(times.total)).rounded(.up))
            return max(most, above - min(above, explained))
        }
    }
}

extension GeneratorLateness {
    /// The mean, in nanoseconds.
    var mean: Double { max(LatencyRecorder(sends).mean, LatencyRecorder(looks).mean) }
    /// The largest, in nanoseconds.
    var largest: UInt64 { max(sends.max, looks.max) }

    /// At a percentile, in nanoseconds.
    func value(at percent: Double) -> UInt64 {
        max(sends.counts.values(at: [percent])[0], looks.counts.values(at: [percent])[0])
    }
}

extension HdrCounts {
    /// How many values are above `limit` for certain: by the lower ends of their buckets.
    fileprivate func count(exceeding limit: UInt64) -> UInt64 {
        guard max > limit else { return 0 }
        let above = buckets.reduce(UInt64(0)) { $0 + ($1.lowest > limit ? $1.count : 0) }
        // The largest is known exactly.
        return Swift.max(1, above)
    }
}
