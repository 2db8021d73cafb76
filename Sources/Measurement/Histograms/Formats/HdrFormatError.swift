/// Why a text or bytes in one of HdrHistogram's formats can't be read.
public struct HdrFormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The bytes end too early, or have more than belongs to them.
        case length
        /// It begins with a mark of another format or version.
        case cookie
        /// The layout is impossible or of a kind that isn't read.
        case layout
        /// The counts don't fit the layout, or are damaged.
        case counts
        /// The compressed part is damaged.
        case compression
        /// The text isn't base64.
        case base64
        /// A line isn't one of the log format.
        case line
    }

    /// What is wrong, for a program.
    public var problem: Problem
    /// The line of the log, from 1; `nil` for bytes outside a log.
    public var line: Int?
    /// What was found.
    public var found: String
    /// What should have been there, and what to do.
    public var expected: String

    init(_ problem: Problem, found: String, expected: String, line: Int? = nil) {
        self.problem = problem
        self.line = line
        self.found = found
        self.expected = expected
    }

    /// The error in a sentence.
    public var description: String {
        "\(line.map { "line \($0): " } ?? "")found \(found), expected \(expected)"
    }
}
