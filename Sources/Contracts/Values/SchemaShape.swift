package import JSON
import JSONSchema
package import Patterns
import Synchronization

/// What all of several schemas ask for together, alternatives chosen, as far as values are made along it.
package struct SchemaShape {
    /// The members that schemas name; the rest of the members of each such schema.
    package struct Members {
        package var properties: [(name: String, schema: ContractSchema)] = []
        package var patterns: [(expression: RegularExpression, schema: ContractSchema)] = []
        /// For members that neither names.
        package var additional: ContractSchema?
    }

    /// No value is accepted.
    var isImpossible = false
    /// The types that are allowed; nil for all.
    package var types: Set<String>?
    /// Values of which one must be taken.
    package var candidates: [JSONValue]?
    package var examples: [JSONValue] = []
    /// What servers take for granted where nothing is said: as good as an example, where there is none.
    package var assumed: [JSONValue] = []
    package var formats: [String] = []

    package var minimum: JSONNumber?
    package var maximum: JSONNumber?
    package var exclusiveMinimum: JSONNumber?
    package var exclusiveMaximum: JSONNumber?
    package var multiples: [JSONNumber] = []

    package var minLength = 0
    package var maxLength = Int.max
    package var patterns: [RegularExpression] = []
    package var contentEncoding: String?
    package var contentMediaType: String?

    package var minItems = 0
    package var maxItems = Int.max
    package var hasUniqueItems = false
    package var items: [(first: Int, schema: ContractSchema)] = []
    var prefixes: [[ContractSchema]] = []
    package var contains: [(schema: ContractSchema, least: Int)] = []

    package var minProperties = 0
    package var maxProperties = Int.max
    package var required: [String] = []
    package var members: [Members] = []
    package var propertyNames: [ContractSchema] = []
    package var dependencies: [(name: String, required: [String])] = []

    /// Whether something was added that is met by trying.
    var needsTrying = false
    /// How many references were followed.
    package var depth = 0
    /// Alternatives that are taken wherever they are among several; of others one is chosen.
    package var taken: Set<ContractSchema> = []

    /// What nothing is asked of yet.
    package init() {}

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
    package func schemas(of name: String) -> (schemas: [ContractSchema], isNamed: Bool) {
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
    package func schemas(ofElement index: Int) -> [ContractSchema] {
        var found: [ContractSchema] = []
        for prefix in prefixes where index < prefix.count { found.append(prefix[index]) }
        for rest in items where index >= rest.first { found.append(rest.schema) }
        return found
    }
}

extension SchemaShape {
    /// Adds what `schema` asks for; `choose` picks one of several alternatives.
    package mutating func add(_ schema: ContractSchema, _ choose: (Int) -> Int) {
        if schema.value == false { isImpossible = true }
        depth += 1
        guard case .object(let object) = schema.value, depth < 200 else { return }
        if let target = schema.referenced {
            add(target, choose)
            if schema.dialect != .draft2020_12 { return }
        }
        addTypes(schema, object)
        addNumbers(schema, object)
        addStrings(object)
        addArrays(schema, object)
        addObjects(schema, object)
        addAlternatives(schema, object, choose)
    }

    private mutating func addAlternatives(_ schema: ContractSchema, _ object: JSONObject, _ choose: (Int) -> Int) {
        for part in schema.parts("allOf") { add(part, choose) }
        for keyword in ["anyOf", "oneOf"] {
            let branches = schema.parts(keyword)
            if branches.isEmpty { continue }
            needsTrying = true
            add(branches[branches.firstIndex(where: taken.contains) ?? choose(branches.count)], choose)
        }
        if let condition = schema.part("if") {
            needsTrying = true
            if choose(2) == 0 {
                add(condition, choose)
                if let then = schema.part("then") { add(then, choose) }
            } else if let other = schema.part("else") {
                add(other, choose)
            }
        }
        for keyword in ["not", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas", "dependencies"] {
            if object[keyword] != nil { needsTrying = true }
        }
        for (name, part) in schema.members("dependentSchemas") where required.contains(name) { add(part, choose) }
    }

    private mutating func addTypes(_ schema: ContractSchema, _ object: JSONObject) {
        var allowed: Set<String>?
        switch object["type"] {
        case .string(let word)?: allowed = [word]
        case .array(let words)?: allowed = Set(words.compactMap(\.string))
        case .null?, .bool?, .number?, .object?, nil: break
        }
        if schema.dialect == .openAPI30, object["nullable"] == true { allowed?.insert("null") }
        if let allowed { types = types.map { Self.common($0, allowed) } ?? allowed }
        if types?.isEmpty == true { isImpossible = true }
        if case .array(let values)? = object["enum"] { restrict(to: values) }
        if let constant = object["const"] { restrict(to: [constant]) }
        if let example = object["example"] { examples.append(example) }
        examples += object["examples"]?.array ?? []
        if let value = object["default"] { assumed.append(value) }
        if let format = object["format"]?.string { formats.append(format) }
    }

    /// The types that both allow; every integer is a number.
    private static func common(_ one: Set<String>, _ other: Set<String>) -> Set<String> {
        var both = one.intersection(other)
        if (one.contains("integer") && other.contains("number"))
            || (other.contains("integer") && one.contains("number"))
        {
            both.insert("integer")
        }
        return both
    }

    private mutating func restrict(to values: [JSONValue]) {
        candidates = candidates.map { known in known.filter(values.contains) } ?? values
        if candidates?.isEmpty == true { isImpossible = true }
    }

    private mutating func addNumbers(_ schema: ContractSchema, _ object: JSONObject) {
        let isOld = schema.dialect == .openAPI30
        if let low = object["minimum"]?.number {
            if isOld, object["exclusiveMinimum"] == true {
                exclusiveMinimum = Swift.max(exclusiveMinimum ?? low, low)
            } else {
                minimum = Swift.max(minimum ?? low, low)
            }
        }
        if let high = object["maximum"]?.number {
            if isOld, object["exclusiveMaximum"] == true {
                exclusiveMaximum = Swift.min(exclusiveMaximum ?? high, high)
            } else {
                maximum = Swift.min(maximum ?? high, high)
            }
        }
        if let low = object["exclusiveMinimum"]?.number { exclusiveMinimum = Swift.max(exclusiveMinimum ?? low, low) }
        if let high = object["exclusiveMaximum"]?.number {
            exclusiveMaximum = Swift.min(exclusiveMaximum ?? high, high)
        }
        if let multiple = object["multipleOf"]?.number { multiples.append(multiple) }
    }

    private mutating func addStrings(_ object: JSONObject) {
        minLength = max(minLength, count(object, "minLength") ?? 0)
        maxLength = min(maxLength, count(object, "maxLength") ?? .max)
        if let text = object["pattern"]?.string, let pattern = PatternCache.shared.pattern(text) {
            patterns.append(pattern)
        }
        contentEncoding = object["contentEncoding"]?.string ?? contentEncoding
        contentMediaType = object["contentMediaType"]?.string ?? contentMediaType
    }

    private mutating func addArrays(_ schema: ContractSchema, _ object: JSONObject) {
        minItems = max(minItems, count(object, "minItems") ?? 0)
        maxItems = min(maxItems, count(object, "maxItems") ?? .max)
        if object["uniqueItems"] == true { hasUniqueItems = true }
        // Draft 7 has the prefix in `items` and the rest in `additionalItems`.
        let isListed = object["items"]?.kind == .array
        let prefix = schema.parts(isListed ? "items" : "prefixItems")
        if !prefix.isEmpty { prefixes.append(prefix) }
        if let rest = schema.part(isListed ? "additionalItems" : "items") { items.append((prefix.count, rest)) }
        if let part = schema.part("contains") {
            contains.append((part, count(object, "minContains") ?? 1))
            needsTrying = true
        }
    }

    private mutating func addObjects(_ schema: ContractSchema, _ object: JSONObject) {
        minProperties = max(minProperties, count(object, "minProperties") ?? 0)
        maxProperties = min(maxProperties, count(object, "maxProperties") ?? .max)
        for name in (object["required"]?.array ?? []).compactMap(\.string) where !required.contains(name) {
            required.append(name)
        }
        var own = Members()
        own.properties = schema.members("properties").map { ($0.name, $0.schema) }
        own.patterns = schema.members("patternProperties").compactMap { member in
            PatternCache.shared.pattern(member.name).map { ($0, member.schema) }
        }
        own.additional = schema.part("additionalProperties")
        if !own.properties.isEmpty || !own.patterns.isEmpty || own.additional != nil { members.append(own) }
        if let names = schema.part("propertyNames") { propertyNames.append(names) }
        for keyword in ["dependentRequired", "dependencies"] {
            for member in object[keyword]?.object ?? [:] {
                dependencies.append((member.name, (member.value.array ?? []).compactMap(\.string)))
            }
        }
    }

    private func count(_ object: JSONObject, _ keyword: String) -> Int? {
        object[keyword]?.number.map { $0.int ?? .max }
    }
}

extension SchemaShape {
    /// What a schema asks for; of alternatives the first.
    package static func first(of schema: ContractSchema) -> SchemaShape {
        var shape = SchemaShape()
        shape.add(schema) { _ in 0 }
        return shape
    }
}

/// The patterns of contracts, each compiled once: what a schema asks for is found out often.
private final class PatternCache: Sendable {
    static let shared = PatternCache()
    /// So many are kept; then all are forgotten.
    private static let most = 4_096

    private let known = Mutex<[String: RegularExpression?]>([:])

    /// The expression; nil for a text that is none.
    func pattern(_ text: String) -> RegularExpression? {
        if let pattern = known.withLock({ $0[text] }) { return pattern }
        let pattern = try? RegularExpression(ecma262: text)
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[text] = .some(pattern)
        }
        return pattern
    }
}
