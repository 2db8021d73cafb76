/// What is wrong with a JSONPath, and where in its text.
public struct JSONPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The classes of errors that a caller may want to tell apart.
    public enum Kind: Sendable, Hashable {
        /// The text isn't a well-formed, well-typed JSONPath (RFC 9535, sections 2.1 and 2.4.3).
        case syntax
        /// The path is right, but a regular expression in it isn't an I-Regexp, so that it matches nothing
        /// (RFC 9535, section 2.4.6).
        case pattern
        /// The evaluation was given up after the granted number of steps.
        case limit
    }

    /// The class of the error.
    public let kind: Kind
    /// The text of the whole path.
    public let path: String
    /// Where in the text, in Unicode scalars from its beginning.
    public let offset: Int
    /// How many Unicode scalars are concerned; 0 at the end of the text.
    public let length: Int
    /// What stands there.
    public let found: String
    /// What should stand there.
    public let expected: String
    /// What to do, where that isn't obvious.
    public let hint: String?

    /// What was expected, what was found and what to do, without the place.
    public var message: String {
        "expected \(expected), found \(found)" + (hint.map { " (\($0))" } ?? "")
    }

    /// The message on one line, with the column (from 1, in Unicode scalars).
    public var description: String {
        kind == .limit ? message : "column \(offset + 1): \(message)"
    }

    /// Two lines: the path, and below it carets under what is concerned.
    public var excerpt: String {
        let marks = String(repeating: " ", count: offset) + String(repeating: "^", count: max(1, length))
        return "\(ScalarText.oneLine(path))\n\(marks)"
    }

    /// Whether all parts are the same, the texts compared by their code points.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.offset == right.offset && left.length == right.length
            && left.path.isIdentical(to: right.path) && left.message.isIdentical(to: right.message)
    }

    /// Feeds the place and the path.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(offset)
        hasher.combine(length)
        path.hashBytes(into: &hasher)
    }
}
