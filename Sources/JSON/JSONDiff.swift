import Diagnostics

/// The places where two values differ.
public struct JSONDiff: Sendable {
    /// A place where they differ.
    public struct Difference: Sendable, Hashable {
        /// The place in both documents.
        public let pointer: JSONPointer
        /// What should be there; nil when nothing should.
        public let expected: JSONValue?
        /// What is there; nil when nothing is.
        public let found: JSONValue?
    }

    /// The places where they differ, from the document's beginning on.
    public let differences: [Difference]

    /// Compares two values, member by member and element by element.
    public init(expected: JSONValue, found: JSONValue) {
        var differences: [Difference] = []
        Self.compare(expected, found, [], &differences)
        self.differences = differences
    }

    private static func compare(
        _ expected: JSONValue?,
        _ found: JSONValue?,
        _ tokens: [String],
        _ differences: inout [Difference]
    ) {
        switch (expected, found) {
        case (.object(let expected), .object(let found)):
            for member in expected { compare(member.value, found[member.name], tokens + [member.name], &differences) }
            for member in found where expected[member.name] == nil {
                compare(nil, member.value, tokens + [member.name], &differences)
            }
        case (.array(let expected), .array(let found)):
            for index in 0..<max(expected.count, found.count) {
                let wanted = index < expected.count ? expected[index] : nil
                let seen = index < found.count ? found[index] : nil
                compare(wanted, seen, tokens + [String(index)], &differences)
            }
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _), (nil, _):
            guard expected != found else { return }
            differences.append(Difference(pointer: JSONPointer(tokens: tokens), expected: expected, found: found))
        }
    }
}

extension JSONDiff {
    /// The differences as text: for each its place, then what is expected after `-` and what was found after `+`.
    ///
    /// A value longer than `width` characters is cut, and only the first `limit` differences are shown; both are said.
    public func text(limit: Int = 10, width: Int = 80) -> String {
        var lines: [String] = []
        for difference in differences.prefix(limit) {
            let place = difference.pointer.tokens.isEmpty ? "(whole value)" : difference.pointer.description
            lines.append(VisibleText.line(place))
            lines.append("  - " + Self.shown(difference.expected, width))
            lines.append("  + " + Self.shown(difference.found, width))
        }
        let rest = differences.count - limit
        if rest > 0 { lines.append("and \(rest) more \(rest == 1 ? "difference" : "differences")") }
        return lines.joined(separator: "\n")
    }

    /// The differences between two values as text; empty when there are none.
    public static func text(expected: JSONValue, found: JSONValue) -> String {
        JSONDiff(expected: expected, found: found).text()
    }

    private static func shown(_ value: JSONValue?, _ width: Int) -> String {
        guard let value else { return "nothing" }
        let text = VisibleText.line(value.description)
        let count = text.unicodeScalars.count
        guard count > width else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(width))) + "… (\(count) characters)"
    }
}
