package import JSON

/// Values in the words of a report, never longer than a reader can take in; what is cut is said to be.
package enum ValueText {
    package static let limit = 160

    /// The value with its kind: `string "0"`, `number 0`.
    package static func described(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text): "string \(quoted(text))"
        case .number(let number): "number \(number.literal)"
        case .bool(let bool): "boolean \(bool)"
        case .array(let elements): "list of \(elements.count): \(short(value))"
        case .object: "object \(short(value))"
        }
    }

    /// The value as JSON, cut.
    package static func short(_ value: JSONValue) -> String {
        cut(String(decoding: JSONSerializer.serialize(value), as: UTF8.self))
    }

    /// `text` as a JSON string, cut.
    package static func quoted(_ text: String) -> String { short(.string(text)) }

    /// `text`, cut in the middle.
    package static func cut(_ text: String, limit: Int = limit) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        let head = String(String.UnicodeScalarView(scalars.prefix(limit * 3 / 4)))
        let tail = String(String.UnicodeScalarView(scalars.suffix(limit / 8)))
        return "\(head)… (\(scalars.count) characters) …\(tail)"
    }
}

extension JSONValue {
    /// The value inside a text: a string as it is, everything else as compact JSON.
    package var plainText: String {
        if case .string(let text) = self { return text }
        return String(decoding: JSONSerializer.serialize(self), as: UTF8.self)
    }
}
