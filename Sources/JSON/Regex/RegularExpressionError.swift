/// What is wrong with a regular expression, and where.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The classes of errors that a caller may want to tell apart.
    public enum Kind: Sendable, Hashable {
        /// The pattern isn't a regular expression of the dialect.
        case syntax
        /// The pattern is right, but uses a part of the dialect that isn't supported.
        case unsupported
        /// The pattern would need more memory than is granted to it.
        case tooLarge
        /// A search was given up after the granted number of steps, or for want of memory: neither a match nor the lack of
        /// one is known.
        case limit
    }

    /// The class of the error.
    public let kind: Kind
    /// The pattern as it was given.
    public let pattern: String
    /// Where in the pattern, in Unicode scalars from its beginning.
    public let offset: Int
    /// How many Unicode scalars are concerned; 0 at the end of the pattern.
    public let length: Int
    /// What stands there.
    public let found: String
    /// What should stand there.
    public let expected: String
    /// What to do, where that isn't obvious.
    public let hint: String?

    /// The error on one line, without the pattern itself.
    public var description: String {
        let place = kind == .limit ? "" : "at offset \(offset) of the regular expression: "
        let advice = hint.map { " (\($0))" } ?? ""
        return "\(place)expected \(expected), found \(found)\(advice)"
    }

    /// Whether all parts are the same, the texts compared by their code points.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.offset == right.offset && left.length == right.length
            && left.pattern.isIdentical(to: right.pattern)
            && left.found.isIdentical(to: right.found) && left.expected == right.expected
            && left.hint == right.hint
    }

    /// Feeds the place and the pattern.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(offset)
        pattern.hashBytes(into: &hasher)
    }
}
