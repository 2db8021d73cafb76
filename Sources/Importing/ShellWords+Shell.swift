/// What only a shell does: commands within commands, and where input comes from and output goes.
extension ShellWords {
    /// Takes what a command would print, quotes and brackets within included, as it is written: nobody here runs it.
    mutating func takeSubstitution(_ name: String, isBackquoted: Bool) throws(Failure) {
        let start = offset
        var (written, depth) = ("", 0)
        var quote: Unicode.Scalar?
        while let scalar = take() {
            written.unicodeScalars.append(scalar)
            if scalar == "\\", quote != "'", let escaped = take() {
                written.unicodeScalars.append(escaped)
            } else if isBackquoted {
                if scalar == "`" { depth += 1 }
                if depth == 2 { break }
            } else if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "'" || scalar == "\"" {
                quote = scalar
            } else if scalar == "(" {
                depth += 1
            } else if scalar == ")" {
                depth -= 1
                if depth == 0 { break }
            }
        }
        guard depth == (isBackquoted ? 2 : 0) else {
            throw Failure(message: "a \(name) is never closed", offset: start, help: "copy the whole command")
        }
        unknown.append(name)
        append(TemplateText.literal(written))
    }

    /// Whether a `>` here is what a shell shows before a line, copied with the command.
    var isPrompt: Bool {
        guard next == ">", word == nil, position + 1 < text.count, text[position + 1] == " " else { return false }
        let behind = String(String.UnicodeScalarView(text[(position + 2)...].prefix(8)))
        if command.words.isEmpty { return behind.hasPrefix("curl") }
        let isContinued = position > 1 && text[position - 1] == "\n" && text[position - 2] == "\\"
        return isContinued && (command.words.first == "$" || behind.hasPrefix("-"))
    }

    mutating func takePrompt() {
        _ = take()
        _ = take()
    }

    /// `> file`, `2>&1`, `<<< "text"` and their kin.
    mutating func takeRedirection() throws(Failure) {
        if next != "&", position + 1 < text.count, text[position + 1] == "(" {
            let name = next.map { "\($0)(...)" } ?? ""
            append(take().map { String($0) } ?? "")
            return try takeSubstitution(name, isBackquoted: false)
        }
        var descriptor = ""
        if let digits = word, !isWordQuoted, digits.allSatisfy({ $0.isASCII && $0.isNumber }), next != "&" {
            descriptor = digits
            word = nil
        } else {
            endWord()
        }
        var sign = ""
        while let scalar = next, let longer = ShellRedirection.Sign(rawValue: sign + String(scalar))?.rawValue {
            sign = longer
            _ = take()
        }
        // Of `&>` alone the beginning is no sign.
        if sign.isEmpty, next == "&" {
            sign = "&>"
            _ = take()
            _ = take()
            if next == ">" {
                sign = "&>>"
                _ = take()
            }
        }
        if let redirection { add(redirection) }
        redirection = ShellRedirection(descriptor: descriptor, sign: .init(rawValue: sign) ?? .output)
    }

    /// The here-documents that begin here.
    mutating func takeDocuments() throws(Failure) {
        for place in awaited {
            guard commands.indices.contains(place.command) else { continue }
            let redirection = commands[place.command].redirections[place.redirection]
            var lines: [String] = []
            let start = offset
            var isClosed = false
            while position < text.count {
                var line = ""
                while let scalar = take(), scalar != "\n" { line.unicodeScalars.append(scalar) }
                if line.hasSuffix("\r") { line.removeLast() }
                if redirection.sign == .indentedDocument { line = String(line.drop { $0 == "\t" }) }
                isClosed = line == redirection.target
                if isClosed { break }
                lines.append(line)
            }
            guard isClosed else {
                throw Failure(
                    message: "a here-document has no end '\(redirection.target)'",
                    offset: start,
                    help: "copy the whole command"
                )
            }
            let content = lines.map { $0 + "\n" }.joined()
            if redirection.isQuoted {
                commands[place.command].redirections[place.redirection].document = TemplateText.literal(content)
            } else {
                var reader = ShellWords(content)
                try reader.takeDocument(start)
                unknown += reader.unknown
                commands[place.command].redirections[place.redirection].document = reader.word ?? ""
            }
        }
        awaited = []
    }

    /// What a here-document stands for: as in double quotes, in which a quote is a letter.
    private mutating func takeDocument(_ start: Int) throws(Failure) {
        do throws(Failure) {
            while let scalar = next {
                switch scalar {
                case "\\":
                    _ = take()
                    guard let escaped = take() else { break }
                    if escaped == "\n" { continue }
                    append("$`\\".unicodeScalars.contains(escaped) ? String(escaped) : "\\\(escaped)")
                case "$": try takeDollar(isQuoted: true)
                case "`": try takeSubstitution("`...`", isBackquoted: true)
                default:
                    append(String(scalar))
                    _ = take()
                }
            }
        } catch {
            throw Failure(message: error.message, offset: start + error.offset, help: error.help)
        }
    }
}
