/// Comparisons and trimming by bytes, where `String` would compare by canonical equivalence.
enum Bytes {
    /// Whether the two are the same, in a time that depends on their lengths only.
    static func equal(_ one: String.UTF8View, _ other: String.UTF8View) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(one, other) { difference |= left ^ right }
        return difference == 0
    }

    /// Whether `one` sorts before `other`.
    static func precede(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
        one.lexicographicallyPrecedes(other)
    }

    /// `text` without the optional white space of RFC 9110, section 5.6.3, around it.
    static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
