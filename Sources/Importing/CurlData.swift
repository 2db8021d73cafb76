import JSON
import URI

/// A piece of what `-d` and its kin send.
enum CurlData {
    /// A template.
    case text(String)
    /// The path of a file, as a template. Without `isBinary`, curl takes the line ends out of what it holds.
    case file(String, isBinary: Bool)

    /// What curl makes of a file's text where it isn't binary.
    static func withoutLineEnds(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" && $0 != "\0" }))
    }

    /// The text of the file at `path`, as a template; `nil` for a path that can't stand in one.
    static func content(ofFile path: String) -> String? {
        path.isEmpty || path.contains("${") || path.contains { "}=&".contains($0) } ? nil : "${file:\(path)}"
    }

    /// What is to be said of the line ends of a file.
    static func remark(_ path: String, isWhole: Bool) -> String {
        let sent = isWhole ? "as it is" : "without those at its ends alone"
        return "-d @\(path): curl takes all line ends out of the file, and the suite sends it \(sent)"
    }

    /// `text`, percent-encoded: what stands there when it is imported, and what its variables bring when it is sent.
    static func percentEncoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            if rest[..<start.lowerBound].hasSuffix("$") {
                // A literal `${`.
                result += PercentCoding.encode(String(rest[..<start.lowerBound].dropLast())) + "%24%7B"
                rest = rest[start.upperBound...]
                continue
            }
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            result += PercentCoding.encode(String(rest[..<start.lowerBound]))
            result += "${url(\(rest[start.lowerBound...end]))}"
            rest = rest[rest.index(after: end)...]
        }
        return result + PercentCoding.encode(String(rest))
    }

    /// What `text` encodes (``percentEncoded(_:)``), where that is one variable and nothing else: who encodes it again
    /// gives the same. `nil` where something of it is encoded, and the whole isn't one variable.
    static func decoded(_ text: String) -> String? {
        guard text.contains("${url(") else { return text }
        guard text.hasPrefix("${url("), text.hasSuffix(")}") else { return nil }
        let inner = String(text.dropFirst(6).dropLast(2))
        return inner.hasPrefix("${") && inner.firstIndex(of: "}") == inner.indices.last ? inner : nil
    }
}

/// What `-F` says of a part (curl's manual, `--form`).
enum CurlPart {
    /// Why a part has no place in a suite.
    struct Failure: Error {
        var reason: String
    }

    /// The part of `text`, as a suite's `multipart` has it.
    static func part(of text: String) throws(Failure) -> JSONObject {
        guard let (name, content) = text.cut(at: "=") else { throw Failure(reason: "-F without a name") }
        if name.isEmpty, content.hasPrefix("(") || content.hasPrefix(")") {
            throw Failure(reason: "-F with parts within a part")
        }
        var part: JSONObject = ["name": .string(name)]
        var words = Words(content)
        let sign = content.first
        let isFile = sign == "@" || sign == "<"
        if isFile { words.skip() }
        let value = words.word()
        if isFile {
            guard value != "-" else {
                throw Failure(reason: "-F \(name)=\(content) of curl, which reads standard input")
            }
            guard sign == "<" || !value.contains(",") || value.contains("${") else {
                throw Failure(reason: "-F \(name)=\(content) of curl, with several files in one part")
            }
            if sign == "<" {
                guard let content = CurlData.content(ofFile: value) else {
                    throw Failure(reason: "-F \(text) of curl, whose file's name has a variable")
                }
                part["text"] = .string(content)
            } else {
                part["file"] = .string(value)
            }
        } else {
            part["text"] = .string(value)
        }
        try readSettings(&words, &part)
        return part
    }

    private static func readSettings(_ words: inout Words, _ part: inout JSONObject) throws(Failure) {
        var isType = false
        while words.take(";") {
            let setting = words.word(isSetting: true)
            let (key, value) = setting.cut(at: "=").map { ($0.before.trimmed, $0.behind.trimmed) } ?? ("", "")
            switch key {
            case "type":
                part["contentType"] = .string(unquoted(value))
                isType = true
            case "filename":
                part["filename"] = .string(unquoted(value))
                isType = false
            case "encoder", "headers": throw Failure(reason: "\(key)= in -F")
            default:
                // What follows a type belongs to it; elsewhere curl skips it, with a warning.
                guard isType, let type = part["contentType"]?.string else { continue }
                part["contentType"] = .string("\(type);\(setting)")
            }
        }
    }

    private static func unquoted(_ text: String) -> String {
        var words = Words(text)
        return words.word()
    }

    /// Words between semicolons, the first quote of which makes what follows one word.
    private struct Words {
        private var rest: Substring

        init(_ text: String) {
            rest = text[...]
        }

        mutating func skip() { rest.removeFirst() }

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            rest = rest.drop { $0 == " " }
            return true
        }

        mutating func word(isSetting: Bool = false) -> String {
            if let quoted = quoted() { return quoted }
            var word = ""
            while let next = rest.first, next != ";" {
                // `filename="a;b"`
                if isSetting, word.hasSuffix("="), next == "\"", !word.dropLast().contains("="), let quoted = quoted() {
                    word += "\"\(quoted.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
                    continue
                }
                word.append(next)
                rest.removeFirst()
            }
            return word
        }

        /// A word in quotes; `nil` where there is none that ends.
        private mutating func quoted() -> String? {
            guard rest.first == "\"" else { return nil }
            var (word, behind) = ("", rest.dropFirst())
            while let next = behind.popFirst() {
                if next == "\"" {
                    rest = behind.drop { $0 != ";" }
                    return word
                }
                if next == "\\", let escaped = behind.first, escaped == "\\" || escaped == "\"" {
                    behind.removeFirst()
                    word.append(escaped)
                } else {
                    word.append(next)
                }
            }
            return nil
        }
    }
}
