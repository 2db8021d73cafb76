import URI

/// Base64 as other programs write it: over several lines, or without its padding.
enum Base64Text {
    static func decoded(_ text: String) -> [UInt8]? {
        var plain = String(text.filter { !$0.isWhitespace })
        while !plain.utf8.count.isMultiple(of: 4) { plain.append("=") }
        return Base64.decode(plain)
    }
}
