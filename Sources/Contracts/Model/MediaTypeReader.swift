/// Reads `type/subtype; name=value; name="value"` (RFC 9110, section 8.3.1).
struct MediaTypeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    mutating func read() -> (type: String, subtype: String, parameters: [String: String])? {
        skipSpace()
        guard let type = token(), take("/"), let subtype = token() else { return nil }
        var parameters: [String: String] = [:]
        skipSpace()
        while take(";") {
            skipSpace()
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            guard let name = token(), take("="), let value = value() else { return nil }
            parameters[name.lowercased()] = value
            skipSpace()
        }
        return rest.isEmpty ? (type.lowercased(), subtype.lowercased(), parameters) : nil
    }

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

    /// RFC 9110, section 5.6.2.
    private mutating func token() -> String? {
        let found = rest.prefix { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        if found.isEmpty { return nil }
        rest = rest[found.endIndex...]
        return String(found)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }
}
