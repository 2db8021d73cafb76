package import JSON

extension JSONNode {
    /// The place in the file of a part of this string, given in UTF-8 bytes of its value; the whole string where escapes
    /// make the two differ.
    package func location(ofUTF8 range: Range<Int>) -> SourceLocation {
        guard case .string(let text) = content, location.range.count == text.utf8.count + 2 else { return location }
        let start = location.range.lowerBound + 1
        return SourceLocation(file: location.file, range: (start + range.lowerBound)..<(start + range.upperBound))
    }

    /// The string, when this is one.
    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The elements, when this is an array.
    package var elements: [JSONNode]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The members, when this is an object.
    package var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The kind with its article, for messages.
    package var described: String {
        switch kind {
        case .null: "null"
        case .array, .object: "an \(kind.rawValue)"
        default: "a \(kind.rawValue)"
        }
    }
}
