extension SchemaWords {
    static func type(_ types: SchemaTypes, _ value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(expected: types.description, found: describe(value), hint: quotesHint(types, value))
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

    static func oneOf(_ allowed: [JSONValue], _ value: JSONValue) -> SchemaComplaint {
        let expected = list(allowed.map(describe), "or")
        return SchemaComplaint(expected: expected, found: describe(value), hint: allowedHint(allowed, value))
    }

    private static func allowedHint(_ allowed: [JSONValue], _ value: JSONValue) -> String? {
        if case .string(let text) = value {
            if let near = NearestWord.suggest(text, among: allowed.compactMap(\.string)) {
                return "did you mean \(quoted(near))?"
            }
            guard let inside = try? JSONParser.parse(text), allowed.contains(inside) else { return nil }
            return "the value is in quotes"
        }
        guard case .number(let number) = value, allowed.contains(.string(number.literal)) else { return nil }
        return "the value lacks quotes"
    }

    static func number(_ expected: String, _ number: JSONNumber) -> SchemaComplaint {
        SchemaComplaint(expected: "a number \(expected)", found: describe(.number(number)))
    }

    static func length(_ word: String, _ bound: Int, _ length: Int, _ text: String) -> SchemaComplaint {
        SchemaComplaint(
            expected: "\(word) \(count(bound, "character"))",
            found: "\(length): \(describe(.string(text)))"
        )
    }

    static func pattern(_ pattern: RegularExpression, _ text: String) -> SchemaComplaint {
        SchemaComplaint(expected: "a string that matches `\(pattern)`", found: describe(.string(text)))
    }

    static func format(_ format: SchemaFormat, _ value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(expected: format.words, found: describe(value))
    }
}
