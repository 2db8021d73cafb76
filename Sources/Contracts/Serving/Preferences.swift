import HTTP

/// What a client's `Prefer` fields ask of a mock (RFC 7240): `code=404`, `example=NAME`.
struct Preferences {
    private(set) var code: String?
    private(set) var example: String?

    init(_ headers: HeaderFields) {
        for field in headers.values("Prefer") {
            for (name, value) in Self.pairs(field) {
                // The first one of a name counts (RFC 7240, section 2).
                switch name {
                case "code": code = code ?? value
                case "example": example = example ?? value
                default: continue
                }
            }
        }
    }

    /// The names in lower case with their values; quotes are taken off.
    private static func pairs(_ field: String) -> [(name: String, value: String)] {
        var parts: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in field {
            if isEscaped || character != "\\" && character != "\"" && (isQuoted || character != "," && character != ";")
            {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else {
                parts.append("")
            }
        }
        return parts.compactMap { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { trimmed($0) }
            return pair.count == 2 ? (pair[0].lowercased(), pair[1]) : nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
