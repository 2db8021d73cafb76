import JSON

/// JSON as a person writes it: what fits into a line stands in one.
enum ReadableJSON {
    private static let width = 118

    /// The text, with a line end behind it.
    static func text(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: 0, reserved: 0, &text)
        return text + "\n"
    }

    private static func write(_ value: JSONValue, indent: Int, reserved: Int, _ text: inout String) {
        let line = inline(value)
        if indent > 0, indent + reserved + line.unicodeScalars.count < width {
            text += line
            return
        }
        let inner = String(repeating: " ", count: indent + 2)
        switch value {
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                write(element, indent: indent + 2, reserved: 1, &text)
                text += index == elements.count - 1 ? "\n" : ",\n"
            }
            text += String(repeating: " ", count: indent) + "]"
        case .object(let object) where !object.isEmpty:
            text += "{\n"
            for (index, member) in object.enumerated() {
                let name = inline(.string(member.name)) + ": "
                text += inner + name
                write(member.value, indent: indent + 2, reserved: name.unicodeScalars.count + 1, &text)
                text += index == object.count - 1 ? "\n" : ",\n"
            }
            text += String(repeating: " ", count: indent) + "}"
        case .null, .bool, .number, .string, .array, .object: text += line
        }
    }

    private static func inline(_ value: JSONValue) -> String {
        switch value {
        case .array(let elements) where !elements.isEmpty: "[" + elements.map(inline).joined(separator: ", ") + "]"
        case .object(let object) where !object.isEmpty:
            "{ " + object.map { "\(inline(.string($0.name))): \(inline($0.value))" }.joined(separator: ", ") + " }"
        case .string: visible(value.texted(isJSON: true))
        case .null, .bool, .number, .array, .object: value.texted(isJSON: true)
        }
    }

    /// Characters that can't be seen are written as escapes.
    private static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isHidden = [.format, .control, .lineSeparator, .paragraphSeparator, .nonspacingMark, .unassigned]
                .contains(scalar.properties.generalCategory)
            if isHidden {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

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
