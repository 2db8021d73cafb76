/// The words in which values and rules are told.
enum SchemaWords {
    /// A value in a few words: scalars as JSON writes them, containers by their size.
    static func describe(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): shortened(number.literal)
        case .string(let text): quoted(text)
        case .array(let elements): elements.isEmpty ? "an empty array" : "an array of \(count(elements.count, "item"))"
        case .object(let members):
            members.isEmpty ? "an empty object" : "an object with \(count(members.count, "property", "properties"))"
        }
    }

    /// `3 items`, `1 item`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    /// A text in quotes on one line, cut when it is long.
    static func quoted(_ text: String) -> String {
        "\"" + shortened(VisibleText.line(text)) + "\""
    }

    /// Some values, the last after a word; of very many, only the first.
    static func list(_ values: [String], _ word: String = "and", limit: Int = 12) -> String {
        var words = values
        if words.count > limit { words = Array(words.prefix(limit)) + ["\(values.count - limit) more"] }
        guard let last = words.popLast() else { return "nothing" }
        return words.isEmpty ? last : words.joined(separator: ", ") + " \(word) " + last
    }

    private static func shortened(_ text: String, to limit: Int = 80) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) + "…"
    }
}

extension SchemaComplaint {
    /// What was expected, what was found, what may have been meant.
    var message: String {
        "expected \(expected), found \(found)" + (hint.map { " (\($0))" } ?? "")
    }
}
