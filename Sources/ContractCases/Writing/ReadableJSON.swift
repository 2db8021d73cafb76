package import JSON

/// JSON as a person writes it: what fits into a line stands in one.
package enum ReadableJSON {
    private static let width = 118

    /// The text, with a line end behind it.
    package static func text(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: 0, reserved: 0, &text)
        return text + "\n"
    }

    private static func write(_ value: JSONValue, indent: Int, reserved: Int, _ text: inout String) {
        if indent > 0, let line = line(value, within: width - indent - reserved - 1) {
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
                let name = leaf(.string(member.name)) + ": "
                text += inner + name
                write(member.value, indent: indent + 2, reserved: name.unicodeScalars.count + 1, &text)
                text += index == object.count - 1 ? "\n" : ",\n"
            }
            text += String(repeating: " ", count: indent) + "}"
        case .null, .bool, .number, .string, .array, .object: text += leaf(value)
        }
    }

    /// The value in one line of at most `room` characters; nil where it is longer.
    private static func line(_ value: JSONValue, within room: Int) -> String? {
        var text = ""
        var room = room
        return append(value, &text, &room) ? text : nil
    }

    /// Adds a value in one line, as long as there is room: a large one is left at once.
    private static func append(_ value: JSONValue, _ text: inout String, _ room: inout Int) -> Bool {
        func add(_ part: String) -> Bool {
            if part.utf8.count > 4 * max(room, 0) { return false }
            room -= part.unicodeScalars.count
            text += part
            return room >= 0
        }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            guard add("[") else { return false }
            for (index, element) in elements.enumerated() {
                guard index == 0 || add(", "), append(element, &text, &room) else { return false }
            }
            return add("]")
        case .object(let object) where !object.isEmpty:
            guard add("{ ") else { return false }
            for (index, member) in object.enumerated() {
                guard index == 0 || add(", "), add(leaf(.string(member.name)) + ": "),
                    append(member.value, &text, &room)
                else { return false }
            }
            return add(" }")
        case .null, .bool, .number, .string, .array, .object: return add(leaf(value))
        }
    }

    /// A value that isn't a container with something in it.
    private static func leaf(_ value: JSONValue) -> String { visible(value.texted(isJSON: true)) }

    /// Characters that can't be seen are written as escapes.
    private static func visible(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
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
    package static func text(_ value: JSONValue) -> String {
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
