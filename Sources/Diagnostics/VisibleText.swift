/// Text made safe to print: nothing in it moves the cursor, changes colours or reverses the order of letters.
package enum VisibleText {
    /// What begins a command to the CI system that reads the output, wherever in a line it stands: of GitHub, Azure
    /// Pipelines, TeamCity and Buildkite.
    package static let commandBeginnings = ["##[", "##vso[", "##teamcity[", "%%["]

    /// `text` with `\u{…}` for everything in it that a terminal would obey: control characters but line feeds and tabs,
    /// separators of lines, and marks that turn the direction of writing. What a CI system would take for a command is
    /// broken up in the same way.
    ///
    /// - Parameter allowsColours: Whether ANSI colours pass (ECMA-48, SGR).
    package static func escaped(_ text: String, allowsColours: Bool = false) -> String {
        let scalars = Array(text.unicodeScalars)
        var shown = String.UnicodeScalarView()
        // Whether only blanks and colours have come on this line: a command of GitHub begins it.
        var isFirst = true
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if allowsColours, let end = colourEnd(scalars, index) {
                shown.append(contentsOf: scalars[index..<end])
                index = end
                continue
            }
            if scalar == "\n" || scalar == "\t" {
                shown.append(scalar)
            } else if isObeyed(scalar) || beginsCommand(scalars, index, isFirst: isFirst) {
                shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            } else {
                shown.append(scalar)
            }
            isFirst = scalar == "\n" || isFirst && (scalar == " " || scalar == "\t")
            index += 1
        }
        return String(shown)
    }

    /// As ``escaped(_:allowsColours:)``, line feeds too.
    package static func escapedLine(_ text: String) -> String {
        escaped(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\u{A}")
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func beginsCommand(_ scalars: [Unicode.Scalar], _ index: Int, isFirst: Bool) -> Bool {
        switch scalars[index] {
        case ":": isFirst && index + 1 < scalars.count && scalars[index + 1] == ":"
        case "#", "%": commandBeginnings.contains { scalars[index...].starts(with: $0.unicodeScalars) }
        default: false
        }
    }

    /// Where the sequence for a colour ends that begins at `index`; `nil` where none does.
    private static func colourEnd(_ scalars: [Unicode.Scalar], _ index: Int) -> Int? {
        guard scalars[index] == "\u{1B}", index + 1 < scalars.count, scalars[index + 1] == "[" else { return nil }
        var end = index + 2
        while end < scalars.count, scalars[end] == ";" || ("0"..."9").contains(scalars[end]) { end += 1 }
        return end < scalars.count && scalars[end] == "m" ? end + 1 : nil
    }

    /// The text on one line: a picture (U+2400…) for each control character, U+FFFD for what shows nothing.
    package static func line(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { shown.append(picture(of: scalar)) }
        return String(shown)
    }

    /// The text with its line feeds and tabs, all other controls as ``line(_:)`` shows them.
    package static func block(_ text: String) -> String {
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

    /// How many columns of a terminal a scalar takes: 2 for the wide ones of East Asia (UAX 11, roughly) and emoji, 0
    /// for combining marks.
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

/// Scalars made fit to be shown in a message.
package enum ScalarText {
    /// The scalars as text, where controls and other scalars that wouldn't show are written `U+XXXX`.
    package static func printable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate:
                text.append(contentsOf: name(of: scalar.value).unicodeScalars)
            default:
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// The text with a space for each control or line separator, so that it stays one column wide.
    package static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    /// `U+` and at least four hexadecimal digits.
    package static func name(of value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
