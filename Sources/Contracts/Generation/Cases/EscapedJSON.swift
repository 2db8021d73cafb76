import JSON

/// JSON in which every character of a text is written as an escape (RFC 8259, section 7).
enum EscapedJSON {
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): "\"" + text.utf16.map(escape).joined() + "\""
        case .array(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
        case .object(let object):
            "{" + object.map { "\(text(.string($0.name))):\(text($0.value))" }.joined(separator: ",") + "}"
        case .null, .bool, .number: value.texted
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
