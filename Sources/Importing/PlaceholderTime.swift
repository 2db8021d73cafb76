/// What `{{$timestamp -1 d}}` and `{{$datetime iso8601 2 h}}` stand for: the time, moved, in a form.
struct PlaceholderTime {
    /// What to write in a suite.
    let template: String
    /// What is another time, or may be written in another form.
    private(set) var notes: [String] = []

    /// The function `name` with what stands behind it; `nil` for one that gives no time.
    init?(_ name: String, _ words: [String]) {
        var words = words[...]
        var format = "unix"
        switch name {
        case "timestamp": break
        case "datetime", "localDatetime":
            let written = words.popFirst() ?? "iso8601"
            switch written.lowercased() {
            case "iso8601": format = "iso8601"
            case "rfc1123": format = "http"
            default:
                format = Self.pattern(written) ?? "iso8601"
                if format == "iso8601" {
                    notes.append("the form of the date may be another one; it is written as iso8601")
                }
            }
            if name == "localDatetime" {
                notes.append("it is written in UTC; ${now@Europe/Berlin:\(format)} is a zone's time")
            }
        default: return nil
        }
        var shift = ""
        if let number = words.popFirst() {
            let unit = words.popFirst() ?? ""
            if let known = Self.shift(number, unit) {
                shift = known.text
                if !known.isExact { notes.append("'\(unit)' has no fixed length: it is written as \(known.text)") }
            } else {
                notes.append("'\(number) \(unit)' is not carried over: write such as ${now-3h:\(format)}")
            }
        }
        template = "${now\(shift):\(format)}"
    }

    /// The words of `text`; one in quotes may hold blanks.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var rest = text.trimmed[...]
        while let first = rest.first {
            if first == "\"" || first == "'", let end = rest.dropFirst().firstIndex(of: first) {
                words.append(String(rest[..<end].dropFirst()))
                rest = rest[rest.index(after: end)...]
            } else {
                words.append(String(rest.prefix { !$0.isWhitespace }))
                rest = rest.drop { !$0.isWhitespace }
            }
            rest = rest.drop { $0.isWhitespace }
        }
        return words
    }

    /// `-3` and `h` as `-3h`; of years, quarters and months, which have no fixed length, an approximation. `nil` where
    /// it is no whole number, of a unit that isn't known, or beyond what a suite takes, a year.
    private static func shift(_ number: String, _ unit: String) -> (text: String, isExact: Bool)? {
        let units = [
            "ms": ("ms", 1, true), "s": ("s", 1, true), "m": ("m", 1, true), "h": ("h", 1, true), "d": ("d", 1, true),
            "w": ("d", 7, true), "M": ("d", 30, false), "Q": ("d", 91, false), "y": ("d", 365, false),
        ]
        let longest = ["ms": 31_536_000_000, "s": 31_536_000, "m": 525_600, "h": 8760, "d": 365]
        guard let count = Int(number), let (name, factor, isExact) = units[unit] else { return nil }
        let (product, isTooLarge) = count.magnitude.multipliedReportingOverflow(by: UInt(factor))
        guard !isTooLarge, product <= UInt(longest[name] ?? 0) else { return nil }
        return count == 0 ? ("", true) : ("\(count < 0 ? "-" : "+")\(product)\(name)", isExact)
    }

    /// A format of Day.js in Unicode's letters; `nil` where it has one that a suite doesn't write.
    private static func pattern(_ format: String) -> String? {
        let symbols = [
            ("YYYY", "yyyy"), ("MMM", "MMM"), ("MM", "MM"), ("DD", "dd"), ("HH", "HH"), ("mm", "mm"), ("SSS", "SSS"),
            ("ss", "ss"), ("ddd", "EEE"), ("ZZ", "xx"), ("Z", "xxx"),
        ]
        var pattern = ""
        var rest = format[...]
        while let first = rest.first {
            if first == "[", let end = rest.firstIndex(of: "]") {
                pattern += "'\(rest[..<end].dropFirst().replacing("'", with: "''"))'"
                rest = rest[rest.index(after: end)...]
            } else if let (symbol, letters) = symbols.first(where: { rest.hasPrefix($0.0) }) {
                let run = rest.prefix { $0 == first }.count
                // `T` and such stand for themselves.
                guard run == symbol.count else { return nil }
                pattern += letters
                rest = rest.dropFirst(run)
            } else if first == "T" {
                pattern += "'T'"
                rest = rest.dropFirst()
            } else if first.isLetter || first == "'" || first == "}" {
                return nil
            } else {
                pattern.append(first)
                rest = rest.dropFirst()
            }
        }
        return pattern.isEmpty ? nil : pattern
    }
}
