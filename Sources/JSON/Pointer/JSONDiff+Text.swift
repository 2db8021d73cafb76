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
