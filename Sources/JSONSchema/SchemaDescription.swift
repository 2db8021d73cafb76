import Diagnostics
import JSON
import Patterns

/// What is wrong with a part of a value.
struct SchemaViolation: Sendable {
    /// What should be there.
    let expected: String
    /// What is there.
    let found: String
    /// What may have been meant.
    var hint: String?
}

/// The words in which values and rules are told.
enum SchemaDescription {
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

extension SchemaViolation {
    /// What was expected, what was found, what may have been meant.
    var message: String {
        "expected \(expected), found \(found)" + (hint.map { " (\($0))" } ?? "")
    }
}

extension SchemaDescription {
    static func type(_ types: SchemaTypes, _ value: JSONValue) -> SchemaViolation {
        SchemaViolation(expected: types.description, found: describe(value), hint: quotesHint(types, value))
    }

    /// Numbers and truth values are often put in quotes, or strings are left without.
    private static func quotesHint(_ types: SchemaTypes, _ value: JSONValue) -> String? {
        if case .string(let text) = value, let inside = try? JSONParser.parse(text), types.include(inside) {
            switch inside {
            case .number, .bool, .null: return "the value is in quotes"
            case .string, .array, .object: return nil
            }
        }
        switch value {
        case .number, .bool: return types.contains(.string) ? "the value lacks quotes" : nil
        case .null, .string, .array, .object: return nil
        }
    }

    static func oneOf(_ allowed: [JSONValue], _ value: JSONValue) -> SchemaViolation {
        let expected = list(allowed.map(describe), "or")
        return SchemaViolation(expected: expected, found: describe(value), hint: allowedHint(allowed, value))
    }

    private static func allowedHint(_ allowed: [JSONValue], _ value: JSONValue) -> String? {
        if case .string(let text) = value {
            // Of one that is allowed the expectation says it already.
            if allowed.count > 1, let near = NearestWord.suggest(text, among: allowed.compactMap(\.string)) {
                return "did you mean \(quoted(near))?"
            }
            guard let inside = try? JSONParser.parse(text), allowed.contains(inside) else { return nil }
            return "the value is in quotes"
        }
        guard case .number(let number) = value, allowed.contains(.string(number.literal)) else { return nil }
        return "the value lacks quotes"
    }

    static func number(_ expected: String, _ number: JSONNumber) -> SchemaViolation {
        SchemaViolation(expected: "a number \(expected)", found: describe(.number(number)))
    }

    static func length(_ word: String, _ bound: Int, _ length: Int, _ text: String) -> SchemaViolation {
        SchemaViolation(
            expected: "\(word) \(count(bound, "character"))",
            found: "\(length): \(describe(.string(text)))"
        )
    }

    static func pattern(_ pattern: RegularExpression, _ text: String) -> SchemaViolation {
        SchemaViolation(expected: "a string that matches `\(pattern)`", found: describe(.string(text)))
    }

    static func format(_ format: SchemaFormat, _ value: JSONValue) -> SchemaViolation {
        SchemaViolation(expected: format.description, found: describe(value))
    }
}

extension SchemaDescription {
    static func size(_ word: String, _ bound: Int, _ size: Int, _ one: String, _ many: String? = nil) -> SchemaViolation
    {
        SchemaViolation(expected: "\(word) \(count(bound, one, many))", found: size == 0 ? "none" : String(size))
    }

    static func repetition(_ first: Int, _ second: Int, _ element: JSONValue) -> SchemaViolation {
        SchemaViolation(
            expected: "items that are all different",
            found: "\(describe(element)) at index \(first) and again at index \(second)"
        )
    }

    static func contains(_ word: String, _ bound: Int, _ matching: Int) -> SchemaViolation {
        SchemaViolation(
            expected: "\(word) \(count(bound, "item")) as 'contains' describes",
            found: matching == 0 ? "none" : String(matching)
        )
    }

    /// A name that must be there: one that is there instead may be a slip of the pen.
    static func missing(_ name: String, _ object: JSONObject, known: PropertyTable) -> SchemaViolation {
        let strangers = object.names.filter { known.position(of: $0, guess: 0) == nil }
        let near = NearestWord.suggest(name, among: strangers)
        return SchemaViolation(
            expected: "a property \(quoted(name))",
            found: "none",
            hint: near.map { "is \(quoted($0)) meant to be it?" }
        )
    }

    static func missing(_ name: String, beside other: String) -> SchemaViolation {
        SchemaViolation(expected: "a property \(quoted(name)) beside \(quoted(other))", found: "none")
    }
}

extension SchemaDescription {
    static func noAlternative(_ nodes: [Int], _ value: JSONValue, in graph: SchemaGraph) -> SchemaViolation {
        // Where the type is wrong for all of them, that says more than what is wrong with each.
        let types = nodes.reduce(SchemaTypes()) { $0.union(graph.nodes[$1].types) }
        if !types.include(value) { return type(types, value) }
        let count = nodes.count
        return SchemaViolation(
            expected: count == 1 ? "what the alternative describes" : "one of \(count) alternatives",
            found: describe(value)
        )
    }

    static func twoAlternatives(_ first: Int, _ second: Int) -> SchemaViolation {
        SchemaViolation(
            expected: "exactly one of the alternatives",
            found: "a value that fits alternatives \(first) and \(second), counted from 0"
        )
    }

    static func excluded(_ value: JSONValue) -> SchemaViolation {
        SchemaViolation(expected: "a value that 'not' doesn't describe", found: describe(value))
    }
}

extension SchemaDescription {
    /// What to say where the schema for a part is `false`.
    ///
    /// - Parameters:
    ///   - value: The part.
    ///   - name: Its name, when `keyword` is about properties.
    ///   - keyword: The keyword that has the schema.
    ///   - parent: What the part is in.
    ///   - known: The names of the properties that the schema of `parent` has.
    static func refusal(
        of value: JSONValue,
        name: String,
        by keyword: String,
        in parent: JSONValue?,
        _ known: [String]
    ) -> SchemaViolation {
        switch keyword {
        case "additionalProperties", "unevaluatedProperties":
            return unknown(name, parent?.object ?? [:], known)
        case "properties", "patternProperties", "propertyNames":
            return SchemaViolation(expected: "no property \(quoted(name))", found: describe(value))
        case "items", "additionalItems", "unevaluatedItems":
            return SchemaViolation(expected: "no further items", found: describe(value))
        default:
            return SchemaViolation(expected: "nothing", found: describe(value))
        }
    }

    /// What to say where nothing is known but the verdict.
    static func refusal(of value: JSONValue) -> SchemaViolation {
        SchemaViolation(expected: "a value that the schema accepts", found: describe(value))
    }

    /// A property that no schema knows: the nearest of those that are lacking may be meant.
    private static func unknown(_ name: String, _ object: JSONObject, _ known: [String]) -> SchemaViolation {
        let near = NearestWord.suggest(name, among: known.filter { object[$0] == nil })
        let noun = known.count == 1 ? "property" : "properties"
        return SchemaViolation(
            expected: known.isEmpty ? "no properties" : "only the \(noun) " + list(known.map(quoted)),
            found: quoted(name),
            hint: near.map { "did you mean \(quoted($0))?" }
        )
    }
}
