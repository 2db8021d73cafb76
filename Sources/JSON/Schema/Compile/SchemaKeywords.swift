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
