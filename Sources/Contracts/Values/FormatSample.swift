/// Texts of the formats of JSON Schema (Validation, section 7.3) and OpenAPI.
enum FormatSample {
    /// A text of `format`; nil for one that isn't known. Where the format leaves room, its length is in `lengths`.
    package static func text(
        _ format: String,
        _ lengths: ClosedRange<Int>,
        using generator: inout some RandomNumberGenerator
    ) -> String? {
        var dice = Dice(generator)
        defer { generator = dice.generator }
        switch format {
        case "date": return dice.date
        case "time": return dice.time
        case "date-time": return "\(dice.date)T\(dice.time)"
        case "duration": return "P\(dice.number(1...30))DT\(dice.number(1...23))H"
        case "email": return padded("@example.com", lengths, &dice)
        case "idn-email": return padded("@münchen.example", lengths, &dice)
        case "hostname": return padded(".example.com", lengths, &dice)
        case "idn-hostname": return padded(".münchen.example", lengths, &dice)
        case "ipv4": return "192.0.2.\(dice.number(1...254))"
        case "ipv6": return "2001:db8::\(dice.hex(4))"
        case "uri": return "https://example.com/" + dice.letters(room(for: "https://example.com/", lengths))
        case "uri-reference": return "/" + dice.letters(room(for: "/", lengths))
        case "iri": return "https://example.com/ü" + dice.letters(room(for: "https://example.com/ü", lengths))
        case "iri-reference": return "/ü" + dice.letters(room(for: "/ü", lengths))
        case "uri-template": return "/\(dice.letters(6))/{id}"
        case "uuid": return dice.uuid
        case "json-pointer": return "/" + dice.letters(room(for: "/", lengths))
        case "relative-json-pointer": return "\(dice.number(0...3))/\(dice.letters(6))"
        case "regex": return "^[a-z]{1,\(dice.number(2...9))}$"
        case "byte":
            // Letters in fours are base64.
            let least = (max(lengths.lowerBound, lengths.upperBound < 8 ? 0 : 8) + 3) / 4 * 4
            return least <= lengths.upperBound ? dice.letters(least) : nil
        default: return nil
        }
    }

    private static func padded(
        _ end: String,
        _ lengths: ClosedRange<Int>,
        _ dice: inout Dice<some RandomNumberGenerator>
    ) -> String {
        let count = room(for: end, lengths)
        // Labels have at most 63 characters (RFC 1035, section 2.3.4), local parts at most 64 (RFC 5321).
        return dice.letters(min(60, max(1, count))) + end
    }

    /// How many characters to add to `text`.
    private static func room(for text: String, _ lengths: ClosedRange<Int>) -> Int {
        let fixed = text.unicodeScalars.count
        return max(0, min(max(8, lengths.lowerBound - fixed), lengths.upperBound - fixed))
    }
}

/// Random parts of texts.
private struct Dice<Generator: RandomNumberGenerator> {
    var generator: Generator

    init(_ generator: Generator) {
        self.generator = generator
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func letters(_ count: Int) -> String {
        String((0..<count).map { _ in Character(Unicode.Scalar(UInt8(number(0x61...0x7A)))) })
    }

    mutating func hex(_ count: Int) -> String {
        (0..<count).map { index in String(number((index == 0 ? 1 : 0)...15), radix: 16) }.joined()
    }

    /// Days up to the 28th are in every month.
    var date: String {
        mutating get { "20\(two(10...39))-\(two(1...12))-\(two(1...28))" }
    }

    var time: String {
        mutating get { "\(two(0...23)):\(two(0...59)):\(two(0...59))Z" }
    }

    /// Version 4 (RFC 9562, section 5.4).
    var uuid: String {
        mutating get { "\(hex(8))-\(hex(4))-4\(hex(3))-\(String(number(8...11), radix: 16))\(hex(3))-\(hex(12))" }
    }

    private mutating func two(_ range: ClosedRange<Int>) -> String {
        let text = String(number(range))
        return text.utf8.count == 1 ? "0" + text : text
    }
}
