import Patterns

/// What a judgement depends on besides the value.
public struct MatchContext: Sendable {
    /// The time of the judgement: milliseconds since 1970-01-01T00:00:00Z.
    public var now: Int64
    /// Whether values are texts of a protocol (header fields, query values), so that numbers are read from and
    /// compared as text.
    public var isText: Bool
    /// How many steps the search of a regular expression may take.
    var patternSteps = RegularExpression.defaultStepLimit

    /// A context.
    public init(now: Int64, isText: Bool = false) {
        self.now = now
        self.isText = isText
    }
}
