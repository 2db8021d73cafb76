import JSON

/// Texts as values of the types that a schema asks for.
enum PlainText {
    /// The number or truth value that `text` is, where `types` allow one; the string where they don't.
    static func value(_ text: String, _ types: Set<String>?) -> JSONValue {
        guard let types else { return .string(text) }
        if types.contains("integer") || types.contains("number"), let number = JSONNumber(literal: text) {
            return .number(number)
        }
        if types.contains("boolean"), text == "true" || text == "false" { return .bool(text == "true") }
        if types.contains("null"), text == "null" || (text.isEmpty && !types.contains("string")) { return .null }
        return .string(text)
    }
}
