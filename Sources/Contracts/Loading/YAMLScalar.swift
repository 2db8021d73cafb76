import JSON

/// The core schema of YAML 1.2 (section 10.3.2), which tells what a scalar without quotes is. `no`, `on` and `1_000` are
/// strings by it, unlike in YAML 1.1.
enum YAMLScalar {
    enum Failure: Error {
        /// Infinity and NaN, which JSON lacks.
        case notJSON
    }

    static func content(ofPlain text: String) throws(Failure) -> JSONNode.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let number = try number(text) { return .number(number) }
        return .string(text)
    }

    /// The number that `text` is: `[-+]? [0-9]+`, `0o [0-7]+`, `0x [0-9a-fA-F]+`,
    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    static func number(_ text: String) throws(Failure) -> JSONNumber? {
        if text.hasPrefix("0o") { return integer(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return integer(text.dropFirst(2), radix: 16) }
        var rest = text[...]
        let sign = rest.first
        if sign == "-" || sign == "+" { rest.removeFirst() }
        if [".inf", ".Inf", ".INF"].contains(rest) || [".nan", ".NaN", ".NAN"].contains(text) { throw .notJSON }
        guard let literal = decimal(rest) else { return nil }
        return JSONNumber(literal: (sign == "-" ? "-" : "") + literal)
    }

    private static func integer(_ digits: Substring, radix: Int) -> JSONNumber? {
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
        // The value grows digit by digit in decimal, so that no width of integers bounds it.
        var decimal: [Int] = [0]
        for character in digits {
            guard let digit = character.hexDigitValue, digit < radix, character.isASCII else { return nil }
            var carry = digit
            for place in decimal.indices {
                carry += decimal[place] * radix
                decimal[place] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                decimal.append(carry % 10)
                carry /= 10
            }
        }
        return JSONNumber(literal: decimal.reversed().map(String.init).joined())
    }

    /// The number as JSON writes it: without leading zeros, and with digits on both sides of the point.
    private static func decimal(_ text: Substring) -> String? {
        var rest = text.utf8
        let whole = digits(&rest)
        var fraction = Substring()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        if whole.isEmpty, fraction.isEmpty { return nil }
        var exponent = ""
        if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
            rest.removeFirst()
            exponent = "e"
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                rest.removeFirst()
                if sign == UInt8(ascii: "-") { exponent += "-" }
            }
            let power = digits(&rest)
            if power.isEmpty { return nil }
            exponent += power
        }
        guard rest.isEmpty else { return nil }
        let significant = whole.drop { $0 == "0" }
        return (significant.isEmpty ? "0" : significant) + (fraction.isEmpty ? "" : ".\(fraction)") + exponent
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Substring {
        let found = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
        rest = rest[found.endIndex...]
        return Substring(found)
    }
}
