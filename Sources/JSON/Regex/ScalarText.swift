/// Scalars made fit to be shown in a message.
enum ScalarText {
    /// The scalars as text, where controls and other scalars that wouldn't show are written `U+XXXX`.
    static func printable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
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
    static func oneLine(_ text: String) -> String {
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
    static func name(of value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
