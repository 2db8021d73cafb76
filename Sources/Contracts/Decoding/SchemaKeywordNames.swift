/// The keywords of schemas.
enum SchemaKeywordNames {
    /// OpenAPI 3.0.3, Schema Object.
    static let openAPI30: Set<String> = [
        "$ref", "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required",
        "enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "description",
        "format", "default", "nullable", "discriminator", "readOnly", "writeOnly", "xml", "externalDocs", "example",
        "deprecated",
    ]
    /// JSON Schema 2020-12 with the vocabulary of OpenAPI 3.1, and what older drafts had.
    static let draft2020: Set<String> = openAPI30.union([
        "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary", "$comment", "$defs", "if", "then",
        "else", "dependentSchemas", "dependentRequired", "prefixItems", "contains", "minContains", "maxContains",
        "patternProperties", "propertyNames", "const", "unevaluatedItems", "unevaluatedProperties", "contentEncoding",
        "contentMediaType", "contentSchema", "examples", "definitions", "dependencies", "additionalItems",
    ])
}
