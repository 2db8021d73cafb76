/// Parses the text of a JSONPath by recursive descent over the grammar of RFC 9535 (appendix A).
struct JSONPathParser {
    /// How deep parentheses, filters and function calls may nest, which bounds the recursion.
    static let depthLimit = 100

    var cursor: JSONPathCursor
    var depth = 0
    /// Regular expressions that match nothing since they aren't I-Regexps.
    var warnings: [JSONPathError] = []

    init(_ path: String) {
        cursor = JSONPathCursor(path)
    }

    mutating func parse() throws(JSONPathError) -> JSONPathQuery {
        guard cursor.skip("$") else {
            throw cursor.error(expected: "`$`", hint: "a JSONPath begins with `$`, the root of the document")
        }
        let query = JSONPathQuery(startsAtRoot: true, segments: try segments())
        guard cursor.isAtEnd else {
            throw cursor.error(expected: "`.`, `..`, `[` or the end of the path", hint: trailingHint)
        }
        return query
    }

    private var trailingHint: String? {
        var ahead = cursor
        ahead.skipBlanks()
        return switch ahead.next {
        case "=", "<", ">", "!", "&", "|": "comparisons belong into a filter, as in `$[?@.a == 1]`"
        case _ where ahead.position > cursor.position: "no blank space may follow the path"
        case "-": "quote a name that has other characters than letters, digits and `_`, as in `$['a-b']`"
        default: nil
        }
    }

    /// As many segments as there are; blank space before one belongs to it, after the last it doesn't.
    mutating func segments() throws(JSONPathError) -> [JSONPathSegment] {
        var segments: [JSONPathSegment] = []
        while true {
            let end = cursor.position
            cursor.skipBlanks()
            if cursor.starts(with: "..") {
                segments.append(try descendantSegment())
            } else if cursor.next == "." {
                cursor.position += 1
                segments.append(.children([try shorthand(after: ".")]))
            } else if cursor.next == "[" {
                segments.append(.children(try bracketed()))
            } else {
                cursor.position = end
                return segments
            }
        }
    }

    private mutating func descendantSegment() throws(JSONPathError) -> JSONPathSegment {
        cursor.position += 2
        if cursor.next == "[" { return .descendants(try bracketed()) }
        return .descendants([try shorthand(after: "..")])
    }

    /// `*` or a member name without quotes.
    private mutating func shorthand(after dots: String) throws(JSONPathError) -> JSONPathSelector {
        if cursor.skip("*") { return .wildcard }
        let start = cursor.position
        guard let first = cursor.next, Self.isNameStart(first) else {
            let next = dots == ".." ? "a name, `*` or `[`" : "a name or `*`"
            throw cursor.error(expected: "\(next) after `\(dots)`", hint: shorthandHint(dots))
        }
        while let scalar = cursor.next, Self.isNameStart(scalar) || scalar.isASCIIDigit { cursor.position += 1 }
        return .name(cursor.text(start..<cursor.position))
    }

    private func shorthandHint(_ dots: String) -> String? {
        switch cursor.next {
        case let scalar? where scalar.isASCIIDigit: "an element is `[0]`, a name that begins with a digit `['0']`"
        case "[" where dots == ".": "leave the dot out: `$['a']`, not `$.['a']`"
        case "'", "\"": "a quoted name stands in brackets, as in `['a']`"
        case " ", "\t", "\n", "\r": "no blank space may follow the dot"
        default: nil
        }
    }

    /// name-first: a letter, `_`, or anything outside ASCII (no string contains surrogates).
    static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || "a"..."z" ~= scalar || "A"..."Z" ~= scalar || scalar.value >= 0x80
    }

    /// Runs `body` one level deeper.
    mutating func nested<Part>(
        _ body: (inout Self) throws(JSONPathError) -> Part
    ) throws(JSONPathError) -> Part {
        guard depth < Self.depthLimit else {
            throw cursor.error(expected: "at most \(Self.depthLimit) filters, parentheses and functions in one another")
        }
        depth += 1
        let part = try body(&self)
        depth -= 1
        return part
    }
}
