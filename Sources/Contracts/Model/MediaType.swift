import HTTP

/// A media type or media range (RFC 9110, sections 8.3.1 and 12.5.1).
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The type in lower case, or `*`.
    package let type: String
    /// The subtype in lower case, or `*`, or `*+suffix`.
    package let subtype: String
    /// The parameters, their names in lower case.
    package let parameters: [String: String]

    /// Reads a media type as a `Content-Type` field or an OpenAPI document writes it; nil when `text` is none.
    package init?(_ text: String) {
        guard let read = MediaTypeReader.read(text.utf8.drop { $0 == 0x20 || $0 == 0x09 }) else { return nil }
        if read.type == "*", read.subtype != "*" { return nil }
        type = read.type
        subtype = read.subtype
        // Of two that contradict each other, the last one counts.
        parameters = Dictionary(read.parameters) { $1 }
    }

    /// Without parameters.
    package var essence: String { "\(type)/\(subtype)" }

    /// What comes after the last `+` of the subtype (RFC 6839).
    package var suffix: String? {
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
    package var isJSON: Bool { essence == "application/json" || essence == "text/json" || suffix == "json" }

    /// Whether this range covers `other`: a type, a wildcard, a wildcard with a suffix (`application/*+json`).
    ///
    /// Parameters of the range must be there, `charset` excepted: it says how the text is encoded, not what it is.
    package func accepts(_ other: MediaType) -> Bool {
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
    package var isRange: Bool { specificity < 3 }

    /// As a field writes it, parameters sorted by name.
    package var description: String {
        essence + parameters.sorted { $0.key < $1.key }.map { "; \($0.key)=\($0.value)" }.joined()
    }
}
