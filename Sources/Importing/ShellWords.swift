import Diagnostics

/// Splits the text of a shell's commands into words, as templates: what a shell would take from its environment becomes
/// `${env:NAME}`.
struct ShellWords {
    /// A command, where it begins, and what stands before it as a comment.
    struct Command {
        var words: [String] = []
        /// The offset of its first byte.
        var start = 0
        var comment = ""
        /// What the shell does with the command's input and outputs, in order.
        var redirections: [ShellRedirection] = []
    }

    /// What is wrong with the text.
    struct Failure: Error {
        var message: String
        var offset: Int
        var help: String
    }

    let text: [Unicode.Scalar]
    var position = 0
    var offset = 0
    var commands: [Command] = []
    var command = Command()
    var word: String?
    /// Whether a part of the word is quoted: then digits are no descriptor, and a here-document is taken as it stands.
    var isWordQuoted = false
    /// The redirection whose target the next word is.
    var redirection: ShellRedirection?
    /// Here-documents that begin behind the end of the line: of which command and which redirection.
    var awaited: [(command: Int, redirection: Int)] = []
    private var comment = ""
    /// Constructs of the shell that stand for something that only it knows.
    var unknown: [String] = []

    init(_ text: String) {
        self.text = Array(text.unicodeScalars)
    }

    /// The commands of a text for a POSIX shell or bash, and the constructs that only a shell can carry out.
    static func commands(of text: String) throws(Failure) -> (commands: [Command], unknown: [String]) {
        var words = ShellWords(text)
        try words.split()
        return (words.commands, words.unknown)
    }

    var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

    mutating func take() -> Unicode.Scalar? {
        guard position < text.count else { return nil }
        defer { position += 1 }
        offset += UTF8.width(text[position])
        return text[position]
    }

    mutating func append(_ literal: some StringProtocol) { word = (word ?? "") + literal }

    private mutating func split() throws(Failure) {
        while let scalar = next {
            switch scalar {
            case ">", "<":
                if isPrompt { takePrompt() } else { try takeRedirection() }
            case "&" where position + 1 < text.count && text[position + 1] == ">": try takeRedirection()
            case "\n", ";", "&", "|":
                endCommand()
                // What follows an empty line is about something else.
                if scalar == "\n", position > 0, text[position - 1] == "\n" { comment = "" }
                _ = take()
                if scalar == "\n" { try takeDocuments() }
            case " ", "\t", "\r":
                endWord()
                _ = take()
            case "#" where word == nil: takeComment()
            case "'": try takeQuoted()
            case "\"": try takeDoublyQuoted()
            case "\\": takeEscape()
            case "$": try takeDollar()
            case "`": try takeSubstitution("`...`", isBackquoted: true)
            default:
                if word == nil, command.words.isEmpty { command.start = offset }
                append(String(scalar))
                _ = take()
            }
        }
        endCommand()
    }

    mutating func endWord() {
        defer { (word, isWordQuoted) = (nil, false) }
        guard let word else { return }
        guard var redirection else { return command.words.append(word) }
        redirection.target = word
        redirection.isQuoted = isWordQuoted
        add(redirection)
    }

    mutating func add(_ redirection: ShellRedirection) {
        if redirection.sign.isDocument { awaited.append((commands.count, command.redirections.count)) }
        command.redirections.append(redirection)
        self.redirection = nil
    }

    private mutating func endCommand() {
        endWord()
        if let redirection { add(redirection) }
        if !command.words.isEmpty || !command.redirections.isEmpty {
            command.comment = comment
            comment = ""
            commands.append(command)
        }
        command = Command()
    }

    private mutating func takeComment() {
        var line = ""
        while let scalar = next, scalar != "\n" {
            line.unicodeScalars.append(scalar)
            _ = take()
        }
        if command.words.isEmpty { comment = String(line.drop { $0 == "#" }).trimmed }
    }

    /// `'...'`: every character as it is.
    private mutating func takeQuoted() throws(Failure) {
        let start = offset
        _ = take()
        isWordQuoted = true
        var literal = ""
        while let scalar = take() {
            if scalar == "'" { return append(TemplateText.literal(literal)) }
            literal.unicodeScalars.append(scalar)
        }
        throw Failure(message: "a single quote is never closed", offset: start, help: "copy the whole command")
    }

    /// `"..."`: a backslash escapes some characters, and variables stand for their values.
    private mutating func takeDoublyQuoted() throws(Failure) {
        let start = offset
        _ = take()
        append("")
        isWordQuoted = true
        while let scalar = next {
            switch scalar {
            case "\"":
                _ = take()
                return
            case "\\":
                _ = take()
                guard let escaped = take() else { break }
                if escaped == "\n" { continue }
                append("$`\"\\".unicodeScalars.contains(escaped) ? String(escaped) : "\\\(escaped)")
            case "$": try takeDollar(isQuoted: true)
            case "`": try takeSubstitution("`...`", isBackquoted: true)
            default:
                append(String(scalar))
                _ = take()
            }
        }
        throw Failure(message: "a double quote is never closed", offset: start, help: "copy the whole command")
    }

    private mutating func takeEscape() {
        _ = take()
        guard let escaped = take() else { return }
        if escaped == "\n" { return }
        if escaped == "\r", next == "\n" {
            _ = take()
            return
        }
        isWordQuoted = true
        append(TemplateText.literal(String(escaped)))
    }

    mutating func takeDollar(isQuoted: Bool = false) throws(Failure) {
        let start = offset
        _ = take()
        guard let scalar = next else { return append("$") }
        if scalar == "'", !isQuoted { return try takeANSI(start) }
        if scalar == "{" {
            var name = ""
            _ = take()
            while let part = take(), part != "}" { name.unicodeScalars.append(part) }
            let (plain, usual) =
                name.firstRange(of: ":-").map {
                    (String(name[..<$0.lowerBound]), ":-" + name[$0.upperBound...])
                } ?? (name, "")
            return append("${env:\(plain)\(usual)}")
        }
        if scalar == "(" {
            append("$")
            return try takeSubstitution("$(...)", isBackquoted: false)
        }
        var name = ""
        while let part = next,
            part == "_" || part.isASCII && (part.properties.isAlphabetic || part.properties.numericType != nil)
        {
            name.unicodeScalars.append(part)
            _ = take()
        }
        append(name.isEmpty ? "$" : "${env:\(name)}")
    }

    /// `$'...'`, the form in which browsers write what has line ends, quotes or characters beyond ASCII.
    private mutating func takeANSI(_ start: Int) throws(Failure) {
        _ = take()
        var bytes: [UInt8] = []
        while let scalar = take() {
            if scalar == "'" { return append(TemplateText.literal(String(decoding: bytes, as: UTF8.self))) }
            guard scalar == "\\" else {
                bytes += Array(String(scalar).utf8)
                continue
            }
            guard let escaped = take() else { break }
            switch escaped {
            case "n": bytes.append(0x0A)
            case "r": bytes.append(0x0D)
            case "t": bytes.append(0x09)
            case "a": bytes.append(0x07)
            case "b": bytes.append(0x08)
            case "f": bytes.append(0x0C)
            case "v": bytes.append(0x0B)
            case "e", "E": bytes.append(0x1B)
            case "x": bytes.append(UInt8(truncatingIfNeeded: digits(2, radix: 16, "")))
            case "u": bytes += utf8(digits(4, radix: 16, ""))
            case "U": bytes += utf8(digits(8, radix: 16, ""))
            case "0"..."7": bytes.append(UInt8(truncatingIfNeeded: digits(2, radix: 8, String(escaped))))
            case "\\", "'", "\"", "?", "!": bytes += Array(String(escaped).utf8)
            default: bytes += Array("\\\(escaped)".utf8)
            }
        }
        throw Failure(message: "a $' is never closed", offset: start, help: "copy the whole command")
    }

    private mutating func digits(_ most: Int, radix: UInt32, _ first: String) -> UInt32 {
        var text = first
        while text.count < most + first.count, let scalar = next, UInt32(String(scalar), radix: Int(radix)) != nil {
            text.unicodeScalars.append(scalar)
            _ = take()
        }
        return UInt32(text, radix: Int(radix)) ?? 0
    }

    /// Half of a pair (UTF-16) needs the other one.
    private mutating func utf8(_ value: UInt32) -> [UInt8] {
        var value = value
        if (0xD800..<0xDC00).contains(value), next == "\\", position + 1 < text.count, text[position + 1] == "u" {
            _ = take()
            _ = take()
            let low = digits(4, radix: 16, "")
            value = 0x10000 + (value - 0xD800) << 10 + (low &- 0xDC00) & 0x3FF
        }
        return Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }
}
