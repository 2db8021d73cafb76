package import Diagnostics
package import JSON

extension SourceLocation {
    /// The place of a part of `text`, which stands here; all of it where escapes make the two differ.
    fileprivate func part(_ part: Range<Int>, of text: String) -> SourceLocation {
        // In YAML a string may stand without quotes.
        let quotes = range.count - text.utf8.count
        guard quotes == 2 || quotes == 0 else { return self }
        let start = range.lowerBound + quotes / 2
        return SourceLocation(file: file, range: (start + part.lowerBound)..<(start + part.upperBound))
    }
}

extension JSONNode.Member {
    /// The place in the file of a part of the name, given in UTF-8 bytes.
    package func nameLocation(ofUTF8 range: Range<Int>) -> SourceLocation { nameLocation.part(range, of: name) }
}

extension JSONNode {
    /// The place in the file of a part of this string, given in UTF-8 bytes of its value; the whole string where
    /// escapes make the two differ.
    package func location(ofUTF8 range: Range<Int>) -> SourceLocation {
        guard case .string(let text) = content else { return location }
        return location.part(range, of: text)
    }

    /// The string, when this is one.
    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// Whether a string stands in the file where this value is, whatever has been substituted for it.
    var isWrittenAsString: Bool {
        let (bytes, start) = (location.file.bytes, location.range.lowerBound)
        guard bytes.indices.contains(start) else { return false }
        if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") { return true }
        // A value of YAML without quotes: what was substituted for its `${...}` was text.
        return location.range.count > 1 && bytes[location.range.clamped(to: bytes.indices)].contains(UInt8(ascii: "$"))
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
        case .boolean, .number, .string: "a \(kind.rawValue)"
        }
    }
}

// A value that is known only while running passes the decoders when a file is checked: they look at it again then.

extension JSONNode {
    /// Whether this is a string with a value that isn't known yet.
    package var isPending: Bool { if case .pending = content { true } else { false } }

    /// Whether a value that isn't known yet is anywhere in it, names included.
    package var holdsPending: Bool {
        switch content {
        case .pending: true
        case .array(let elements): elements.contains(where: \.holdsPending)
        case .object(let members): members.contains { $0.pendingName != nil || $0.value.holdsPending }
        case .null, .bool, .number, .string: false
        }
    }
}

/// Converts places in a text.
package enum Offsets {
    /// A range of Unicode scalars as one of UTF-8 bytes, cut at the text's end.
    package static func utf8(ofScalars range: Range<Int>, in text: String) -> Range<Int> {
        var offset = 0
        var lower: Int?
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == range.lowerBound { lower = offset }
            if index == range.upperBound { return (lower ?? offset)..<offset }
            offset += UTF8.width(scalar)
        }
        return (lower ?? offset)..<offset
    }
}
