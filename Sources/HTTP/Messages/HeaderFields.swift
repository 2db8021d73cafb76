/// An ordered list of header fields; names are compared without regard to ASCII case (RFC 9110, section 5.1).
public struct HeaderFields: Sendable, Hashable {
    /// The fields in the order in which they were written or received, doubles included.
    public var all: [HeaderField]

    /// The given fields, in their order.
    public init(_ fields: [HeaderField] = []) {
        all = fields
    }

    /// Every value of the field called `name`, in order.
    public func values(_ name: String) -> [String] {
        all.filter { Self.sameName($0.name, name) }.map(\.value)
    }

    /// The values of the field called `name` joined by a comma and a space, as RFC 9110 section 5.2 combines them;
    /// `nil` when there is none.
    public subscript(name: String) -> String? {
        let found = values(name)
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }

    /// Adds a field after the others.
    public mutating func append(_ name: String, _ value: String) {
        all.append(HeaderField(name, value))
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: String) {
        all.removeAll { Self.sameName($0.name, name) }
    }

    /// Whether two field names are the same (ASCII case ignored).
    public static func sameName(_ one: String, _ other: String) -> Bool {
        let (one, other) = (one.utf8, other.utf8)
        guard one.count == other.count else { return false }
        let same = one.withContiguousStorageIfAvailable { one in
            other.withContiguousStorageIfAvailable { other in
                one.indices.allSatisfy { lowered(one[$0]) == lowered(other[$0]) }
            }
        }
        return (same ?? nil) ?? zip(one, other).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}

/// A field of a message's header section (RFC 9110, section 5). The value is kept as it was sent or received.
public struct HeaderField: Sendable, Hashable {
    /// The field's name, in the case in which it was written.
    public var name: String
    /// The field's value, without leading and trailing white space when received.
    public var value: String

    /// A field called `name` with `value`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What may stand where in a message (RFC 9110, section 5; RFC 9112, section 3): the one check of every byte that is
/// sent, whoever sends it.
///
/// A value that is filled into a request late, as in a load, is checked for its place: with ``isToken(_:)`` a method or
/// a field's name, with ``isTarget(_:)`` a part of the path or query, with ``isValue(_:)`` a field's value or a part of
/// one. Content may be any bytes.
package enum FieldSyntax {
    /// Whether it is a token: one or more `tchar` (RFC 9110, section 5.6.2). Methods and names of fields are.
    package static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && all(bytes, ByteClass.isToken)
    }

    /// Whether it can stand in a field's value: no CR, LF or NUL, which end a field or a message (RFC 9110, section
    /// 5.5). Other control characters break the standard too, but nothing else, and are sent as written.
    package static func isValue(_ bytes: some Sequence<UInt8>) -> Bool {
        all(bytes) { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
    }

    /// Whether it can stand in a request's target: no white space and no control character (RFC 9112, section 3). Other
    /// bytes that a URI can't hold are sent as written.
    package static func isTarget(_ bytes: some Sequence<UInt8>) -> Bool {
        all(bytes) { $0 > 0x20 && $0 != 0x7F }
    }

    /// Whether all bytes are so. Those of a text lie side by side: one by one, each costs hundreds of instructions in
    /// code that isn't made for their type.
    @inline(__always)
    private static func all(_ bytes: some Sequence<UInt8>, _ isGood: (UInt8) -> Bool) -> Bool {
        bytes.withContiguousStorageIfAvailable { $0.allSatisfy(isGood) } ?? bytes.allSatisfy(isGood)
    }

    /// `text` as a quoted string (RFC 9110, section 5.6.4); of ASCII, as a string of structured fields too (RFC 8941,
    /// section 3.3.3).
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

extension Collection where Element == UInt8 {
    /// The bytes as UTF-8, or as ISO 8859-1 when they aren't: nothing is lost, nothing replaced.
    var fieldText: String {
        if let text = String(validating: self, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
    }
}

extension BidirectionalCollection where Element == UInt8 {
    /// The bytes without the spaces, tabs and carriage returns at both ends.
    var withoutBlanks: SubSequence {
        func isBlank(_ byte: UInt8) -> Bool { ByteClass.isBlank(byte) || byte == 0x0D }
        let rest = drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return rest }
        return rest[...last]
    }
}
