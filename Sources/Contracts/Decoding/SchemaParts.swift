import JSON
import JSONSchema

/// The schemas that lie directly in a schema.
enum SchemaParts {
    private static let single = [
        "not", "additionalProperties", "items", "contains", "propertyNames", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema", "additionalItems",
    ]
    private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let maps = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies",
    ]
    private static let inOpenAPI30: Set<String> = [
        "not", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "properties",
    ]

    static func of(_ place: Place, _ dialect: JSONSchema.Dialect) -> [Place] {
        // Beside `$ref`, nothing counts in the older dialects.
        if dialect != .draft2020_12, place["$ref"] != nil { return [] }
        func isKnown(_ keyword: String) -> Bool { dialect != .openAPI30 || inOpenAPI30.contains(keyword) }
        var parts: [Place] = []
        for keyword in single where isKnown(keyword) {
            if let part = place[keyword], part.node.kind == .object || part.node.kind == .boolean { parts.append(part) }
        }
        for keyword in lists where isKnown(keyword) { parts += place[keyword]?.elements ?? [] }
        for keyword in maps where isKnown(keyword) {
            // `dependencies` also has lists of names.
            parts += (place[keyword]?.members ?? []).map(\.value).filter { $0.node.kind != .array }
        }
        return parts
    }
}
