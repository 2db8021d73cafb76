/// How a time is written, in UTC: a pattern of Unicode's date field symbols (UTS #35, Date Format Patterns), or a name.
public struct DateFormat: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case literal([UInt8])
        /// `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`: so many digits.
        case year, month, day, hour, minute, second, millisecond
        /// `MMM` and `EEE`: in English.
        case monthName, weekday
        /// `XXX`: `Z` or `+hh:mm`; written as `Z`.
        case offset
        /// The fraction of a second, when there is one: read only.
        case anyFraction
        /// Seconds or milliseconds since 1970-01-01T00:00:00Z.
        case unixSeconds, unixMilliseconds
    }

    /// The pattern or name, as it was given.
    public let pattern: String
    let parts: [Part]

    private static let symbols: [(String, Part)] = [
        ("yyyy", .year), ("MMM", .monthName), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute),
        ("ss", .second), ("SSS", .millisecond), ("EEE", .weekday), ("XXX", .offset),
    ]

    /// The format that `pattern` describes, or `unix`, `unixms`, `iso8601` (RFC 3339) or `http` (RFC 9110, IMF-fixdate).
    public init(_ pattern: String) throws(DateFormatError) {
        self.pattern = pattern
        switch pattern {
        case "unix": parts = [.unixSeconds]
        case "unixms": parts = [.unixMilliseconds]
        case "http": parts = try Self.parse("EEE, dd MMM yyyy HH:mm:ss 'GMT'")
        case "iso8601":
            var parts = try Self.parse("yyyy-MM-dd'T'HH:mm:ss")
            parts += [.anyFraction, .offset]
            self.parts = parts
        default: parts = try Self.parse(pattern)
        }
    }

    private static func parse(_ pattern: String) throws(DateFormatError) -> [Part] {
        guard !pattern.isEmpty else {
            throw DateFormatError(
                message: "an empty date format",
                help: "write a pattern such as yyyy-MM-dd, or iso8601"
            )
        }
        var rest = Substring(pattern)
        var parts: [Part] = []
        while let first = rest.first {
            if first == "'" {
                parts.append(.literal(Array(try quoted(&rest, pattern).utf8)))
            } else if let (symbol, part) = symbols.first(where: { rest.hasPrefix($0.0) }) {
                let run = rest.prefix { $0 == first }.count
                guard run == symbol.count else { throw unknown(String(rest.prefix(run)), pattern) }
                parts.append(part)
                rest.removeFirst(run)
            } else if first.isASCII, first.isLetter {
                throw unknown(String(rest.prefix { $0 == first }), pattern)
            } else {
                parts.append(.literal(Array(String(first).utf8)))
                rest.removeFirst()
            }
        }
        return parts
    }

    /// The text between single quotes; two of them are one.
    private static func quoted(_ rest: inout Substring, _ pattern: String) throws(DateFormatError) -> String {
        rest.removeFirst()
        if rest.first == "'" {
            rest.removeFirst()
            return "'"
        }
        var text = ""
        while let next = rest.first {
            rest.removeFirst()
            if next != "'" {
                text.append(next)
            } else if rest.first == "'" {
                text.append("'")
                rest.removeFirst()
            } else {
                return text
            }
        }
        throw DateFormatError(
            message: "a quote in the date format '\(pattern)' is never closed",
            help: "close it with '"
        )
    }

    private static func unknown(_ symbol: String, _ pattern: String) -> DateFormatError {
        let known = symbols.map(\.0).joined(separator: " ")
        return DateFormatError(
            message: "'\(symbol)' in the date format '\(pattern)' means nothing here",
            help:
                "known are \(known), and the names unix unixms iso8601 http; put letters that stand for themselves in single quotes"
        )
    }
}
