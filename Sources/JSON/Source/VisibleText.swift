/// Text made safe to print: nothing in it moves the cursor, changes colours or reverses the order of letters.
enum VisibleText {
    /// The text on one line: a picture (U+2400…) for each control character, U+FFFD for what shows nothing.
    static func line(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { shown.append(picture(of: scalar)) }
        return String(shown)
    }

    /// The text with its line feeds and tabs, all other controls as ``line(_:)`` shows them.
    static func block(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(scalar == "\n" || scalar == "\t" ? scalar : picture(of: scalar))
        }
        return String(shown)
    }

    /// One scalar that shows, in place of one that may not.
    static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x20..<0x7F: return scalar
        case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: return "\u{2421}"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        default: return scalar
        }
    }

    /// How many columns of a terminal a scalar takes: 2 for the wide ones of East Asia (UAX 11, roughly) and emoji, 0 for
    /// combining marks.
    static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return 1
        }
    }
}
