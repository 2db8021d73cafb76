import Diagnostics
import JSON
import Patterns

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

extension SchemaCompiler {
    func types(_ reader: SchemaReader, _ dialect: JSONSchema.Dialect) throws(JSONSchemaError) -> SchemaTypes {
        guard let value = reader.schema["type"] else { return .all }
        var words: [String]
        switch value {
        case .string(let word): words = [word]
        case .array where dialect != .openAPI30: words = try reader.names("type")
        case .null, .bool, .number, .array, .object:
            throw reader.wrong("type", "one of the types, or a list of them", value)
        }
        if dialect == .openAPI30, try reader.flag("nullable") { words.append("null") }
        var types: SchemaTypes = []
        for word in words {
            guard let type = SchemaTypes(word: word) else {
                let known = SchemaTypes.words.map(\.word)
                let near = NearestWord.suggest(word, among: known).map { "did you mean '\($0)'?" }
                throw reader.error("type", "unknown type '\(word)'", hint: near ?? known.joined(separator: ", "))
            }
            types.formUnion(type)
        }
        return types
    }

    func values(_ reader: SchemaReader, _ dialect: JSONSchema.Dialect) throws(JSONSchemaError) -> ValueRules? {
        let allowed = try reader.list("enum")
        let constant = dialect == .openAPI30 ? nil : reader.schema["const"]
        return allowed == nil && constant == nil ? nil : ValueRules(allowed: allowed, constant: constant)
    }

    func numbers(
        _ reader: SchemaReader,
        _ dialect: JSONSchema.Dialect,
        hasRules: Bool,
        _ format: SchemaFormat?
    ) throws(JSONSchemaError) -> NumberRules? {
        let format = format.flatMap { $0.appliesToNumbers ? $0 : nil }
        var minimum = hasRules ? try reader.number("minimum") : nil
        var maximum = hasRules ? try reader.number("maximum") : nil
        var above: JSONNumber?
        var below: JSONNumber?
        if dialect == .openAPI30 {
            if try reader.flag("exclusiveMinimum") { (above, minimum) = (minimum, nil) }
            if try reader.flag("exclusiveMaximum") { (below, maximum) = (maximum, nil) }
        } else if hasRules {
            above = try reader.number("exclusiveMinimum")
            below = try reader.number("exclusiveMaximum")
        }
        let multipleOf = hasRules ? try reader.number("multipleOf") : nil
        if let multipleOf, multipleOf <= 0 {
            throw reader.error("multipleOf", "'multipleOf' must be above 0, found \(multipleOf)")
        }
        if minimum == nil, maximum == nil, above == nil, below == nil, multipleOf == nil, format == nil { return nil }
        return NumberRules(
            minimum: minimum,
            maximum: maximum,
            exclusiveMinimum: above,
            exclusiveMaximum: below,
            multipleOf: multipleOf,
            format: format,
            hasFlags: dialect == .openAPI30
        )
    }

    func strings(
        _ reader: SchemaReader,
        hasRules: Bool,
        _ format: SchemaFormat?
    ) throws(JSONSchemaError) -> StringRules? {
        let format = format.flatMap { $0.appliesToNumbers ? nil : $0 }
        guard hasRules else {
            return format.map { StringRules(minLength: 0, maxLength: .max, pattern: nil, format: $0) }
        }
        let minLength = try reader.count("minLength")
        let maxLength = try reader.count("maxLength")
        var expression: RegularExpression?
        if let pattern = try reader.string("pattern") { expression = try reader.expression(pattern, "pattern") }
        if minLength == nil, maxLength == nil, expression == nil, format == nil { return nil }
        return StringRules(
            minLength: minLength ?? 0,
            maxLength: maxLength ?? .max,
            pattern: expression,
            format: format
        )
    }

    /// The format to check, if formats are checked and this one is known; others only describe.
    func format(
        _ reader: SchemaReader,
        _ dialect: JSONSchema.Dialect,
        _ vocabularies: Vocabularies
    ) throws(JSONSchemaError) -> SchemaFormat? {
        guard vocabularies.contains(.description) || vocabularies.contains(.formatAssertion) else { return nil }
        guard let name = try reader.string("format") else { return nil }
        guard assertsFormats || vocabularies.contains(.formatAssertion) else { return nil }
        return SchemaFormat(name: name, dialect, knowsNumbers: knowsNumberFormats)
    }
}

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
