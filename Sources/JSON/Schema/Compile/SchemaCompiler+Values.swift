extension SchemaCompiler {
    func types(_ reader: SchemaReader, _ dialect: JSONSchema.Dialect) throws(JSONSchemaError) -> SchemaTypes {
        guard let value = reader.schema["type"] else { return .all }
        var words: [String]
        switch value {
        case .string(let word): words = [word]
        case .array where dialect != .openAPI30: words = try reader.names("type")
        default: throw reader.wrong("type", "one of the types, or a list of them", value)
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
        return SchemaFormat(name: name, dialect)
    }
}
