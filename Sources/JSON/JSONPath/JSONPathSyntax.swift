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
        default: return nil
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
