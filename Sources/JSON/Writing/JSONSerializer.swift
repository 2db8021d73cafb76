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
