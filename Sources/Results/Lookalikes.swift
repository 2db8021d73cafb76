/// Texts that differ and look alike: composed and decomposed letters (UAX #15), spaces of several kinds, characters
/// without a width, blanks at an end.
enum Lookalikes {
    /// `one` and `other`; where a text in quotes of the one looks like one of the other and isn't the same, each with
    /// `\u{…}` for what isn't ASCII in it and for blanks at its ends.
    static func told(_ one: String, _ other: String) -> (String, String) {
        guard mayDeceive(one) || mayDeceive(other) else { return (one, other) }
        let (ours, theirs) = (quoted(one), quoted(other))
        let isAlike = ours.contains { mine in
            theirs.contains { theirs in
                !mine.utf8.elementsEqual(theirs.utf8) && look(mine) == look(theirs)
            }
        }
        return isAlike ? (escaped(one), escaped(other)) : (one, other)
    }

    /// Whether a text in quotes in `text` may look like another one: nothing but ASCII without blanks at its ends
    /// can't, and that is what nearly every text is.
    private static func mayDeceive(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte >= 0x80 || byte == 0x20 && previous == 0x22 || byte == 0x22 && previous == 0x20 { return true }
            previous = byte
        }
        return false
    }

    /// The texts in quotes, as they stand.
    private static func quoted(_ text: String) -> [String] {
        let parts = text.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { !$0.isMultiple(of: 2) && $0 < parts.count - 1 }.map { String(parts[$0]) }
    }

    /// What a person sees of `text`. Strings are equal when they are canonically equivalent.
    private static func look(_ text: String) -> String {
        var look = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !hasNoWidth(scalar) {
            look.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        let first = look.firstIndex { $0 != " " } ?? look.endIndex
        let last = look.lastIndex { $0 != " " } ?? look.startIndex
        return first < look.endIndex ? String(look[first...last]) : ""
    }

    private static func hasNoWidth(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .format || scalar.properties.isVariationSelector
    }

    private static func escaped(_ text: String) -> String {
        let parts = text.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().map { number, part in
            let isQuoted = !number.isMultiple(of: 2) && number < parts.count - 1
            return isQuoted ? escaped(part) : String(part)
        }.joined(separator: "\"")
    }

    private static func escaped(_ part: Substring.UnicodeScalarView) -> String {
        let leading = part.prefix { $0 == " " }.count
        let trailing = part.reversed().prefix { $0 == " " }.count
        return part.enumerated().map { place, scalar in
            let isOuter = place < leading || place >= part.count - trailing
            guard !scalar.isASCII || isOuter else { return String(scalar) }
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }.joined()
    }
}
