/// A media type as a `Content-Type` says it (RFC 9110, section 8.3.1).
package struct FieldMediaType: Sendable, Hashable {
    /// Type and subtype in lower case.
    private let essence: String
    /// Names in lower case, and values without quotes; that of `charset` in lower case too.
    private var parameters: [String: String] = [:]

    /// What `text` says; `nil` when it is no media type.
    package init?(_ text: String) {
        var rest = text.utf8[...]
        let type = Self.token(&rest)
        guard !type.isEmpty, rest.popFirst() == UInt8(ascii: "/") else { return nil }
        let subtype = Self.token(&rest)
        if subtype.isEmpty { return nil }
        essence = "\(type)/\(subtype)".lowercased()
        Self.skipBlanks(&rest)
        while rest.popFirst() == UInt8(ascii: ";") {
            Self.skipBlanks(&rest)
            // An empty one says nothing.
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            let name = Self.token(&rest).lowercased()
            guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), let value = Self.value(&rest) else { return nil }
            // Of two that contradict each other, the first one counts, as in browsers.
            if parameters[name] == nil { parameters[name] = name == "charset" ? value.lowercased() : value }
            Self.skipBlanks(&rest)
        }
        if !rest.isEmpty { return nil }
    }

    /// Whether `other` is of this type and has all of these parameters, whatever others it has.
    package func covers(_ other: FieldMediaType) -> Bool {
        essence == other.essence && parameters.allSatisfy { other.parameters[$0.key] == $0.value }
    }

    private static func skipBlanks(_ rest: inout Substring.UTF8View) {
        while let byte = rest.first, ByteClass.isBlank(byte) { rest.removeFirst() }
    }

    private static func token(_ rest: inout Substring.UTF8View) -> String {
        let token = rest.prefix(while: ByteClass.isToken)
        rest = rest[token.endIndex...]
        return String(decoding: token, as: UTF8.self)
    }

    /// A token or a quoted text (section 5.6.6); `nil` for neither.
    private static func value(_ rest: inout Substring.UTF8View) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = token(&rest)
            return token.isEmpty ? nil : token
        }
        rest.removeFirst()
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
}
