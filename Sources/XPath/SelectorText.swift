/// The text of a selector as it is read: names, escapes, texts in quotes and numbers (CSS Syntax Level 3, section 4.3).
struct SelectorText {
    let bytes: [UInt8]
    /// The place that is read next.
    private(set) var index = 0

    /// Attributes whose values HTML compares in any case (WHATWG HTML, "Case-sensitivity of selectors").
    static let inAnyCase: Set<String> = [
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear",
        "codetype", "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype", "face",
        "frame", "hreflang", "http-equiv", "lang", "language", "link", "media", "method", "multiple", "nohref",
        "noresize", "noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope", "scrolling", "selected",
        "shape", "target", "text", "type", "valign", "valuetype", "vlink",
    ]

    init(_ text: String) { bytes = Array(text.utf8) }

    var next: UInt8? { index < bytes.count ? bytes[index] : nil }
    var second: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

    /// The place of what comes next.
    var here: Range<Int> { index..<min(bytes.count, index + 1) }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// - Returns: Whether there was any.
    @discardableResult mutating func skipBlanks() -> Bool {
        let start = index
        while let next, Self.isBlank(next) { index += 1 }
        return index > start
    }

    /// Whether `word` came next, which is read then.
    mutating func take(_ word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    /// Whether `keyword`, in letters of any case and with no more of a name behind it, came next, which is read then.
    mutating func take(keyword: String) -> Bool {
        let end = index + keyword.utf8.count
        guard end <= bytes.count,
            XPathText.lower(String(decoding: bytes[index..<end], as: UTF8.self)) == keyword,
            end == bytes.count || !Self.isOfName(bytes[end])
        else { return false }
        index = end
        return true
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "\\")
    }

    mutating func expect(_ word: String, _ what: String) throws(SelectorError) {
        if !take(word) { throw unexpected("'\(word)', \(what)") }
    }

    func unexpected(_ expected: String, help: String = "") -> SelectorError {
        let rest = String(decoding: bytes[index...], as: UTF8.self)
        let found = rest.first.map { "'\($0)'" } ?? "the end"
        let length = max(1, rest.first?.utf8.count ?? 1)
        return SelectorError("expected \(expected), found \(found)", help: help, at: index..<(index + length))
    }

    /// Whether a name comes next.
    var beginsName: Bool {
        guard let next else { return false }
        if next == UInt8(ascii: "-") {
            return second.map { Self.isLetter($0) || $0 == next || $0 == UInt8(ascii: "\\") } ?? false
        }
        return Self.isLetter(next) || next == UInt8(ascii: "\\")
    }

    /// A name, its escapes resolved.
    ///
    /// - Parameters:
    ///   - mayBeginWithDigit: Whether it may begin with any of its characters, as IDs do.
    ///   - mayHaveColons: Whether colons and points are characters of it, as in names of attributes.
    mutating func name(
        _ what: String,
        mayBeginWithDigit: Bool = false,
        mayHaveColons: Bool = false
    ) throws(SelectorError) -> String {
        guard beginsName || mayBeginWithDigit else { throw unexpected(what) }
        let start = index
        var name: [UInt8] = []
        while let next {
            if next == UInt8(ascii: "\\") {
                index += 1
                name += try escaped()
            } else if Self.isLetter(next) || Self.isDigit(next) || next == UInt8(ascii: "-")
                || mayHaveColons && ":.".utf8.contains(next)
            {
                name.append(next)
                index += 1
            } else {
                break
            }
        }
        guard !name.isEmpty else { throw unexpected(what) }
        return try checked(name, from: start)
    }

    /// What stands behind the `=` of an attribute: a name, or a text in quotes.
    mutating func value() throws(SelectorError) -> String {
        guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let start = index
            guard let next, next != UInt8(ascii: "]") else {
                throw SelectorError("a value is missing", help: "write it behind the '='", at: here)
            }
            guard beginsName else { throw unquoted(from: start) }
            let name = try name("a value")
            if let next = self.next, !Self.isBlank(next), next != UInt8(ascii: "]") { throw unquoted(from: start) }
            return name
        }
        let start = index
        index += 1
        var value: [UInt8] = []
        while let next, next != quote, next != 0x0A {
            index += 1
            if next == UInt8(ascii: "\\") {
                value += try escaped()
            } else {
                value.append(next)
            }
        }
        guard next == quote else { throw SelectorError("a text in quotes that never ends", at: start..<index) }
        index += 1
        return try checked(value, from: start)
    }

    /// What is wrong with a value from `start` on that is more than a name.
    private mutating func unquoted(from start: Int) -> SelectorError {
        while let next, next != UInt8(ascii: "]"), !Self.isBlank(next) { index += 1 }
        let found = String(decoding: bytes[start..<index], as: UTF8.self)
        return SelectorError(
            "'\(found)' is no name, so it needs quotes",
            help: "write '\(found)' in single quotes",
            at: start..<index
        )
    }

    /// What stands for an escape whose backslash has been read.
    private mutating func escaped() throws(SelectorError) -> [UInt8] {
        guard let first = next, first != 0x0A else {
            throw SelectorError("a '\\' with nothing behind it", at: (index - 1)..<index)
        }
        var code: UInt32 = 0
        let start = index
        while index < start + 6, let next, let digit = Character(Unicode.Scalar(next)).hexDigitValue {
            code = code * 16 + UInt32(digit)
            index += 1
        }
        guard index > start else {
            // The rest of a character of several bytes follows by itself.
            index += 1
            return [first]
        }
        if let next, Self.isBlank(next) { index += 1 }
        let scalar = code == 0 ? nil : Unicode.Scalar(code)
        return Array(String(Character(scalar ?? "\u{FFFD}")).utf8)
    }

    /// `bytes` as text, which a document can hold.
    private func checked(_ bytes: [UInt8], from start: Int) throws(SelectorError) -> String {
        guard !bytes.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }) else {
            throw SelectorError("a control character, which no document holds", at: start..<index)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `2n+1`, `odd`, `3` and their like: every how manieth, from which on.
    mutating func formula() throws(SelectorError) -> (step: Int, first: Int) {
        skipBlanks()
        if take(keyword: "odd") { return (2, 1) }
        if take(keyword: "even") { return (2, 0) }
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        let count = try number()
        guard take("n") || take("N") else {
            guard let count else { throw unexpected("a number, odd, even or a form such as 2n+1") }
            return (0, sign * count)
        }
        let step = sign * (count ?? 1)
        let before = index
        skipBlanks()
        let other = take("-") ? -1 : take("+") ? 1 : 0
        guard other != 0 else {
            index = before
            return (step, 0)
        }
        skipBlanks()
        guard let first = try number() else { throw unexpected("a number") }
        return (step, other * first)
    }

    private mutating func number() throws(SelectorError) -> Int? {
        let start = index
        while let next, Self.isDigit(next) { index += 1 }
        guard index > start else { return nil }
        guard index - start <= 9, let number = Int(String(decoding: bytes[start..<index], as: UTF8.self)) else {
            throw SelectorError("a number of more than 9 digits", at: start..<index)
        }
        return number
    }
}

/// Texts as XPath 1.0 writes them.
enum XPathText {
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let small = "abcdefghijklmnopqrstuvwxyz"

    /// `text` as a literal; it has no escapes, so that a text with both quotes is put together.
    static func literal(_ text: String) -> String {
        if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
        if !text.utf8.contains(UInt8(ascii: "\"")) { return "\"\(text)\"" }
        // By bytes: a quote may be a part of a character, before an accent.
        let parts = text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
            .map { "'\(String(decoding: $0, as: UTF8.self))'" }
        return "concat(\(parts.joined(separator: ",\"'\",")))"
    }

    /// `text` with ASCII's letters in lower case, as HTML compares names.
    static func lower(_ text: String) -> String {
        let bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The expression of `node`'s value with ASCII's letters in lower case.
    static func lowered(_ node: String) -> String { "translate(\(node),'\(upper)','\(small)')" }

    /// Whether XPath takes `name` as it stands.
    static func isPlainName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first == UInt8(ascii: "_") || (0x61...0x7A).contains(first | 0x20) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "_-.".utf8.contains(byte)
        }
    }
}
