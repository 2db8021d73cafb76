import Decoding
import HTTP
package import JSON
import JSONPath
import Matching
import Measurement
import Quantities
package import Results

/// What must hold for the responses of a burst or load together.
package struct SetExpectation: Sendable {
    /// What is counted: a set of statuses, or a category of failures.
    enum Counted: Sendable {
        case statuses(StatusSet)
        case failures(FailureCategory)
    }

    /// A value taken from each response.
    enum Value: Sendable {
        case body
        case path(JSONPath)

        var description: String {
            switch self {
            case .body: "body"
            case .path(let path): path.description
            }
        }

        func taken(from subject: Subject) -> Taken {
            switch self {
            case .body: return .value(.string(subject.text))
            case .path(let path):
                guard case .success(let document)? = subject.json else { return .nothing }
                do throws(JSONPathError) {
                    return try path.evaluate(in: document).first.map { .value($0.value) } ?? .nothing
                } catch {
                    return .undecided(error.message)
                }
            }
        }
    }

    /// What was taken from a response.
    package enum Taken: Sendable {
        case value(JSONValue)
        /// There is no such value.
        case nothing
        /// Whether there is one couldn't be found out, and why.
        case undecided(String)
    }

    var counts: [(counted: Counted, name: String, matcher: Matcher)] = []
    /// The same as the file has them; `nil` when it has none.
    var countsSource: JSONValue?
    var unique: [Value] = []
    var same: [Value] = []
    /// Percentile names (`p99`, `max`, `mean`) and their upper limits in nanoseconds.
    var latency: [(name: String, limit: UInt64)] = []
    /// The same for whole flows, from the intended start to the last response.
    var flowTime: [(name: String, limit: UInt64)] = []
    /// The limits from a request's intended start to the first event of its response.
    var firstEvent: [(name: String, limit: UInt64)] = []
    /// Those from one event of a response to the next.
    var eventGap: [(name: String, limit: UInt64)] = []
    /// The least rate of events of all responses, a second.
    var eventRate: Double?
    /// The largest share of failed requests; `nil` when the file says nothing.
    var failures: Double?
    /// The least rate of successful responses, a second.
    var goodput: Double?

    /// Whether it judges anything.
    var isEmpty: Bool {
        counts.isEmpty && unique.isEmpty && same.isEmpty && latency.isEmpty && flowTime.isEmpty && !watchesEvents
            && failures == nil && goodput == nil
    }

    /// Whether values of single responses are needed.
    package var readsValues: Bool { !unique.isEmpty || !same.isEmpty }

    /// Whether it asks when the events of responses came.
    package var watchesEvents: Bool { !firstEvent.isEmpty || !eventGap.isEmpty || eventRate != nil }

    static let keys = ["counts", "unique", "same", "latency", "flowTime", "failures", "goodput"] + eventKeys
    static let eventKeys = ["firstEvent", "eventGap", "eventRate"]
}

extension SetExpectation {
    /// The values that the responses must have in common, or never twice, taken from one response.
    package func values(of subject: Subject) -> [Taken] { (unique + same).map { $0.taken(from: subject) } }

    /// The limits of all response times.
    package var objectives: [LoadObjective] { latency.map { LoadObjective($0.name, limit: $0.limit) } }

    /// The limits of response times that hold or not by a count: how large a share of the responses may be above each.
    package var countableLimits: [(name: String, limit: UInt64, share: Double)] {
        latency.compactMap { name, limit in
            switch TimeLimit(name, limit)?.measure {
            case .percentile(let percent): (name, limit, 1 - percent / 100)
            case .maximum: (name, limit, 0)
            case .mean, nil: nil
            }
        }
    }

    /// Whether it asks for failures of a kind, such as `refused`.
    package var wantsFailures: Bool {
        counts.contains { if case .failures = $0.counted { true } else { false } }
    }

    /// The largest share of requests that may fail; `nil` where the file asks for failures by their kind.
    package var largestShareOfFailures: Double? {
        if let failures { return failures }
        return wantsFailures ? nil : 0
    }

    /// Judges the figures of a burst or load; `values` are those of each complete response, in order.
    ///
    /// Of each expectation it is asked what the generator's own doing could have decided, and in which direction
    /// (``Certainty``).
    package func judge(_ load: LoadResult, values: [[Taken]]) -> Judgement {
        var judgement = Judgement()
        for (counted, name, matcher) in counts {
            judgeCount(counted, "counts.\(name)", matcher, load, &judgement)
        }
        for (index, value) in unique.enumerated() {
            judge(Self.repeated(values.map { $0[index] }), "unique.\(value.description)", load, &judgement)
        }
        for (index, value) in same.enumerated() {
            judge(
                Self.different(values.map { $0[unique.count + index] }),
                "same.\(value.description)",
                load,
                &judgement
            )
        }
        for (name, limit) in latency {
            load.judge(load.times, "latency.\(name)", name, limit, &judgement)
        }
        for (name, limit) in flowTime { judgeFlowTime(name, limit, load, &judgement) }
        judgeEvents(load, &judgement)
        judgeFailures(load, &judgement)
        if let goodput { judgeGoodput(goodput, load, &judgement) }
        return judgement
    }

    // MARK: Counts

    private static func count(_ counted: Counted, in load: LoadResult) -> Int {
        switch counted {
        case .statuses(let set): load.statuses.reduce(0) { $0 + (set.contains($1.key) ? $1.value : 0) }
        case .failures(let category): load.failures[category] ?? 0
        }
    }

    /// How much less and how much more there might have been, had the generator not sent requests together.
    private static func slack(_ counted: Counted, in load: LoadResult) -> (less: Int, more: Int) {
        let bunched = load.bunched
        guard bunched > 0, case .statuses(let set) = counted else { return (0, 0) }
        let refused = load.statuses.reduce(0) {
            $0 + (LoadResult.isRefusal($1.key) && set.contains($1.key) ? $1.value : 0)
        }
        let takesOthers = (100..<400).contains { set.contains($0) }
        return (min(bunched, refused), takesOthers ? min(bunched, load.refusals - refused) : 0)
    }

    /// Undecided requests might have been counted, any number of them, and what was sent together might have been
    /// answered otherwise: what holds of each such number holds.
    private func judgeCount(
        _ counted: Counted,
        _ name: String,
        _ matcher: Matcher,
        _ load: LoadResult,
        _ judgement: inout Judgement
    ) {
        let count = Self.count(counted, in: load)
        let slack = Self.slack(counted, in: load)
        func outcome(_ count: Int) -> MatchOutcome {
            matcher.judge(.number(JSONNumber(count)), MatchContext(now: 0))
        }
        let measured = outcome(count).map { Self.with(load, $0) }
        // What can't be judged isn't the generator's doing.
        if case .undecided = measured { return judgement.check(name, measured) }
        var more: [Int]
        switch load.undecided {
        case .some(let unknown):
            let most = Int(clamping: unknown) + slack.more
            more = most > Self.mostTried ? Array(0...Self.mostTried) + [most] : Array(0...most)
        case .unknown: more = Array(0...Self.mostTried)
        }
        more += (0..<min(slack.less, Self.mostTried)).map { -$0 - 1 }
        let held = more.map { outcome(count + $0).mismatch == nil }
        let certainty: Certainty = held.allSatisfy { $0 } ? .passes : held.contains(true) ? .doubtful : .broken
        judgement.check(
            certainty,
            measured.mismatch.map { Finding(name, $0) }
                ?? Finding(name, expected: matcher.description, found: "number \(count); in all: \(load.tally)")
        )
    }

    /// Numbers of undecided requests that are tried one by one.
    private static let mostTried = 1000

    private static func with(_ load: LoadResult, _ mismatch: Mismatch) -> Mismatch {
        var mismatch = mismatch
        mismatch.found += "; in all: \(load.tally)"
        return mismatch
    }

    // MARK: Values

    /// What the responses show is so, whatever else would have come; what they don't show may be so all the same.
    private func judge(_ outcome: MatchOutcome, _ name: String, _ load: LoadResult, _ judgement: inout Judgement) {
        guard case .passes = outcome, !load.undecided.isNone else { return judgement.check(name, outcome) }
        judgement.check(
            .doubtful,
            Finding(name, expected: "it to hold of every response", found: "responses that are missing")
        )
    }

    private static func repeated(_ values: [Taken]) -> MatchOutcome {
        var seen: [JSONValue: Int] = [:]
        return outcome(values) { index, value in
            guard let value else { return ("a value in every response", "none in response \(index)") }
            guard let first = seen.updateValue(index, forKey: value) else { return nil }
            let found = "\(ValueText.short(value)) in responses \(first) and \(index)"
            return ("a different value in every response", found)
        }
    }

    private static func different(_ values: [Taken]) -> MatchOutcome {
        let description = { (value: JSONValue?) in value.map(ValueText.short) ?? "nothing" }
        var first: JSONValue??
        return outcome(values) { index, value in
            guard let known = first else {
                guard value != nil else { return ("a value in every response", "none in response \(index)") }
                first = .some(value)
                return nil
            }
            if known == value { return nil }
            let found = "\(description(known)) in response 0, \(description(value)) in response \(index)"
            return ("the same value in every response", found)
        }
    }

    /// Holds the values against each other: `problem` says what is wrong with one, which is nil where there is none.
    private static func outcome(
        _ values: [Taken],
        problem: (Int, JSONValue?) -> (expected: String, found: String)?
    ) -> MatchOutcome {
        var open: Mismatch?
        for (index, taken) in values.enumerated() {
            let value: JSONValue?
            switch taken {
            case .value(let found): value = found
            case .nothing: value = nil
            case .undecided(let why):
                let found = "no answer in response \(index): \(why)"
                open = open ?? Mismatch(expected: "values to compare", found: found, pointer: JSONPointer())
                continue
            }
            if let (expected, found) = problem(index, value) {
                return .fails(Mismatch(expected: expected, found: found, pointer: JSONPointer()))
            }
        }
        return open.map(MatchOutcome.undecided) ?? .passes
    }

    // MARK: Times

    private func judgeFlowTime(_ name: String, _ limit: UInt64, _ load: LoadResult, _ judgement: inout Judgement) {
        if load.flows.isEmpty {
            judgement.check(Finding("flowTime.\(name)", expected: "a flow of steps", found: "single requests only"))
        }
        for flow in load.flows {
            let place = "flowTime.\(name)" + (flow.name.isEmpty ? "" : " of \(flow.name)")
            load.judge(flow.times, place, name, limit, &judgement)
        }
    }

    private func judgeEvents(_ load: LoadResult, _ judgement: inout Judgement) {
        guard watchesEvents else { return }
        guard !load.streams.isEmpty else {
            return judgement.check(Finding("events", expected: "responses of events", found: "no event in any of them"))
        }
        for stream in load.streams {
            let place = stream.name.isEmpty ? "" : " of \(stream.name)"
            for (name, limit) in firstEvent {
                load.judge(stream.firstTimes, "firstEvent.\(name)\(place)", name, limit, &judgement)
            }
            for (name, limit) in eventGap {
                load.judge(stream.gapTimes, "eventGap.\(name)\(place)", name, limit, &judgement)
            }
        }
        if let eventRate { judgeEventRate(eventRate, load, &judgement) }
    }

    private func judgeEventRate(_ least: Double, _ load: LoadResult, _ judgement: inout Judgement) {
        let events = load.streams.reduce(0) { $0 + $1.events }
        let rate = load.rate(of: events)
        // What wasn't sent, or cut off, might have brought any number of them.
        let highest = load.undecided.isNone ? load.highestRate(of: Double(events)) : .infinity
        let certainty = load.certainty(rate: rate, least: least, highest: highest)
        judgement.check(
            certainty,
            Finding(
                "eventRate",
                expected: "at least \(Quantity.describe(rate: least)) events",
                found: Self.found(rate, load, certainty)
            )
        )
    }

    // MARK: Shares and rates

    private func judgeFailures(_ load: LoadResult, _ judgement: inout Judgement) {
        var load = load
        load.failures = load.unexpectedFailures
        // A failure that `counts` asks for is wanted.
        if failures == nil {
            for case (.failures(let category), _, _) in counts {
                load.failures[category] = nil
                if category == .timeout { load.unopened = 0 }
            }
        }
        let share = failures ?? 0
        let (certain, possible) = load.failed
        let certainty: Certainty
        switch load.undecided {
        case .some:
            let all = share * Double(load.offered)
            certainty = Double(possible) <= all ? .passes : Double(certain) > all ? .broken : .doubtful
        case .unknown: certainty = share == 0 && certain > 0 ? .broken : .doubtful
        }
        judgement.check(certainty, Self.failing(share, load, isDoubtful: certainty == .doubtful))
    }

    private static func failing(_ share: Double, _ load: LoadResult, isDoubtful: Bool) -> Finding {
        let failed = load.failedOrBroken
        let requests = load.sent - load.resent
        let first = load.examples.first.map { "; first: \($0.kind)" } ?? ""
        let bunched = isDoubtful && load.refusals > 0 ? load.bunched : 0
        let late = bunched == 0 ? "" : "; the generator sent \(bunched) requests late, together with others"
        let all = load.inAll(load.broken, ofSample: load.misjudged)
        let sample =
            all == load.broken
            ? "" : " (\(load.misjudged) of the \(load.judged) that were judged: \(failed - load.broken + all) in all)"
        return Finding(
            "failures",
            expected: "at most \(Quantity.describe(share: share)) of the requests to fail",
            found:
                "\(failed) of \(requests) failed\(sample)\(failed == 0 ? "" : "; in all: \(load.tally)\(first)\(late)")"
        )
    }

    private func judgeGoodput(_ least: Double, _ load: LoadResult, _ judgement: inout Judgement) {
        let certainty = load.certainty(rate: load.goodput, least: least, highest: load.highestGoodput)
        judgement.check(
            certainty,
            Finding(
                "goodput",
                expected: "at least \(Quantity.describe(rate: least))",
                found: Self.found(load.goodput, load, certainty)
            )
        )
    }

    private static func found(_ rate: Double, _ load: LoadResult, _ certainty: Certainty) -> String {
        let isApart = certainty == .doubtful && load.sharding != nil && load.sharding?.startSpread == nil
        return Quantity.describe(rate: rate)
            + (isApart ? "; nobody knows which of the shards' parts were there together" : "")
    }
}

extension LoadResult {
    /// How many of what: `60 × 200, 4 × 503, 2 × timeout`.
    package var tally: String {
        let statuses = statuses.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        let failures = failures.sorted { $0.key.rawValue < $1.key.rawValue }.map { category, count in
            let expected = expectedFailures[category] ?? 0
            let suffix = expected == 0 ? "" : expected == count ? " (expected)" : " (\(expected) expected)"
            return "\(count) × \(category.rawValue)\(suffix)"
        }
        return (statuses + failures).joined(separator: ", ")
    }
}
