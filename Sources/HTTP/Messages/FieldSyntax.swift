/// What may stand where in a message (RFC 9110, section 5; RFC 9112, section 3): the one check of every byte that is sent,
/// whoever sends it.
///
/// A value that is filled into a request late, as in a load, is checked for its place: with ``isToken(_:)`` a method or a
/// field's name, with ``isTarget(_:)`` a part of the path or query, with ``isValue(_:)`` a field's value or a part of one.
/// Content may be any bytes.
package enum FieldSyntax {
    /// Whether it is a token: one or more `tchar` (RFC 9110, section 5.6.2). Methods and names of fields are.
    package static func isToken(_ bytes: some Sequence<UInt8>) -> Bool {
        var isEmpty = true
        for byte in bytes {
            guard ByteClass.isToken(byte) else { return false }
            isEmpty = false
        }
        return !isEmpty
    }

    /// Whether it can stand in a field's value: no CR, LF or NUL, which end a field or a message (RFC 9110, section 5.5). Other
    /// control characters break the standard too, but nothing else, and are sent as written.
    package static func isValue(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
    }

    /// Whether it can stand in a request's target: no white space and no control character (RFC 9112, section 3). Other bytes
    /// that a URI can't hold are sent as written.
    package static func isTarget(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F }
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
