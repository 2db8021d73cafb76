import Diagnostics
import Patterns

/// A place in the text of a JSONPath, and the makings of an error about it.
struct JSONPathCursor: ScalarCursor {
    let path: String
    let scalars: [Unicode.Scalar]
    var position = 0

    init(_ path: String) {
        self.path = path
        scalars = Array(path.unicodeScalars)
    }

    /// Moves past blank space (RFC 9535, section 2.1.1): space, tab, line feed and carriage return.
    mutating func skipBlanks() {
        while let scalar = next, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" { position += 1 }
    }

    /// Moves past ASCII digits and returns how many there were.
    mutating func skipDigits() -> Int {
        let start = position
        while let scalar = next, scalar.isASCIIDigit { position += 1 }
        return position - start
    }

    func text(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    /// An error about the scalars of `range`; about the next one when that is nil.
    func error(
        _ range: Range<Int>? = nil,
        kind: JSONPathError.Kind = .syntax,
        expected: String,
        found: String? = nil,
        hint: String? = nil
    ) -> JSONPathError {
        let range = range ?? position..<min(position + 1, scalars.count)
        return JSONPathError(
            kind: kind,
            path: path,
            offset: range.lowerBound,
            length: range.count,
            found: found ?? describe(range),
            expected: expected,
            hint: hint
        )
    }

    /// An error about what stands from `start` up to the cursor.
    func error(from start: Int, expected: String, found: String? = nil, hint: String? = nil) -> JSONPathError {
        error(start..<position, expected: expected, found: found, hint: hint)
    }

    private func describe(_ range: Range<Int>) -> String {
        if range.isEmpty { return "the end of the path" }
        let shown = scalars[range].prefix(40)
        if shown.count == 1, let only = shown.first, only == " " { return "a space" }
        return "`" + ScalarText.printable(shown) + (shown.count < range.count ? "…" : "") + "`"
    }
}
