/// A media type or media range (RFC 9110, sections 8.3.1 and 12.5.1).
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The type in lower case, or `*`.
    public let type: String
    /// The subtype in lower case, or `*`, or `*+suffix`.
    public let subtype: String
    /// The parameters, their names in lower case.
    public let parameters: [String: String]

    /// Reads a media type as a `Content-Type` field or an OpenAPI document writes it; nil when `text` is none.
    public init?(_ text: String) {
        var reader = MediaTypeReader(text)
        guard let (type, subtype, parameters) = reader.read() else { return nil }
        if type == "*", subtype != "*" { return nil }
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
    }

    /// Without parameters.
    public var essence: String { "\(type)/\(subtype)" }

    /// What comes after the last `+` of the subtype (RFC 6839).
    public var suffix: String? {
        guard let plus = subtype.lastIndex(of: "+") else { return nil }
        return String(subtype[subtype.index(after: plus)...])
    }

    /// Whether it is `application/xml`, `text/xml` or `…+xml` (RFC 7303).
    package var isXML: Bool {
        subtype.lowercased() == "xml" || subtype.lowercased().hasSuffix("+xml")
    }

    /// Whether it is `application/yaml` or `…+yaml` (RFC 9512), or one of the names from before.
    package var isYAML: Bool {
        ["yaml", "x-yaml"].contains(subtype.lowercased()) || subtype.lowercased().hasSuffix("+yaml")
    }

    /// Whether content of this type is JSON: `application/json`, `text/json` and all with the suffix `+json`.
    public var isJSON: Bool { essence == "application/json" || essence == "text/json" || suffix == "json" }

    /// Whether this range covers `other`: a type, a wildcard, a wildcard with a suffix (`application/*+json`).
    ///
    /// Parameters of the range must be there, `charset` excepted: it says how the text is encoded, not what it is.
    public func accepts(_ other: MediaType) -> Bool {
        guard type == "*" || type == other.type else { return false }
        let isCovered =
            subtype == "*" || subtype == other.subtype
            || (subtype.hasPrefix("*+") && suffix != nil && suffix == other.suffix)
        guard isCovered else { return false }
        return parameters.allSatisfy { name, value in
            name == "charset" || name == "q" || other.parameters[name]?.lowercased() == value.lowercased()
        }
    }

    /// The more a range says, the higher.
    var specificity: Int {
        if type == "*" { return 0 }
        if subtype == "*" { return 1 }
        if subtype.hasPrefix("*+") { return 2 }
        return 3 + parameters.count
    }

    /// Whether it is a range and not one type.
    public var isRange: Bool { specificity < 3 }

    /// As a field writes it, parameters sorted by name.
    public var description: String {
        essence + parameters.sorted { $0.key < $1.key }.map { "; \($0.key)=\($0.value)" }.joined()
    }
}

/// Reads `type/subtype; name=value; name="value"` (RFC 9110, section 8.3.1).
struct MediaTypeReader {
    private var rest: Substring.UTF8View

    package init(_ text: String) {
        rest = text[...].utf8
    }

    package mutating func read() -> (type: String, subtype: String, parameters: [String: String])? {
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
