package import Decoding
package import Diagnostics

/// The environment variables that `${env:NAME}` sees.
package struct Environment: Sendable, Hashable {
    /// Name to value.
    package var values: [String: String]

    /// An environment of the given values.
    package init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// Adds the lines of an env file: `NAME=value`, an optional `export`, quotes around the value taken off. `#` begins
    /// a comment at the beginning of a line, behind a blank, and behind a closing quote.
    ///
    /// - Throws: a diagnostic for every line that is none of these.
    package mutating func add(_ file: SourceFile) throws(Problems.Found) {
        let problems = Problems()
        var offset = 0
        for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = Self.trim(String(decoding: line, as: UTF8.self))
            let location = SourceLocation(file: file, range: offset..<(offset + line.count))
            offset += line.count + 1
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            let assignment = text.hasPrefix("export ") ? Self.trim(String(text.dropFirst(7))) : text
            let equals = assignment.firstIndex(of: "=")
            let name = Self.trim(equals.map { String(assignment[..<$0]) } ?? "")
            guard let equals, !name.isEmpty, !name.contains(where: \.isWhitespace) else {
                let found =
                    equals == nil
                    ? "a line without '='" : name.isEmpty ? "nothing before '='" : "a blank in the name before '='"
                // The line may hold a secret: its place is named, its text not shown.
                var wrong = Diagnostic(message: "expected NAME=value, found \(found)", location: location)
                wrong.help = "begin a comment with #"
                wrong.isSecret = true
                problems.add(wrong)
                continue
            }
            values[name] = Self.value(Self.trim(String(assignment[assignment.index(after: equals)...])))
        }
        try problems.throwIfAny()
    }

    /// `value` as a line of an env file has it, in quotes where it needs them; `nil` for one that no line can hold.
    package static func written(_ value: String) -> String? {
        if value.contains(where: \.isNewline) { return nil }
        // Other readers end a quoted value at its first quote: the other kind stands around one.
        let quotes = value.contains("'") ? ["\"", "'"] : ["'", "\""]
        return ([value] + quotes.map { $0 + value + $0 }).first { self.value(trim($0)) == value }
    }

    private static func trim(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        var rest = Substring(text)
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }

    /// A value without its quotes, and without the comment behind it.
    private static func value(_ text: String) -> String {
        if let quote = text.first, quote == "\"" || quote == "'" {
            let inside = text.dropFirst()
            // The quote that closes it is the first behind which nothing but a comment stands.
            for end in inside.indices where inside[end] == quote {
                let behind = trim(String(inside[inside.index(after: end)...]))
                if behind.isEmpty || behind.hasPrefix("#") { return String(inside[..<end]) }
            }
        }
        let comment = text.indices.first { index in
            guard text[index] == "#" else { return false }
            return index == text.startIndex || " \t".contains(text[text.index(before: index)])
        }
        return trim(String(text[..<(comment ?? text.endIndex)]))
    }
}
