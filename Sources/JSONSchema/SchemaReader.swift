import JSON
import Patterns

/// Reads the keywords of one schema, and says which of them isn't what it must be.
struct SchemaReader {
    let schema: JSONObject
    let uri: String
    let tokens: [String]

    func error(_ keyword: String, _ message: String, hint: String? = nil) -> JSONSchemaError {
        JSONSchemaError(uri: uri, pointer: JSONPointer(tokens: tokens + [keyword]), message: message, hint: hint)
    }

    func wrong(_ keyword: String, _ expected: String, _ found: JSONValue) -> JSONSchemaError {
        error(keyword, "'\(keyword)' must be \(expected), found \(SchemaDescription.describe(found))")
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

/// A schema before it is compiled: its value, and where it stands.
struct SchemaPlace {
    /// The index of its resource in the registry.
    let resource: Int
    /// The way from the resource's root.
    let tokens: [String]
    let value: JSONValue

    /// What tells places apart.
    struct Key: Hashable {
        let resource: Int
        let pointer: JSONPointer
    }

    var key: Key { Key(resource: resource, pointer: JSONPointer(tokens: tokens)) }
}

/// Where a schema has further schemas.
enum SchemaKeywords {
    enum Shape {
        case schema
        case list
        case map
        /// A schema, or a list of them.
        case schemaOrList
        /// Schemas by name, or lists of names.
        case mapOfSchemasOrNames
    }

    private static let common: [(String, Shape)] = [
        ("allOf", .list), ("anyOf", .list), ("oneOf", .list), ("not", .schema), ("properties", .map),
        ("additionalProperties", .schema),
    ]

    private static let draft7: [(String, Shape)] =
        common + [
            ("definitions", .map), ("items", .schemaOrList), ("additionalItems", .schema), ("contains", .schema),
            ("patternProperties", .map), ("propertyNames", .schema), ("dependencies", .mapOfSchemasOrNames),
            ("if", .schema), ("then", .schema), ("else", .schema),
        ]

    private static let draft2020: [(String, Shape)] =
        common + [
            ("$defs", .map), ("definitions", .map), ("prefixItems", .list), ("items", .schema), ("contains", .schema),
            ("patternProperties", .map), ("propertyNames", .schema), ("dependentSchemas", .map),
            ("dependencies", .mapOfSchemasOrNames), ("if", .schema), ("then", .schema), ("else", .schema),
            ("unevaluatedItems", .schema), ("unevaluatedProperties", .schema), ("contentSchema", .schema),
        ]

    /// Whether a keyword only describes. So do all that nobody knows (JSON Schema Core, section 6.5).
    static func describes(_ keyword: String) -> Bool { !effective.contains(keyword) }

    /// The keywords that have an effect on validation or on how a schema is read.
    private static let effective: Set<String> = {
        let assertions = [
            "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
            "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains",
            "maxProperties", "minProperties", "required", "dependentRequired", "nullable",
        ]
        let identifiers = [
            "$schema", "$id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment",
        ]
        let applicators = (draft2020 + draft7).map(\.0).filter { $0 != "contentSchema" }
        return Set(assertions + identifiers + applicators)
    }()

    static func withSchemas(in dialect: JSONSchema.Dialect) -> [(String, Shape)] {
        switch dialect {
        case .draft2020_12: draft2020
        case .draft7: draft7
        case .openAPI30: common + [("items", .schema)]
        }
    }
}
