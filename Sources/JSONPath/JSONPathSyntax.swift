import JSON
import Patterns

/// A query: a chain of segments from the root of the document or from the node that a filter looks at.
struct JSONPathQuery: Sendable {
    let startsAtRoot: Bool
    let segments: [JSONPathSegment]
    /// The steps of a singular query (RFC 9535, section 2.3.5.1), which selects at most one node.
    let singularSteps: [NormalizedPath.Step]?

    init(startsAtRoot: Bool, segments: [JSONPathSegment]) {
        self.startsAtRoot = startsAtRoot
        self.segments = segments
        let steps = segments.compactMap(\.singularStep)
        singularSteps = steps.count == segments.count ? steps : nil
    }
}

/// A segment (RFC 9535, section 2.5).
enum JSONPathSegment: Sendable {
    case children([JSONPathSelector])
    case descendants([JSONPathSelector])

    /// The step of a segment that selects at most one node.
    var singularStep: NormalizedPath.Step? {
        guard case .children(let selectors) = self, selectors.count == 1 else { return nil }
        switch selectors[0] {
        case .name(let name): return .name(name)
        case .index(let index): return .index(index)
        case .wildcard, .slice, .filter: return nil
        }
    }
}

/// A selector (RFC 9535, section 2.3).
enum JSONPathSelector: Sendable {
    case name(String)
    case wildcard
    /// Counted from the end when negative.
    case index(Int)
    case slice(JSONPathSlice)
    case filter(JSONPathCondition)
}

/// A logical expression of a filter (RFC 9535, section 2.3.5).
indirect enum JSONPathCondition: Sendable {
    case any([JSONPathCondition])
    case all([JSONPathCondition])
    case not(JSONPathCondition)
    case exists(JSONPathQuery)
    case compare(JSONPathOperand, JSONPathComparison, JSONPathOperand)
    /// `match` when `isWhole`, else `search`.
    case matches(JSONPathOperand, JSONPathPattern, isWhole: Bool)
}

/// Something that yields a value or nothing (ValueType, RFC 9535, section 2.4.1).
indirect enum JSONPathOperand: Sendable {
    case literal(JSONValue)
    case singular([NormalizedPath.Step], startsAtRoot: Bool)
    case length(JSONPathOperand)
    case count(JSONPathQuery)
    case value(JSONPathQuery)
}

/// The second argument of `match` and `search`.
enum JSONPathPattern: Sendable {
    case compiled(RegularExpression)
    /// A literal that isn't an I-Regexp, or no string at all: it matches nothing.
    case never
    /// Known only when evaluated.
    case dynamic(JSONPathOperand)
}

/// A comparison operator.
enum JSONPathComparison: String, Sendable, CaseIterable {
    // Longer operators stand before their prefixes, since they are tried in this order.
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
}

/// An array slice selector (RFC 9535, section 2.3.4).
struct JSONPathSlice: Sendable, Hashable {
    let start: Int?
    let end: Int?
    let step: Int

    /// The selected indices of an array of `count` elements, in order.
    func indices(of count: Int) -> StrideTo<Int> {
        func normalized(_ index: Int) -> Int { index < 0 ? count + index : index }
        if step > 0 {
            let lower = min(max(normalized(start ?? 0), 0), count)
            let upper = min(max(normalized(end ?? count), 0), count)
            return stride(from: lower, to: upper, by: step)
        }
        if step < 0 {
            let upper = min(max(normalized(start ?? count - 1), -1), count - 1)
            let lower = min(max(end.map(normalized) ?? -1, -1), count - 1)
            return stride(from: upper, to: lower, by: step)
        }
        return stride(from: 0, to: 0, by: 1)
    }
}

/// The functions of RFC 9535 (section 2.4).
enum JSONPathFunction: String, CaseIterable {
    case length
    case count
    case value
    case match
    case search

    /// What the arguments have to be, in the words of an error.
    var usage: String {
        switch self {
        case .length: "one value, as in `length(@.a)`"
        case .count: "one query, as in `count(@.*)`"
        case .value: "one query, as in `value(@..a)`"
        case .match: "a value and a regular expression, as in `match(@.a, 'x.*')`"
        case .search: "a value and a regular expression, as in `search(@.a, 'x')`"
        }
    }

    var parameterCount: Int {
        switch self {
        case .length, .count, .value: 1
        case .match, .search: 2
        }
    }
}

/// A part of a filter before its place has decided what it has to be (RFC 9535, section 2.4.3).
enum JSONPathExpression {
    case literal(JSONValue)
    case query(JSONPathQuery)
    /// A function that returns a value, and its name.
    case function(JSONPathOperand, name: String)
    /// A function that returns true or false.
    case logical(JSONPathCondition)
}
