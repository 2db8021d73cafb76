/// Reads the keywords of one schema, and says which of them isn't what it must be.
struct SchemaReader {
    let schema: JSONObject
    let uri: String
    let tokens: [String]

    func error(_ keyword: String, _ message: String, hint: String? = nil) -> JSONSchemaError {
        JSONSchemaError(uri: uri, pointer: JSONPointer(tokens: tokens + [keyword]), message: message, hint: hint)
    }

    func wrong(_ keyword: String, _ expected: String, _ found: JSONValue) -> JSONSchemaError {
        error(keyword, "'\(keyword)' must be \(expected), found \(SchemaWords.describe(found))")
    }

    func string(_ keyword: String) throws(JSONSchemaError) -> String? {
        guard let value = schema[keyword] else { return nil }
        guard case .string(let text) = value else { throw wrong(keyword, "a string", value) }
        return text
    }

    func flag(_ keyword: String) throws(JSONSchemaError) -> Bool {
        guard let value = schema[keyword] else { return false }
        guard case .bool(let flag) = value else { throw wrong(keyword, "true or false", value) }
        return flag
    }

    func number(_ keyword: String) throws(JSONSchemaError) -> JSONNumber? {
        guard let value = schema[keyword] else { return nil }
        guard case .number(let number) = value else { throw wrong(keyword, "a number", value) }
        return number
    }

    /// A count; one beyond all that can be counted is taken as the greatest.
    func count(_ keyword: String) throws(JSONSchemaError) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard case .number(let number) = value, number.isInteger, number >= 0 else {
            throw wrong(keyword, "a whole number that isn't negative", value)
        }
        return number.int ?? .max
    }

    func list(_ keyword: String) throws(JSONSchemaError) -> [JSONValue]? {
        guard let value = schema[keyword] else { return nil }
        guard case .array(let elements) = value else { throw wrong(keyword, "an array", value) }
        return elements
    }

    func map(_ keyword: String) throws(JSONSchemaError) -> JSONObject? {
        guard let value = schema[keyword] else { return nil }
        guard case .object(let members) = value else { throw wrong(keyword, "an object", value) }
        return members
    }

    func names(_ keyword: String) throws(JSONSchemaError) -> [String] {
        guard let value = schema[keyword] else { return [] }
        return try names(value, keyword)
    }

    func names(_ value: JSONValue, _ keyword: String) throws(JSONSchemaError) -> [String] {
        guard case .array(let elements) = value else { throw wrong(keyword, "an array of strings", value) }
        var names: [String] = []
        for element in elements {
            guard case .string(let name) = element else { throw wrong(keyword, "an array of strings", value) }
            names.append(name)
        }
        return names
    }

    func expression(_ pattern: String, _ keyword: String) throws(JSONSchemaError) -> RegularExpression {
        do {
            return try RegularExpression(ecma262: pattern)
        } catch {
            throw self.error(keyword, "'\(pattern)' isn't a regular expression: \(error)")
        }
    }
}
