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
        var writer = JSONWriter(isPretty: style == .pretty, sortsNames: sortedNames)
        writer.write(value)
        return writer.bytes
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String { String(decoding: JSONSerializer.serialize(self), as: UTF8.self) }
}

/// Writes JSON value by value, without a tree of the document: names and values come in the order of the calls.
public struct JSONWriter {
    private let buffer = ByteBuffer()
    private let isPretty: Bool
    private let sortsNames: Bool
    private var depth = 0
    /// Whether the innermost container that is open has nothing in it yet.
    private var isFirst = true

    /// Nothing yet.
    public init(style: JSONSerializer.Style = .compact) {
        self.init(isPretty: style == .pretty, sortsNames: false)
    }

    /// What was written so far, in UTF-8.
    public var bytes: [UInt8] { buffer.bytes }

    /// Gives what was written so far to `body`, which may look at it until it returns.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try buffer.withBytes(body)
    }

    init(isPretty: Bool, sortsNames: Bool) {
        self.isPretty = isPretty
        self.sortsNames = sortsNames
    }

    /// An object, whose members `content` writes: each a ``name(_:)`` and a value.
    public mutating func object(_ content: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        content(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array with an element for each of `elements`, whose value `write` writes.
    @inlinable
    public mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ write: (Elements.Element, inout JSONWriter) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements {
            separate()
            write(element, &self)
        }
        close(UInt8(ascii: "]"))
    }

    /// The name of the member whose value comes next. One of our own needs no escapes, and most of a report is such
    /// names.
    public mutating func name(_ name: StaticString) {
        name.withUTF8Buffer { buffer.append(name: $0, isFirst: isFirst, indent: isPretty ? 2 * depth : nil) }
        isFirst = false
    }

    /// The name, which may be any text, of the member whose value comes next.
    public mutating func name(text name: String) {
        separate()
        write(name)
        buffer.append(UInt8(ascii: ":"))
        if isPretty { buffer.append(UInt8(ascii: " ")) }
    }

    /// A value that is there as a tree.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): write(value)
        case .number(let value): append(value.literal)
        case .string(let value): write(value)
        case .array(let elements): array(elements) { $1.write($0) }
        case .object(let object): write(object)
        }
    }

    /// `null`.
    public mutating func null() { append("null") }

    /// `true` or `false`.
    public mutating func write(_ value: Bool) { append(value ? "true" : "false") }

    /// A whole number.
    public mutating func write(_ value: UInt64) { buffer.append(decimal: value) }

    /// A string with the escapes that RFC 8259, section 7, asks for.
    public mutating func write(_ text: String) {
        var copy = text
        copy.withUTF8 { utf8 in
            buffer.append(UInt8(ascii: "\""))
            // Nearly all texts have nothing to escape.
            if !buffer.append(utf8, ifAll: { !Self.needsEscape($0) }) { escape(utf8) }
            buffer.append(UInt8(ascii: "\""))
        }
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        var plain = 0
        for index in utf8.indices where Self.needsEscape(utf8[index]) {
            buffer.append(UnsafeBufferPointer(rebasing: utf8[plain..<index]))
            escape(utf8[index])
            plain = index + 1
        }
        buffer.append(UnsafeBufferPointer(rebasing: utf8[plain...]))
    }

    private mutating func write(_ object: JSONObject) {
        let members = sortsNames ? object.members.sorted { $0.name.precedes($1.name) } : object.members
        open(UInt8(ascii: "{"))
        for member in members {
            name(text: member.name)
            write(member.value)
        }
        close(UInt8(ascii: "}"))
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        buffer.append(bracket)
        depth += 1
        isFirst = true
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        depth -= 1
        if isPretty, !isFirst { newLine() }
        buffer.append(bracket)
        isFirst = false
    }

    /// Before a name or an element.
    @usableFromInline
    mutating func separate() {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        if isPretty { newLine() }
    }

    private mutating func newLine() {
        buffer.append(UInt8(ascii: "\n"))
        buffer.append(repeating: UInt8(ascii: " "), count: 2 * depth)
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { buffer.append($0) }
    }

    private mutating func append(_ text: String) {
        var copy = text
        copy.withUTF8 { buffer.append($0) }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: buffer.append(UInt8(ascii: "b"))
        case 0x09: buffer.append(UInt8(ascii: "t"))
        case 0x0A: buffer.append(UInt8(ascii: "n"))
        case 0x0C: buffer.append(UInt8(ascii: "f"))
        case 0x0D: buffer.append(UInt8(ascii: "r"))
        case 0..<0x20:
            append(byte < 16 ? "u000" : "u00")
            append(String(byte, radix: 16))
        default: buffer.append(byte)
        }
    }
}
