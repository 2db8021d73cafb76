import JSON
import Patterns

/// What all of several schemas ask for together, alternatives chosen, as far as values are made along it.
struct SchemaShape {
    /// The members that schemas name; the rest of the members of each such schema.
    struct Members {
        var properties: [(name: String, schema: ContractSchema)] = []
        var patterns: [(expression: RegularExpression, schema: ContractSchema)] = []
        /// For members that neither names.
        var additional: ContractSchema?
    }

    /// No value is accepted.
    var isImpossible = false
    /// The types that are allowed; nil for all.
    var types: Set<String>?
    /// Values of which one must be taken.
    var candidates: [JSONValue]?
    var examples: [JSONValue] = []
    var formats: [String] = []

    var minimum: JSONNumber?
    var maximum: JSONNumber?
    var exclusiveMinimum: JSONNumber?
    var exclusiveMaximum: JSONNumber?
    var multiples: [JSONNumber] = []

    var minLength = 0
    var maxLength = Int.max
    var patterns: [RegularExpression] = []
    var contentEncoding: String?
    var contentMediaType: String?

    var minItems = 0
    var maxItems = Int.max
    var hasUniqueItems = false
    var items: [(first: Int, schema: ContractSchema)] = []
    var prefixes: [[ContractSchema]] = []
    var contains: [(schema: ContractSchema, least: Int)] = []

    var minProperties = 0
    var maxProperties = Int.max
    var required: [String] = []
    var members: [Members] = []
    var propertyNames: [ContractSchema] = []
    var dependencies: [(name: String, required: [String])] = []

    /// Whether something was added that is met by trying.
    var needsTrying = false
    /// How many references were followed.
    var depth = 0

    /// The types that values are made of: those allowed, or those that the keywords are about.
    var likelyTypes: [String] {
        if let types {
            return ["object", "array", "string", "integer", "number", "boolean", "null"].filter(types.contains)
        }
        var likely: [String] = []
        if !members.isEmpty || !required.isEmpty || minProperties > 0 || !propertyNames.isEmpty {
            likely.append("object")
        }
        if !items.isEmpty || !prefixes.isEmpty || minItems > 0 || !contains.isEmpty || hasUniqueItems {
            likely.append("array")
        }
        if !patterns.isEmpty || minLength > 0 || maxLength < .max || !formats.isEmpty || contentEncoding != nil {
            likely.append("string")
        }
        if minimum != nil || maximum != nil || exclusiveMinimum != nil || exclusiveMaximum != nil || !multiples.isEmpty
        {
            likely.append("number")
        }
        return likely.isEmpty ? ["string", "integer", "boolean"] : likely
    }

    /// The schemas of a member, and whether any of them names it.
    func schemas(of name: String) -> (schemas: [ContractSchema], isNamed: Bool) {
        var found: [ContractSchema] = []
        var isNamed = false
        for part in members {
            var isCovered = false
            for property in part.properties where property.name.utf8.elementsEqual(name.utf8) {
                found.append(property.schema)
                isCovered = true
            }
            for pattern in part.patterns where (try? pattern.expression.search(name)) == true {
                found.append(pattern.schema)
                isCovered = true
            }
            if !isCovered, let additional = part.additional { found.append(additional) }
            isNamed = isNamed || isCovered
        }
        return (found, isNamed)
    }

    /// The schemas of an element.
    func schemas(ofElement index: Int) -> [ContractSchema] {
        var found: [ContractSchema] = []
        for prefix in prefixes where index < prefix.count { found.append(prefix[index]) }
        for rest in items where index >= rest.first { found.append(rest.schema) }
        return found
    }
}
