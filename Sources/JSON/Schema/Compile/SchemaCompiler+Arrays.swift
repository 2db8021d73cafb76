extension SchemaCompiler {
    mutating func arrays(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect,
        hasRules: Bool,
        isApplied: Bool
    ) throws(JSONSchemaError) -> ArrayRules? {
        let minItems = hasRules ? try reader.count("minItems") : nil
        let maxItems = hasRules ? try reader.count("maxItems") : nil
        let isUnique = hasRules ? try reader.flag("uniqueItems") : false
        var layout = ArrayLayout()
        var contains: Int?
        if isApplied {
            layout = try self.layout(reader, place, dialect)
            if dialect != .openAPI30 { contains = try schema("contains", reader, place) }
        }
        let counts = hasRules && dialect == .draft2020_12
        let minContains = counts ? try reader.count("minContains") : nil
        let maxContains = counts ? try reader.count("maxContains") : nil
        if minItems == nil, maxItems == nil, !isUnique, layout.isEmpty, contains == nil { return nil }
        return ArrayRules(
            minItems: minItems ?? 0,
            maxItems: maxItems ?? .max,
            isUnique: isUnique,
            prefix: layout.prefix,
            items: layout.items,
            contains: contains,
            minContains: minContains ?? 1,
            maxContains: maxContains ?? .max,
            prefixKeyword: layout.prefixKeyword,
            itemsKeyword: layout.itemsKeyword
        )
    }

    private struct ArrayLayout {
        var prefix: [Int] = []
        var items: Int?
        var prefixKeyword = "prefixItems"
        var itemsKeyword = "items"

        var isEmpty: Bool { prefix.isEmpty && items == nil }
    }

    /// The schemas of the elements: up to draft 7 a list under `items`, and `additionalItems` for the rest.
    private mutating func layout(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect
    ) throws(JSONSchemaError) -> ArrayLayout {
        var layout = ArrayLayout()
        if dialect == .draft7, case .array? = reader.schema["items"] {
            layout.prefixKeyword = "items"
            layout.itemsKeyword = "additionalItems"
        }
        if dialect != .openAPI30 { layout.prefix = try schemas(layout.prefixKeyword, reader, place, dialect) }
        layout.items = try schema(layout.itemsKeyword, reader, place)
        return layout
    }

    private mutating func schemas(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect
    ) throws(JSONSchemaError) -> [Int] {
        dialect == .draft7 && keyword == "prefixItems" ? [] : try schemas(keyword, reader, place)
    }
}
