package import JSON

/// Writes the value of a parameter in its style (OpenAPI 3.1.0, Style Examples; RFC 6570).
package enum ParameterWriter {
    /// The text of `value` as `parameter`: for a path what replaces its name, for a query or cookie `name=value` with
    /// whatever joins several, for a header the field's value.
    ///
    /// Nil for what the style can't express: containers in containers, strings and numbers where it is for containers.
    package static func text(of value: JSONValue, for parameter: Parameter) -> String? {
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
    package static func text(of value: JSONValue, _ format: ParameterFormat) -> String? {
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
    package static func plain(_ value: JSONValue) -> String? {
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

/// Texts as values of the types that a schema asks for.
package enum PlainText {
    /// The number or truth value that `text` is, where `types` allow one; the string where they don't.
    package static func value(_ text: String, _ types: Set<String>?) -> JSONValue {
        guard let types else { return .string(text) }
        if types.contains("integer") || types.contains("number"), let number = JSONNumber(literal: text) {
            return .number(number)
        }
        if types.contains("boolean"), text == "true" || text == "false" { return .bool(text == "true") }
        if types.contains("null"), text == "null" || (text.isEmpty && !types.contains("string")) { return .null }
        return .string(text)
    }
}

/// Percent-encoded text (RFC 3986, section 2.1).
package enum PercentText {
    /// The text that `encoded` stands for; nil where a `%` has no two hexadecimal digits after it or the bytes aren't
    /// UTF-8.
    package static func decode(_ encoded: String, plusIsSpace: Bool = false) -> String? {
        let isPlain = { (byte: UInt8) in byte != UInt8(ascii: "%") && (!plusIsSpace || byte != UInt8(ascii: "+")) }
        if encoded.utf8.allSatisfy(isPlain) { return encoded }
        var bytes: [UInt8] = []
        var rest = encoded.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `text` with everything but the unreserved characters (RFC 3986, section 2.3) encoded; `keeping` stays as it is.
    package static func encode(_ text: String, keeping: String = "") -> String {
        let isKept = { (byte: UInt8) in isUnreserved(byte) || byte < 0x80 && keeping.utf8.contains(byte) }
        if text.utf8.allSatisfy(isKept) { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * text.utf8.count)
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 0xF)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where byte >= 0x30 && byte <= 0x39: byte - 0x30
        case .some(let byte) where byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66: (byte | 0x20) - 0x61 + 10
        default: nil
        }
    }
}
