import URI

/// How the bytes of a signature are written.
package enum SignatureEncoding: String, Sendable, Hashable, CaseIterable {
    /// Lowercase hexadecimal digits.
    case hex
    /// Uppercase hexadecimal digits.
    case upperHex = "HEX"
    /// Base64 with padding (RFC 4648, section 4).
    case base64

    /// `bytes` in this encoding.
    package func text(of bytes: [UInt8]) -> String {
        switch self {
        case .hex: Hex.encode(bytes)
        case .upperHex: Hex.encode(bytes).uppercased()
        case .base64: Base64.encode(bytes)
        }
    }
}

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

/// Which of the right words a wrong one was most likely meant to be.
enum Spelling {
    /// The word with the fewest edits, if they are at most a third of its length (and at least two are granted).
    static func nearest(to word: String, of words: [String]) -> String? {
        let ranked = words.map { (word: $0, edits: distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(2, best.word.utf8.count / 3) ? best.word : nil
    }

    /// The Levenshtein distance, ASCII case ignored, by the two-row method of Wagner and Fischer.
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var above = Array(0...other.count)
        for (row, left) in one.enumerated() {
            var here = [row + 1]
            for (column, right) in other.enumerated() {
                let replaced = above[column] + (left | 0x20 == right | 0x20 ? 0 : 1)
                here.append(min(replaced, above[column + 1] + 1, here[column] + 1))
            }
            above = here
        }
        return above[other.count]
    }
}
