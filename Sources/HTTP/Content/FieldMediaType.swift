/// A media type as a `Content-Type` says it (RFC 9110, section 8.3.1).
package struct FieldMediaType: Sendable, Hashable {
    /// Type and subtype in lower case.
    private let essence: String
    /// Names in lower case, and values without quotes; that of `charset` in lower case too.
    private let parameters: [String: String]

    /// What `text` says; `nil` when it is no media type.
    package init?(_ text: String) {
        guard let read = MediaTypeReader.read(text.utf8[...]) else { return nil }
        essence = "\(read.type)/\(read.subtype)"
        let values = read.parameters.map { ($0.name, $0.name == "charset" ? $0.value.lowercased() : $0.value) }
        // Of two that contradict each other, the first one counts, as in browsers.
        parameters = Dictionary(values) { first, _ in first }
    }

    /// Whether `other` is of this type and has all of these parameters, whatever others it has.
    package func covers(_ other: FieldMediaType) -> Bool {
        essence == other.essence && parameters.allSatisfy { other.parameters[$0.key] == $0.value }
    }
}

/// Reads `type/subtype; name=value; name="value"` (RFC 9110, section 8.3.1).
package struct MediaTypeReader {
    /// What was read: type, subtype and the names of parameters in lower case, the parameters in their order.
    package typealias Parts = (type: String, subtype: String, parameters: [(name: String, value: String)])

    private var rest: Substring.UTF8View

    /// The parts of `text`, from its first byte on; `nil` when it is no media type.
    package static func read(_ text: Substring.UTF8View) -> Parts? {
        var reader = MediaTypeReader(rest: text)
        return reader.parts()
    }

    private mutating func parts() -> Parts? {
        guard let type = token(), take("/"), let subtype = token() else { return nil }
        var parameters: [(name: String, value: String)] = []
        skipBlanks()
        while take(";") {
            skipBlanks()
            // An empty one says nothing.
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            guard let name = token(), take("="), let value = value() else { return nil }
            parameters.append((name.lowercased(), value))
            skipBlanks()
        }
        return rest.isEmpty ? (type.lowercased(), subtype.lowercased(), parameters) : nil
    }

    /// A token or a quoted text (section 5.6.6); `nil` for neither.
    private mutating func value() -> String? {
        guard take("\"") else { return token() }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func token() -> String? {
        let token = rest.prefix(while: ByteClass.isToken)
        rest = rest[token.endIndex...]
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop(while: ByteClass.isBlank) }
}
