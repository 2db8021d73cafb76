import Diagnostics
import Substitution
import URI

/// Writes texts for a POSIX shell (POSIX.1-2017, XCU chapter 2), in one line that a person can paste: what a terminal
/// would obey, or not show, is escaped, and secrets come from shell variables.
struct ShellWord {
    let redactor: Redactor

    /// `bytes`, which hold no NUL and don't end in a line feed when they hold a control character, as one word.
    func word(_ bytes: [UInt8]) -> String { word(bytes, redactor.pieces(bytes)) }

    /// `text` as one word, on the same terms.
    func word(_ text: String) -> String {
        // Nearly every word is cut into no pieces: it is what it is.
        let isQuotable = !text.isEmpty && text.utf8.allSatisfy(Self.isShown) && !redactor.holdsSecret(text)
        return isQuotable ? Self.quoted(text) : word(Array(text.utf8))
    }

    private func word(_ bytes: [UInt8], _ pieces: [Redactor.Piece]) -> String {
        guard Self.isPlain(pieces) else { return "\"$(\(printf(pieces)))\"" }
        let words = pieces.map { piece in
            switch piece {
            case .text(let text): Self.quoted(String(decoding: text, as: UTF8.self))
            case .secret(let found): "\"\(expression(found))\""
            }
        }
        return words.isEmpty ? "''" : words.joined()
    }

    /// `bytes` as one word; `nil` when that takes a command that writes them.
    func plainWord(_ bytes: [UInt8]) -> String? {
        let pieces = redactor.pieces(bytes)
        return Self.isPlain(pieces) ? word(bytes, pieces) : nil
    }

    /// A command that writes `bytes`, whatever they are.
    func writing(_ bytes: [UInt8]) -> String {
        let pieces = redactor.pieces(bytes)
        let escaped = bytes.count { !Self.isShown($0) && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 && $0 < 0x80 }
        let isText = String(validating: bytes, as: UTF8.self) != nil
        // Octal escapes of a picture would be four times as long as it is.
        guard !isText || escaped > bytes.count / 8 else { return printf(pieces) }
        let commands = pieces.map { piece in
            switch piece {
            case .text(let text): "printf %s '\(Base64.encode(text))' | base64 -d"
            case .secret(let found): "printf %s \"\(expression(found))\""
            }
        }
        return commands.count == 1 ? commands[0] : "{ \(commands.joined(separator: "; ")); }"
    }

    /// `printf` with a format that escapes all but what is shown (XCU, printf), and the secrets as its arguments.
    private func printf(_ pieces: [Redactor.Piece]) -> String {
        var format = ""
        var arguments = ""
        for piece in pieces {
            switch piece {
            case .text(let text): format += Self.escaped(text)
            case .secret(let found):
                format += "%s"
                arguments += " \"\(expression(found))\""
            }
        }
        // A format that began with a hyphen would be taken for an option.
        if format.hasPrefix("-") { format = "\\055" + format.dropFirst() }
        return "printf '\(format)'\(arguments)"
    }

    /// What gives the secret as it is spelled, for use between double quotes.
    private func expression(_ found: Redactor.Found) -> String {
        let plain = "$\(found.name)"
        let given = "printf %s \"\(plain)\""
        switch found.form.encoding {
        case .plain where found.bytes == found.value: return plain
        case .plain where found.bytes.contains(UInt8(ascii: "\\")):
            return "$(\(given) | sed 's/[\"\\\\]/\\\\&/g')"
        case .plain where found.bytes.contains(UInt8(ascii: "%")) || found.bytes.contains(UInt8(ascii: "+")):
            // Every byte is percent-encoded: a server must take that for the same (RFC 3986, section 6.2.2.2).
            return "$(\(given) | od -An -v -tx1 | tr -d '\\n' | tr ' ' %)"
        case .plain, .other: return plain
        case .hexadecimal: return "$(\(given) | od -An -v -tx1 | tr -d ' \\n')"
        case .base64(let before): return base64(found, before) ?? plain
        }
    }

    /// Base64 of what `found` decodes to. It may reach beyond the secret on both sides.
    private func base64(_ found: Redactor.Found, _ before: Int) -> String? {
        guard let (decoded, isForURLs) = Base64Run.decode(found.bytes) else { return nil }
        let isPadded = found.bytes.count.isMultiple(of: 4)
        return "$(\(writing(decoded)) | base64 -w0"
            + (isForURLs ? " | tr +/ -_" : "") + (isPadded ? "" : " | tr -d =") + ")"
    }

    private static func isPlain(_ pieces: [Redactor.Piece]) -> Bool {
        pieces.allSatisfy { piece in
            guard case .text(let text) = piece else { return true }
            guard let text = String(validating: text, as: UTF8.self) else { return false }
            return text.unicodeScalars.allSatisfy(isShown)
        }
    }

    /// `text` in single quotes, where nothing has a meaning.
    static func quoted(_ text: String) -> String {
        // Most words hold nothing that needs more than the quotes.
        guard text.utf8.contains(where: { $0 == 0x27 || $0 == 0x23 || $0 == 0x25 }) else { return "'\(text)'" }
        var quoted = "'\(text.replacingScalars("'", with: "'\\''"))'"
        // Nothing for the shell, and no command for a CI system that reads along.
        for command in VisibleText.commandBeginnings {
            quoted = quoted.replacingScalars(command, with: "\(command.prefix(1))''\(command.dropFirst())")
        }
        return quoted
    }

    /// `text` between the single quotes of a format of `printf`.
    private static func escaped(_ text: [UInt8]) -> String {
        var format = ""
        let commands = VisibleText.commandBeginnings.map { Array($0.utf8) }
        var rest = text[...]
        while let byte = rest.first {
            if commands.contains(where: rest.starts) {
                format += octal(byte)
                rest = rest.dropFirst()
                continue
            }
            let length = scalarLength(rest)
            let shown = String(validating: rest.prefix(length), as: UTF8.self)
            if let shown, shown.unicodeScalars.allSatisfy(isShown) {
                switch shown {
                case "%": format += "%%"
                case "\\": format += "\\\\"
                case "'": format += "'\\''"
                default: format += shown
                }
            } else {
                for byte in rest.prefix(length) { format += octal(byte) }
            }
            rest = rest.dropFirst(length)
        }
        return format
    }

    private static func octal(_ byte: UInt8) -> String {
        switch byte {
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        default:
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }

    /// How many bytes the character has that `rest` begins with; 1 where it is none.
    private static func scalarLength(_ rest: ArraySlice<UInt8>) -> Int {
        let length =
            switch rest.first ?? 0 {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        return length <= rest.count && String(validating: rest.prefix(length), as: UTF8.self) != nil ? length : 1
    }

    private static func isShown(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

    /// Whether a terminal shows `scalar` as itself, and whoever copies it gets it back.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .unassigned:
            return false
        default: return true
        }
    }
}

extension ShellWord {
    /// `command`, which was made before all secrets were known, with shell variables for those that are known now.
    func redacting(_ command: String) -> String {
        if redactor.isEmpty { return command }
        let pieces = redactor.pieces(Array(command.utf8))
        guard pieces.count > 1 else { return command }
        var result: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for piece in pieces {
            switch piece {
            case .text(let text):
                result += text
                for byte in text {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                        if quote == nil { quote = byte } else if quote == byte { quote = nil }
                    }
                }
            case .secret(let found):
                // A variable has no meaning in single quotes.
                let word = quote == UInt8(ascii: "'") ? "'\"$\(found.name)\"'" : "$\(found.name)"
                result += Array(word.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
