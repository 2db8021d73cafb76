import Diagnostics

/// Writes JSON (RFC 8259). Numbers are written as they were read, strings with no more escapes than needed.
public enum JSONSerializer {
    /// How the text is laid out.
    public enum Style: Sendable {
        /// Without white space.
        case compact
        /// Indented by two spaces, a member or element a line; empty containers on one line.
        case pretty
    }

    /// The value as JSON in UTF-8. With `sortedNames` members come in the order of their names' code points.
    public static func serialize(
        _ value: JSONValue,
        style: Style = .compact,
        sortedNames: Bool = false
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes, style: style, sortedNames: sortedNames)
        return bytes
    }

    /// Appends the value as JSON in UTF-8 to `bytes`.
    public static func append(
        _ value: JSONValue,
        to bytes: inout [UInt8],
        style: Style = .compact,
        sortedNames: Bool = false
    ) {
        var writer = JSONWriter(bytes: bytes, isPretty: style == .pretty, sortsNames: sortedNames)
        bytes = []
        writer.write(value)
        bytes = writer.bytes
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String { String(decoding: JSONSerializer.serialize(self), as: UTF8.self) }
}

/// The state of writing a value.
struct JSONWriter {
    var bytes: [UInt8]
    let isPretty: Bool
    let sortsNames: Bool
    private var depth = 0

    init(bytes: [UInt8], isPretty: Bool, sortsNames: Bool) {
        self.bytes = bytes
        self.isPretty = isPretty
        self.sortsNames = sortsNames
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): bytes.append(contentsOf: value.literal.utf8)
        case .string(let value): write(value)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    private mutating func write(_ elements: [JSONValue]) {
        open(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            separate(isFirst: index == 0)
            write(element)
        }
        close(UInt8(ascii: "]"), isEmpty: elements.isEmpty)
    }

    private mutating func write(_ object: JSONObject) {
        open(UInt8(ascii: "{"))
        let members = sortsNames ? object.members.sorted { $0.name.precedes($1.name) } : object.members
        for (index, member) in members.enumerated() {
            separate(isFirst: index == 0)
            write(member.name)
            bytes.append(UInt8(ascii: ":"))
            if isPretty { bytes.append(UInt8(ascii: " ")) }
            write(member.value)
        }
        close(UInt8(ascii: "}"), isEmpty: members.isEmpty)
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
        depth -= 1
        if isPretty, !isEmpty { newLine() }
        bytes.append(bracket)
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if isPretty { newLine() }
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    /// A string with the escapes that RFC 8259, section 7, asks for.
    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var copy = text
        copy.withUTF8 { utf8 in
            var plain = 0
            for (index, byte) in utf8.enumerated() {
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: utf8[plain..<index])
                escape(byte)
                plain = index + 1
            }
            bytes.append(contentsOf: utf8[plain...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0..<0x20:
            bytes.append(contentsOf: (byte < 16 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}
