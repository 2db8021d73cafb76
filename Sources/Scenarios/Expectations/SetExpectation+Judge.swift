import HTTP
import JSON
import Measurement
public import Results

extension SetExpectation {
    /// The values that the responses must have in common, or never twice, taken from one response.
    public func values(of subject: Subject) -> [Taken] { (unique + same).map { $0.taken(from: subject) } }

    /// Judges the figures of a burst or load; `values` are those of each complete response, in order.
    public func judge(_ load: LoadResult, values: [[Taken]]) -> Judgement {
        var judgement = Judgement()
        for (counted, name, matcher) in counts {
            let count = JSONValue.number(JSONNumber(Self.count(counted, in: load)))
            let outcome = matcher.judge(count, MatchContext(now: 0))
            judgement.check("counts.\(name)", outcome.map { Self.with(load, $0) })
        }
        for (index, value) in unique.enumerated() {
            judgement.check("unique.\(value.words)", Self.repeated(values.map { $0[index] }))
        }
        for (index, value) in same.enumerated() {
            judgement.check("same.\(value.words)", Self.different(values.map { $0[unique.count + index] }))
        }
        for (name, limit) in latency { judgement.check(Self.slow("latency.\(name)", name, limit, load.responseTime)) }
        for (name, limit) in flowTime {
            if load.flows.isEmpty {
                judgement.check(Finding("flowTime.\(name)", expected: "a flow of steps", found: "single requests only"))
            }
            for flow in load.flows {
                let place = "flowTime.\(name)" + (flow.name.isEmpty ? "" : " of \(flow.name)")
                judgement.check(Self.slow(place, name, limit, flow.time))
            }
        }
        judgement.check(failures.map { Self.tooMany($0, load) } ?? tooManyByDefault(load))
        if let goodput {
            judgement.check(
                load.goodput >= goodput
                    ? nil
                    : Finding(
                        "goodput",
                        expected: "at least \(Quantity.describe(rate: goodput))",
                        found: Quantity.describe(rate: load.goodput)
                    )
            )
        }
        return judgement
    }

    private static func count(_ counted: Counted, in load: LoadResult) -> Int {
        switch counted {
        case .statuses(let set): load.statuses.reduce(0) { $0 + (set.contains($1.key) ? $1.value : 0) }
        case .failures(let category): load.failures[category] ?? 0
        }
    }

    private static func with(_ load: LoadResult, _ mismatch: Mismatch) -> Mismatch {
        var mismatch = mismatch
        mismatch.found += "; in all: \(load.tally)"
        return mismatch
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
        let words = { (value: JSONValue?) in value.map(ValueText.short) ?? "nothing" }
        var first: JSONValue??
        return outcome(values) { index, value in
            guard let known = first else {
                first = .some(value)
                return nil
            }
            if known == value { return nil }
            let found = "\(words(known)) in response 0, \(words(value)) in response \(index)"
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
        return open.map(MatchOutcome.undecided) ?? .holds
    }

    static func slow(_ place: String, _ name: String, _ limit: UInt64, _ summary: LatencySummary) -> Finding? {
        let words = "\(name) at most \(Quantity.describe(nanoseconds: limit))"
        let value: UInt64? =
            switch name {
            case "max": summary.count > 0 ? summary.max : nil
            case "mean": summary.count > 0 ? UInt64(summary.mean) : nil
            default: Double(name.dropFirst()).flatMap { summary.value(at: $0) }
            }
        guard let value else {
            // Too few values for the percentile: the maximum bounds it from above.
            if summary.count > 0, summary.max <= limit { return nil }
            let few = "\(summary.count) responses, too few for \(name)"
            let found =
                summary.count > 0 ? "\(few), and a maximum of \(Quantity.describe(nanoseconds: summary.max))" : few
            return Finding(place, expected: words, found: found)
        }
        return value <= limit
            ? nil : Finding(place, expected: words, found: Quantity.describe(nanoseconds: value))
    }

    private func tooManyByDefault(_ load: LoadResult) -> Finding? {
        // A failure that `counts` asks for is wanted.
        var load = load
        for case (.failures(let category), _, _) in counts { load.failures[category] = nil }
        return Self.tooMany(0, load)
    }

    private static func tooMany(_ share: Double, _ load: LoadResult) -> Finding? {
        let failed = load.failures.values.reduce(0, +) + load.broken
        guard Double(failed) > share * Double(load.sent) else { return nil }
        let first = load.examples.first.map { "; first: \($0.kind)" } ?? ""
        return Finding(
            "failures",
            expected: "at most \(Quantity.describe(share: share)) of the requests to fail",
            found: "\(failed) of \(load.sent) failed; in all: \(load.tally)\(first)"
        )
    }
}

extension LoadResult {
    /// How many of what: `60 × 200, 4 × 503, 2 × timeout`.
    public var tally: String {
        let statuses = statuses.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        let failures = failures.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) × \($0.key.rawValue)" }
        return (statuses + failures).joined(separator: ", ")
    }
}
