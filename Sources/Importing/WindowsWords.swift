/// Splits what browsers write for the command line of Windows.
enum WindowsWords {
    /// Whether a text was written for cmd.exe: a caret continues its lines, or stands before its quotes.
    static func isMeant(by text: String) -> Bool {
        text.contains("^\"") || text.split(whereSeparator: \.isNewline).contains { $0.trimmed.hasSuffix(" ^") }
    }

    /// The commands of a text.
    static func commands(of text: String) -> [ShellWords.Command] {
        lines(of: text).compactMap { line, start in
            let (words, redirections) = words(of: line)
            return words.isEmpty ? nil : ShellWords.Command(words: words, start: start, redirections: redirections)
        }
    }

    /// What cmd.exe makes of carets and line ends, with the offset of each line.
    private static func lines(of text: String) -> [(String, Int)] {
        var (lines, line): ([(String, Int)], String) = ([], "")
        var (start, offset, isQuoted) = (0, 0, false)
        let scalars = Array(text.replacing("\r\n", with: "\n").unicodeScalars)
        var index = 0
        func literal(_ scalar: Unicode.Scalar) { line.unicodeScalars.append(scalar) }
        while index < scalars.count {
            let scalar = scalars[index]
            offset += UTF8.width(scalar)
            index += 1
            if scalar == "^", !isQuoted, index < scalars.count {
                if scalars[index] == "\n" {
                    index += 1
                    offset += 1
                    // Behind a line that goes on, the next character is taken as it is, a line end too.
                    if index < scalars.count, scalars[index] == "\n" {
                        literal("\n")
                        index += 1
                        offset += 1
                    }
                    continue
                }
                literal(scalars[index])
                offset += UTF8.width(scalars[index])
                index += 1
            } else if scalar == "\n" || scalar == "|" || scalar == "&" && scalars[..<(index - 1)].last != ">", !isQuoted
            {
                lines.append((line, start))
                (line, start) = ("", offset)
            } else {
                if scalar == "\"" { isQuoted.toggle() }
                literal(scalar)
            }
        }
        return lines + [(line, start)]
    }

    /// What a program's own start makes of a command line: backslashes count only before quotes.
    ///
    /// Redirections are cmd.exe's: what browsers write has their signs in quotes alone.
    private static func words(of line: String) -> (words: [String], redirections: [ShellRedirection]) {
        var (words, word): ([String], String?) = ([], nil)
        var redirections: [ShellRedirection] = []
        var redirection: ShellRedirection?
        var isQuoted = false
        let scalars = Array(line.unicodeScalars)
        var index = 0
        func add(_ text: String) { word = (word ?? "") + text }
        func endWord() {
            defer { word = nil }
            guard let done = word.map(TemplateText.literal) else { return }
            guard var known = redirection else { return words.append(done) }
            known.target = done
            redirections.append(known)
            redirection = nil
        }
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\\" {
                let count = scalars[index...].prefix { $0 == "\\" }.count
                index += count
                let isBeforeQuote = index < scalars.count && scalars[index] == "\""
                add(String(repeating: "\\", count: isBeforeQuote ? count / 2 : count))
                if isBeforeQuote, !count.isMultiple(of: 2) {
                    add("\"")
                    index += 1
                }
                continue
            }
            index += 1
            if scalar == "\"" {
                if isQuoted, index < scalars.count, scalars[index] == "\"" {
                    add("\"")
                    index += 1
                } else {
                    isQuoted.toggle()
                    add("")
                }
            } else if !isQuoted, scalar == " " || scalar == "\t" || scalar == "\n" {
                endWord()
            } else if !isQuoted, scalar == ">" || scalar == "<" {
                let digits = word.flatMap { $0.count == 1 && $0.first?.isNumber == true ? $0 : nil }
                if digits != nil { word = nil }
                endWord()
                var sign = String(scalar)
                while index < scalars.count, scalars[index] == ">" || scalars[index] == "&" {
                    sign.unicodeScalars.append(scalars[index])
                    index += 1
                }
                redirection = ShellRedirection(descriptor: digits ?? "", sign: .init(rawValue: sign) ?? .output)
            } else {
                add(String(scalar))
            }
        }
        endWord()
        if let redirection { redirections.append(redirection) }
        return (words, redirections)
    }
}
