package import JSON

/// JSON as a person writes it: what fits into a line stands in one.
package enum ReadableJSON {
    /// The text, with a line end behind it.
    package static func text(_ value: JSONValue) -> String {
        var writer = ReadableWriter()
        writer.write(value, indent: 0, reserved: 0)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    /// Characters that can't be seen are written as escapes.
    fileprivate static func visible(_ text: String) -> String {
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

/// Writes values into one text. What is tried in a line and doesn't fit is taken back from its end.
private struct ReadableWriter {
    private static let width = 118

    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: JSONValue, indent: Int, reserved: Int) {
        if indent > 0, line(value, within: Self.width - indent - reserved - 1) { return }
        switch value {
        case .array(let elements) where !elements.isEmpty:
            append("[\n")
            for (index, element) in elements.enumerated() {
                space(indent + 2)
                write(element, indent: indent + 2, reserved: 1)
                append(index == elements.count - 1 ? "\n" : ",\n")
            }
            space(indent)
            append("]")
        case .object(let object) where !object.isEmpty:
            append("{\n")
            for (index, member) in object.enumerated() {
                space(indent + 2)
                let length = text(member.name) + 2
                append(": ")
                write(member.value, indent: indent + 2, reserved: length + 1)
                append(index == object.count - 1 ? "\n" : ",\n")
            }
            space(indent)
            append("}")
        case .null, .bool, .number, .string, .array, .object: leaf(value)
        }
    }

    /// Writes the value in one line of at most `room` characters; false, and nothing is written, where it is longer.
    private mutating func line(_ value: JSONValue, within room: Int) -> Bool {
        let start = bytes.count
        var room = room
        if fit(value, &room) { return true }
        bytes.removeLast(bytes.count - start)
        return false
    }

    /// Adds a value in one line, as long as there is room: a large one is left at once.
    private mutating func fit(_ value: JSONValue, _ room: inout Int) -> Bool {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            guard fit(mark: "[", &room) else { return false }
            for (index, element) in elements.enumerated() {
                guard index == 0 || fit(mark: ", ", &room), fit(element, &room) else { return false }
            }
            return fit(mark: "]", &room)
        case .object(let object) where !object.isEmpty:
            guard fit(mark: "{ ", &room) else { return false }
            for (index, member) in object.enumerated() {
                guard index == 0 || fit(mark: ", ", &room), fit(name: member.name, &room), fit(mark: ": ", &room),
                    fit(member.value, &room)
                else { return false }
            }
            return fit(mark: " }", &room)
        case .string(let text): return fit(name: text, &room)
        case .null, .bool, .number, .array, .object:
            room -= leaf(value)
            return room >= 0
        }
    }

    private mutating func fit(mark: StaticString, _ room: inout Int) -> Bool {
        append(mark)
        room -= mark.utf8CodeUnitCount
        return room >= 0
    }

    private mutating func fit(name: String, _ room: inout Int) -> Bool {
        // No character has more than four bytes, and none is written as nothing.
        if name.utf8.count > 4 * max(room, 0) { return false }
        room -= text(name)
        return room >= 0
    }

    /// A value that isn't a container with something in it; returns how many characters it has.
    @discardableResult
    private mutating func leaf(_ value: JSONValue) -> Int {
        if case .string(let text) = value { return self.text(text) }
        let text = value.texted(isJSON: true)
        bytes += text.utf8
        return text.unicodeScalars.count
    }

    /// A string in its quotes; returns how many characters it has.
    private mutating func text(_ text: String) -> Int {
        let isPlain = text.utf8.allSatisfy {
            (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain {
            append("\"")
            bytes += text.utf8
            append("\"")
            return text.utf8.count + 2
        }
        let visible = ReadableJSON.visible(JSONValue.string(text).texted(isJSON: true))
        bytes += visible.utf8
        return visible.unicodeScalars.count
    }

    private mutating func space(_ count: Int) {
        bytes += repeatElement(UInt8(ascii: " "), count: count)
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes += $0 }
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
