extension SchemaCompiler {
    mutating func objects(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect,
        hasRules: Bool,
        isApplied: Bool
    ) throws(JSONSchemaError) -> ObjectRules? {
        let minProperties = hasRules ? try reader.count("minProperties") : nil
        let maxProperties = hasRules ? try reader.count("maxProperties") : nil
        let required = hasRules ? try reader.names("required") : []
        let dependencies = try self.dependencies(reader, place, dialect, hasRules: hasRules, isApplied: isApplied)
        var properties: [PropertyTable.Entry] = []
        var patterns: [ObjectRules.Pattern] = []
        var additional: Int?
        var names: Int?
        if isApplied {
            properties = try self.properties(reader, place)
            additional = try schema("additionalProperties", reader, place)
            if dialect != .openAPI30 {
                patterns = try self.patterns(reader, place)
                names = try schema("propertyNames", reader, place)
            }
        }
        if minProperties == nil, maxProperties == nil, required.isEmpty, dependencies.isEmpty, properties.isEmpty,
            patterns.isEmpty, additional == nil, names == nil
        {
            return nil
        }
        return ObjectRules(
            minProperties: minProperties ?? 0,
            maxProperties: maxProperties ?? .max,
            required: required,
            properties: PropertyTable(properties),
            patterns: patterns,
            additional: additional,
            names: names,
            dependencies: dependencies
        )
    }

    private mutating func properties(
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> [PropertyTable.Entry] {
        var entries: [PropertyTable.Entry] = []
        for member in try reader.map("properties") ?? [:] {
            let part = try part(["properties", member.name], of: place, member.value)
            entries.append(PropertyTable.Entry(name: member.name, node: node(at: part)))
        }
        return entries
    }

    private mutating func patterns(
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> [ObjectRules.Pattern] {
        var patterns: [ObjectRules.Pattern] = []
        for member in try reader.map("patternProperties") ?? [:] {
            let expression = try reader.expression(member.name, "patternProperties")
            let part = try part(["patternProperties", member.name], of: place, member.value)
            patterns.append(ObjectRules.Pattern(expression: expression, node: node(at: part)))
        }
        return patterns
    }

    private mutating func dependencies(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ dialect: JSONSchema.Dialect,
        hasRules: Bool,
        isApplied: Bool
    ) throws(JSONSchemaError) -> [ObjectRules.Dependency] {
        guard dialect != .openAPI30 else { return [] }
        var result: [ObjectRules.Dependency] = []
        // `dependencies` was split in two after draft 7; schemas that still have it mean what they meant.
        var keywords = isApplied ? ["dependencies"] : []
        if dialect == .draft2020_12 {
            if hasRules { keywords.append("dependentRequired") }
            if isApplied { keywords.append("dependentSchemas") }
        }
        for keyword in keywords {
            for member in try reader.map(keyword) ?? [:] {
                var names: [String] = []
                var schema: Int?
                if keyword == "dependentRequired" {
                    names = try reader.names(member.value, keyword)
                } else if keyword == "dependencies", case .array = member.value {
                    names = try reader.names(member.value, keyword)
                } else {
                    schema = node(at: try part([keyword, member.name], of: place, member.value))
                }
                result.append(
                    ObjectRules.Dependency(name: member.name, required: names, node: schema, keyword: keyword)
                )
            }
        }
        return result
    }
}
