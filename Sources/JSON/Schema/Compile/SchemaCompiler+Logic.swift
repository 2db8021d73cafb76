extension SchemaCompiler {
    mutating func logic(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect,
        isApplied: Bool
    ) throws(JSONSchemaError) -> LogicRules? {
        var reference: Int?
        if let text = try reader.string("$ref") {
            reference = node(at: try target(of: text, "$ref", reader, place).place)
        }
        var dynamicReference: LogicRules.DynamicReference?
        if dialect == .draft2020_12, let text = try reader.string("$dynamicRef") {
            let target = try target(of: text, "$dynamicRef", reader, place)
            if let name = target.dynamicAnchor { noteDynamic(name) }
            dynamicReference = .init(node: node(at: target.place), anchor: target.dynamicAnchor)
        }
        guard isApplied else {
            if reference == nil, dynamicReference == nil { return nil }
            return LogicRules(
                reference: reference,
                dynamicReference: dynamicReference,
                all: [],
                any: [],
                one: [],
                not: nil,
                condition: nil,
                then: nil,
                otherwise: nil
            )
        }
        let hasConditions = dialect != .openAPI30
        let rules = LogicRules(
            reference: reference,
            dynamicReference: dynamicReference,
            all: try alternatives("allOf", reader, place),
            any: try alternatives("anyOf", reader, place),
            one: try alternatives("oneOf", reader, place),
            not: try schema("not", reader, place),
            condition: hasConditions ? try schema("if", reader, place) : nil,
            then: hasConditions ? try schema("then", reader, place) : nil,
            otherwise: hasConditions ? try schema("else", reader, place) : nil
        )
        return rules.isEmpty ? nil : rules
    }

    private mutating func alternatives(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> [Int] {
        let nodes = try schemas(keyword, reader, place)
        if nodes.isEmpty, reader.schema[keyword] != nil {
            throw reader.error(keyword, "'\(keyword)' must have at least one schema")
        }
        return nodes
    }

    mutating func unevaluated(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect
    ) throws(JSONSchemaError) -> UnevaluatedRules? {
        guard dialect == .draft2020_12 else { return nil }
        let items = try schema("unevaluatedItems", reader, place)
        let properties = try schema("unevaluatedProperties", reader, place)
        return items == nil && properties == nil ? nil : UnevaluatedRules(items: items, properties: properties)
    }
}

extension LogicRules {
    var isEmpty: Bool {
        reference == nil && dynamicReference == nil && all.isEmpty && any.isEmpty && one.isEmpty && not == nil
            && condition == nil
    }

    /// The schemas that are applied to the same value.
    var inPlace: [Int] {
        [reference, dynamicReference?.anchor == nil ? dynamicReference?.node : nil, not, condition].compactMap(\.self)
            + all + any + one + (condition == nil ? [] : [then, otherwise].compactMap(\.self))
    }
}
