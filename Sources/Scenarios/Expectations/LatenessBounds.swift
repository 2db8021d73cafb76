import HTTP
import Measurement
import Quantities
package import Results

/// What can be said of an expectation of a burst or load, when the generator may have had a part in what was measured.
///
/// The generator can only make times longer, and leave requests out. So a limit that holds in spite of it holds; one
/// that is broken may not be the endpoint's doing, and is only held against it where that is beyond doubt.
package enum Certainty: Sendable, Hashable {
    /// It held, whatever the generator did.
    case passes
    /// It held or was broken, and might not have without the generator's doing.
    case doubtful
    /// It was broken, whatever the generator did.
    case broken
}

/// Requests of which nobody knows what would have become: they weren't sent, had no connection, or were cut off before
/// their time was over.
package enum Undecided: Sendable, Hashable {
    case some(UInt64)
    /// The traffic was stopped: of what would have followed nothing is known, not even how much it was.
    case unknown

    /// That every request was decided.
    package static let none = Undecided.some(0)

    var isNone: Bool { self == .none }
}

/// What the generator's lateness in reading can explain: of times that it may have lengthened no more than a share are
/// too long by more than so much.
struct LatenessBounds {
    private var bounds: [(late: UInt64, share: Double)]

    private static let percents: [Double] = [50, 90, 99, 99.9, 99.99]
    /// What a request waits for the generator at most, in times that it is late: what went before it was sent late and
    /// is before it at the endpoint, and its response is read late.
    private static let waits = 2
    /// The same where a connection is opened for it, or another request has it: the thread that opens it is woken,
    /// connects, does TLS in three steps and hands it over, and each step may be as late.
    private static let waitsForConnection = 8

    /// Of times that `requests` requests take each, one after the other.
    init(_ lateness: GeneratorLateness, requests: Int = 1) {
        let (sends, looks) = (lateness.sends.counts, lateness.looks.counts)
        let waiting = min(1, lateness.waiting * Double(max(1, requests)))
        let late = zip(Self.percents, zip(sends.values(at: Self.percents), looks.values(at: Self.percents))).map {
            (late: max($1.0, $1.1), share: (100 - $0) / 100)
        }
        bounds = (late + [(max(sends.max, looks.max), 0)]).flatMap { late, share in
            let wait = { (times: Int, other: Double) in
                let count = times * max(1, requests)
                return (late.multipliedSaturated(by: UInt64(count)), share * Double(count) + other)
            }
            return waiting > 0 ? [wait(Self.waits, waiting), wait(Self.waitsForConnection, 0)] : [wait(Self.waits, 0)]
        }
    }

    /// How many of `times` are above `limit` for certain, of `all` that they are among.
    func exceeding(_ limit: UInt64, _ times: HdrCounts, of all: UInt64? = nil) -> UInt64 {
        bounds.reduce(0) { most, bound in
            let above = times.count(exceeding: limit.addingSaturated(bound.late))
            let explained = UInt64((min(bound.share, 1) * Double(all ?? times.total)).rounded(.up))
            return max(most, above - min(above, explained))
        }
    }

    /// What it may add to the mean of times, in nanoseconds.
    static func mean(_ lateness: GeneratorLateness, requests: Int) -> Double {
        let each = lateness.waiting * Double(waitsForConnection) + (1 - lateness.waiting) * Double(waits)
        return lateness.mean * each * Double(max(1, requests))
    }
}

extension GeneratorLateness {
    /// The mean, in nanoseconds.
    var mean: Double { max(LatencyRecorder(sends).mean, LatencyRecorder(looks).mean) }
    /// The largest, in nanoseconds.
    var largest: UInt64 { max(sends.max, looks.max) }

    /// At a percentile, in nanoseconds.
    package func value(at percent: Double) -> UInt64 {
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

extension LoadResult {
    /// The requests of which nobody knows what would have become.
    package var undecided: Undecided {
        if stop != nil || !(sharding?.missing.isEmpty ?? true) { return .unknown }
        return .some(UInt64(clamping: unsent + ownFailures))
    }

    /// Requests that couldn't be made, as a value doesn't fit its place: whatever the generator's lateness, nothing is
    /// known of them.
    package var unmade: Int { failures[.request] ?? 0 }

    /// Requests for which this machine lacked something.
    package var lacking: Int { failures[.local] ?? 0 }

    /// Failures that aren't the endpoint's: requests that were cut off or couldn't be made, those for which this
    /// machine lacked something, and those whose connection wasn't open when their time was over, as a single request
    /// isn't measured then either.
    private var ownFailures: Int { (failures[.cancelled] ?? 0) + unmade + lacking + unopened }

    /// The failures without those that were expected.
    var unexpectedFailures: [FailureCategory: Int] {
        failures.merging(expectedFailures) { $0 - $1 }.filter { $0.value > 0 }
    }

    /// Requests that the generator sent so late that they came together with others, where the model has them apart,
    /// and those after them: what limits rates may have refused as many for that alone.
    package var bunched: Int {
        guard kind == .load, offered > 0 else { return 0 }
        let limit = Self.latenessThatBunches(apart: Double(duration) / Double(offered))
        return Int(clamping: lateness.sends.counts.count(exceeding: limit).multipliedSaturated(by: 2))
    }

    /// The lateness beyond which a request comes so near to the next one that a limit above the rate may refuse it;
    /// both in nanoseconds.
    ///
    /// A millisecond is what any network may hold a request back. A limit that is no more than a twentieth above the
    /// rate is reached by any stream that isn't perfectly even.
    package static func latenessThatBunches(apart: Double) -> UInt64 {
        max(1_000_000, UInt64(saturating: apart / 20))
    }

    /// Responses that what limits rates may have given, or a server that too much came to at once.
    var refusals: Int { statuses.reduce(0) { $0 + (Self.isRefusal($1.key) ? $1.value : 0) } }

    /// Whether a status may be the answer to too many requests: what else is wrong with a request is so however many
    /// come.
    static func isRefusal(_ status: Int) -> Bool { status == 429 || (500...599).contains(status) }

    /// How many requests failed for certain, and how many may have.
    var failed: (certain: Int, possible: Int) {
        let own = ownFailures
        // A response that took too long and broke nothing else may have been read late.
        let all = UInt64(clamping: completed)
        let late = Int(clamping: LatenessBounds(lateness).exceeding(0, overdue.counts, of: all))
        let excused = overdue.count - min(late, overdue.count)
        let broken = inAll(broken - excused, ofSample: max(0, misjudged - excused))
        let certain = failures.values.reduce(0, +) - own + broken - min(bunched, broken, refusals)
        return (certain, failures.values.reduce(0, +) + inAll(self.broken, ofSample: misjudged) + unsent)
    }

    /// The goodput that would have been, had the generator not been late, and all that it left out been answered well.
    var highestGoodput: Double {
        let (certain, _) = failed
        return highestRate(of: Double(offered - min(offered, certain)))
    }

    /// So many a second, of `count` in all, had the generator not been late.
    func highestRate(of count: Double) -> Double {
        // Shards that began one after the other took longer than the load did.
        let time = Double(duration) - Double(sharding?.startSpread ?? 0)
        guard users != nil else { return count * 1e9 / max(1, time - Double(lateness.largest)) }
        // A user's next request comes so much earlier.
        let response = LatencyRecorder(times.measured).mean
        let own = LatencyRecorder(lateness.sends).mean + LatencyRecorder(lateness.looks).mean
        let speed = response / max(response / 1e6, response - own)
        return count * 1e9 / max(1, time) * max(1, speed)
    }

    /// Whether a rate of at least `least` was kept; `highest` is what it would have been without the generator's
    /// lateness.
    ///
    /// Lateness makes a rate smaller, and parts that nobody let begin together may not have been there together.
    func certainty(rate: Double, least: Double, highest: Double) -> Certainty {
        switch undecided {
        case .some where sharding != nil && sharding?.startSpread == nil: .doubtful
        case .some: rate >= least ? .passes : highest < least ? .broken : .doubtful
        case .unknown: .doubtful
        }
    }

    /// Judges a limit of `times`, all of them or those of one request or flow.
    func judge(_ times: LoadTimes, _ place: String, _ name: String, _ limit: UInt64, _ judgement: inout Judgement) {
        guard let bound = TimeLimit(name, limit) else { return }
        let certainty = bound.certainty(times, lateness, undecided)
        judgement.check(certainty, finding(bound, times, place, name, isDoubtful: certainty == .doubtful))
    }

    private func finding(
        _ bound: TimeLimit,
        _ times: LoadTimes,
        _ place: String,
        _ name: String,
        isDoubtful: Bool
    ) -> Finding {
        let few = "\(times.measured.count) responses, too few for \(name)"
        let most = Quantity.describe(nanoseconds: times.measured.max)
        var found: String
        if let value = bound.value(of: times) {
            found = Quantity.describe(nanoseconds: value)
        } else {
            found = times.measured.isEmpty ? few : "\(few), and a maximum of \(most)"
        }
        if isDoubtful, let late = explanation(bound, times) { found += "; \(late)" }
        return Finding(
            place,
            expected: "\(name) at most \(Quantity.describe(nanoseconds: bound.limit))",
            found: found
        )
    }

    /// What of a broken limit the generator may explain; `nil` when the limit wasn't broken, or has too little to be
    /// judged by.
    private func explanation(_ bound: TimeLimit, _ times: LoadTimes) -> String? {
        guard times.measured.max > bound.limit, lateness.largest > 0 else { return nil }
        var late = [50, 90, 99].map { percent in
            "p\(percent) \(Quantity.describe(nanoseconds: lateness.value(at: Double(percent))))"
        }
        late.append("max \(Quantity.describe(nanoseconds: lateness.largest))")
        return "the generator itself was late, in sending and again in reading: \(late.joined(separator: ", "))"
    }

    /// Why not every request was decided, in words.
    package var gaps: [String] {
        var gaps = sharding.map(Self.gaps) ?? []
        if let stop { gaps.append(Self.description(stop)) }
        if let users, users.lonely > 0 {
            gaps.append("\(users.lonely) of \(users.count) users never had a connection")
        } else if unopened > 0 {
            gaps.append("\(unopened) of \(offered) requests had no connection when their time was over")
        }
        guard stop == nil else { return gaps }
        if unmade > 0 { gaps.append("\(unmade) of \(offered) requests couldn't be sent\(first(.request))") }
        if lacking > 0 {
            gaps.append("for \(lacking) of \(offered) requests this machine lacked something\(first(.local))")
        }
        if unsent > 0 { gaps.append("\(unsent) of \(offered) requests were never sent") }
        if let cut = failures[.cancelled], cut > 0 {
            gaps.append(
                "\(cut) of \(offered) requests were cut off before their time was over: a longer 'drain' waits for them"
            )
        }
        return gaps
    }

    /// The shards of which nothing is known, in words.
    private static func gaps(_ sharding: LoadSharding) -> [String] {
        if sharding.isOne {
            return [
                "this is shard \(sharding.shards[0].index) of \(sharding.count), which has its part of the load alone: "
                    + "'muster merge' judges the whole"
            ]
        }
        let missing = sharding.missing
        guard let first = missing.first else { return [] }
        let numbers = missing.prefix(10).map { "\($0.index)" }.joined(separator: ", ")
        let more = missing.count > 10 ? " and \(missing.count - 10) more" : ""
        return [
            "of \(missing.count) of \(sharding.count) shards nothing is known (\(numbers)\(more)); shard \(first.index): \(first.reason)"
        ]
    }

    private func first(_ category: FailureCategory) -> String {
        examples.first { $0.kind.hasPrefix("\(category.rawValue): ") }.map { ", first: \($0.kind)" } ?? ""
    }

    private static func description(_ stop: LoadStop) -> String {
        let after = Quantity.describe(nanoseconds: stop.after)
        return stop.planned.map { "stopped after \(after) of \(Quantity.describe(nanoseconds: $0))" }
            ?? "stopped after \(after), before all were answered"
    }
}
