import JSON
import Scenarios

/// What shard 0 wants of the others in a search: one trial after the other, and at last the end. The newest order is
/// the only one.
struct TrialOrder: Sendable, Hashable {
    /// What is sent.
    enum Sent: Sendable, Hashable {
        /// Requests at a rate, a second, of the whole.
        case rate(Double)
        /// A load of the sweep, by its place.
        case sweep(Int)
    }

    /// The process of shard 0.
    var process: String
    /// The trial's number, from 1; 0 before the first one.
    var trial = 0
    var sent = Sent.rate(0)
    /// How long it is, its warm-up not included, and the longest warm-up, in nanoseconds.
    var duration: UInt64 = 0
    var settle: UInt64 = 0
    /// When it begins, in nanoseconds since 1970.
    var startAt: Int64 = 0
    /// When its warm-up ends, in nanoseconds since 1970; `nil` for after all of it.
    var settledAt: Int64?
    /// Why it is to end before its time.
    var stop: String?
    /// Why no further trial follows.
    var end: String?

    /// The largest file that one is, in bytes.
    static let mostBytes = 65_536
    /// More trials than these has no search.
    private static let mostTrials = 1_000_000

    init(process: String) { self.process = process }

    var bytes: [UInt8] {
        var (rate, place): (Double?, Int?)
        switch sent {
        case .rate(let asked): rate = asked
        case .sweep(let asked): place = asked
        }
        return TrialMessage.bytes([
            "process": .string(process),
            "trial": .whole(trial),
            "rate": rate.flatMap { JSONNumber($0) }.map { .number($0) },
            "load": place.map { .whole($0) },
            "durationNs": .whole(duration),
            "settleNs": .whole(settle),
            "startAtNs": .whole(startAt),
            "settledAtNs": settledAt.map { .whole($0) },
            "stop": stop.map { .string($0) },
            "end": end.map { .string($0) },
        ])
    }

    /// The order in `bytes`, those of the file at `path`, when `capacity` has such trials: nobody makes a shard send
    /// more than its own file asks for.
    init(_ bytes: [UInt8], path: String, of capacity: Capacity) throws(TrialFolder.Failure) {
        let message = try TrialMessage(bytes, path: path)
        process = try message.text("process")
        trial = try message.number("trial", in: 0...Self.mostTrials)
        (stop, end) = (try message.optionalText("stop"), try message.optionalText("end"))
        guard trial > 0 else { return }
        if let place = try message.optionalNumber("load", in: 0...max(0, (capacity.sweep?.count ?? 0) - 1)) {
            guard let sweep = capacity.sweep else { throw message.error("load", "none, as nothing is swept") }
            sent = .sweep(place)
            duration = try message.number("durationNs", in: sweep.duration...sweep.duration)
        } else {
            guard capacity.goalCount > 0,
                let rate = try message.optionalDouble("rate", in: capacity.least...max(capacity.least, capacity.most))
            else { throw message.error("rate", "a rate of the search") }
            sent = .rate(rate)
            duration = try message.number("durationNs", in: 1...max(1, capacity.within))
        }
        settle = try message.number("settleNs", in: 0...capacity.settle)
        startAt = try message.number("startAtNs", in: 0...Int64.max)
        settledAt = try message.optionalNumber("settledAtNs", in: 0...Int64.max)
    }

    /// The load that it asks for, of the whole.
    func load(of capacity: Capacity) -> Load {
        switch sent {
        case .rate(let rate): capacity.load(rate, for: duration)
        case .sweep(let place): capacity.sweepLoads[place].load
        }
    }
}
