public import JSON

/// Writes the value of a parameter in its style (OpenAPI 3.1.0, Style Examples; RFC 6570).
public enum ParameterWriter {
    /// The text of `value` as `parameter`: for a path what replaces its name, for a query or cookie `name=value` with
    /// whatever joins several, for a header the field's value.
    ///
    /// Nil for what the style can't express: containers in containers, strings and numbers where it is for containers.
    public static func text(of value: JSONValue, for parameter: Parameter) -> String? {
        guard let content = parameter.content else { return text(of: value, parameter.format) }
        let isJSON = content.type.isJSON || value.kind == .array || value.kind == .object
        let text = isJSON ? String(decoding: JSONSerializer.serialize(value), as: UTF8.self) : plain(value) ?? ""
        switch parameter.location {
        case .header: return text
        case .path: return PercentText.encode(text)
        case .query, .cookie: return "\(PercentText.encode(parameter.name))=\(PercentText.encode(text))"
        }
    }

    /// The text of `value` in `format`.
    public static func text(of value: JSONValue, _ format: ParameterFormat) -> String? {
        switch value {
        case .array(let elements):
            let texts = elements.compactMap(plain).map { encoded($0, format) }
            return texts.count == elements.count ? list(texts, format) : nil
        case .object(let object):
            let pairs = object.compactMap { member in
                plain(member.value).map { (encoded(member.name, format), encoded($0, format)) }
            }
            return pairs.count == object.count ? members(pairs, format) : nil
        case .null, .bool, .number, .string: return plain(value).flatMap { single(encoded($0, format), format) }
        }
    }

    /// The text of a value that isn't a container.
    static func plain(_ value: JSONValue) -> String? {
        switch value {
        case .null: ""
        case .bool(let flag): String(flag)
        case .number(let number): number.literal
        case .string(let text): text
        case .array, .object: nil
        }
    }

    private static func encoded(_ text: String, _ format: ParameterFormat) -> String {
        format.isEncoded ? PercentText.encode(text, keeping: format.allowsReserved ? ":/?#[]@!$&'()*+,;=" : "") : text
    }

    private static func single(_ text: String, _ format: ParameterFormat) -> String? {
        let name = encoded(format.name, format)
        switch format.style {
        case .matrix: return text.isEmpty ? ";\(name)" : ";\(name)=\(text)"
        case .label: return ".\(text)"
        case .form: return "\(name)=\(text)"
        case .simple: return text
        case .spaceDelimited, .pipeDelimited: return "\(name)=\(text)"
        case .deepObject: return nil
        }
    }

    private static func list(_ texts: [String], _ format: ParameterFormat) -> String? {
        let name = encoded(format.name, format)
        switch (format.style, format.explode) {
        case (.matrix, true): return texts.map { ";\(name)=\($0)" }.joined()
        case (.matrix, false): return ";\(name)=" + texts.joined(separator: ",")
        case (.label, true): return texts.map { ".\($0)" }.joined()
        case (.label, false): return "." + texts.joined(separator: ",")
        case (.simple, _): return texts.joined(separator: ",")
        case (.form, false): return "\(name)=" + texts.joined(separator: ",")
        case (.form, true), (.spaceDelimited, true), (.pipeDelimited, true):
            return texts.map { "\(name)=\($0)" }.joined(separator: "&")
        case (.spaceDelimited, false): return "\(name)=" + texts.joined(separator: "%20")
        case (.pipeDelimited, false): return "\(name)=" + texts.joined(separator: "%7C")
        case (.deepObject, _): return nil
        }
    }

    private static func members(_ pairs: [(name: String, value: String)], _ format: ParameterFormat) -> String? {
        let name = encoded(format.name, format)
        let flat = pairs.flatMap { [$0.name, $0.value] }
        let assigned = pairs.map { "\($0.name)=\($0.value)" }
        switch (format.style, format.explode) {
        case (.matrix, true): return assigned.map { ";\($0)" }.joined()
        case (.matrix, false): return ";\(name)=" + flat.joined(separator: ",")
        case (.label, true): return assigned.map { ".\($0)" }.joined()
        case (.label, false): return "." + flat.joined(separator: ",")
        case (.simple, true): return assigned.joined(separator: ",")
        case (.simple, false): return flat.joined(separator: ",")
        case (.form, true): return assigned.joined(separator: "&")
        case (.form, false): return "\(name)=" + flat.joined(separator: ",")
        case (.spaceDelimited, _): return "\(name)=" + flat.joined(separator: "%20")
        case (.pipeDelimited, _): return "\(name)=" + flat.joined(separator: "%7C")
        case (.deepObject, _): return pairs.map { "\(name)%5B\($0.name)%5D=\($0.value)" }.joined(separator: "&")
        }
    }
}
