/// A query of RFC 9535, parsed and checked.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    /// How many steps ``evaluate(in:limit:)`` may take unless its caller says otherwise; a step is a node visited, a
    /// node selected or a unit of a comparison's work. So many take some tenths of a second and at most some hundred
    /// megabytes, however hostile path and document are.
    public static let defaultLimit = 3_000_000

    private let text: String
    let query: JSONPathQuery
    /// What is well-formed but can't be meant: a literal for `match` or `search` that is no I-Regexp (RFC 9485) and
    /// therefore, by RFC 9535 (section 2.4.6), matches nothing.
    public let warnings: [JSONPathError]

    /// Parses a path and checks the types of function arguments (RFC 9535, section 2.4.3).
    public init(_ text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        query = try parser.parse()
        warnings = parser.warnings
        self.text = text
    }

    /// Whether the path consists of names and indices only, so that it selects at most one node (RFC 9535, section
    /// 2.3.5.1).
    public var isSingular: Bool { query.singularSteps != nil }

    /// The text that was parsed.
    public var description: String { text }

    /// Whether both have the same text, code point by code point.
    public static func == (left: Self, right: Self) -> Bool {
        left.text.isIdentical(to: right.text)
    }

    /// Feeds the code units of the text.
    public func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}
