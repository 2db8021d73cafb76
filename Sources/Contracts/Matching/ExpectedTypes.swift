import JSON
import JSONSchema

/// Which types a schema allows, and the schemas of parts, as far as texts are to be read as values.
package enum ExpectedTypes {
    /// The types; nil when all are allowed.
    package static func of(_ schema: ContractSchema?, depth: Int = 0) -> Set<String>? {
        guard let schema, depth < 32 else { return nil }
        var allowed: Set<String>?
        func restrict(_ types: Set<String>?) {
            guard let types else { return }
            // Every integer is a number, so that the narrower word wins.
            var both = (allowed ?? types).intersection(types)
            if let allowed, allowed.contains("number") != types.contains("number"),
                allowed.union(types).contains("integer")
            {
                both.insert("integer")
            }
            allowed = both
        }
        switch schema.value["type"] {
        case .string(let word)?: restrict([word])
        case .array(let words)?: restrict(Set(words.compactMap(\.string)))
        case .null?, .bool?, .number?, .object?, nil: break
        }
        if schema.value["nullable"] == true, schema.dialect == .openAPI30 { allowed?.insert("null") }
        if let target = schema.referenced { restrict(of(target, depth: depth + 1)) }
        for part in schema.parts("allOf") { restrict(of(part, depth: depth + 1)) }
        for keyword in ["anyOf", "oneOf"] {
            let branches = schema.parts(keyword).map { of($0, depth: depth + 1) }
            if branches.isEmpty || branches.contains(nil) { continue }
            restrict(branches.compactMap(\.self).reduce([]) { $0.union($1) })
        }
        if allowed == nil { restrict(ofValues(schema)) }
        return allowed
    }

    private static func ofValues(_ schema: ContractSchema) -> Set<String>? {
        let values = schema.value["enum"]?.array ?? schema.value["const"].map { [$0] }
        guard let values else { return nil }
        return Set(values.map { $0.kind.rawValue })
    }

    /// The schema of the elements, wherever in `schema` it is.
    package static func elements(of schema: ContractSchema?) -> ContractSchema? {
        first(in: schema) { $0.part("items") }
    }

    /// The schema of the member called `name`, wherever in `schema` it is.
    package static func member(_ name: String, of schema: ContractSchema?) -> ContractSchema? {
        first(in: schema) { $0.part("properties", name) }
            ?? first(in: schema) { schema in
                schema.part("additionalProperties").flatMap { $0.value.kind == .object ? $0 : nil }
            }
    }

    /// The names of the members that `schema` declares.
    static func memberNames(of schema: ContractSchema?) -> [String] {
        var names: [String] = []
        _ = first(in: schema) { schema -> Never? in
            names += schema.value["properties"]?.object?.names ?? []
            return nil
        }
        return names
    }

    private static func first<Found>(
        in schema: ContractSchema?,
        depth: Int = 0,
        _ find: (ContractSchema) -> Found?
    ) -> Found? {
        guard let schema, depth < 32 else { return nil }
        if let found = find(schema) { return found }
        if let target = schema.referenced, let found = first(in: target, depth: depth + 1, find) { return found }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for part in schema.parts(keyword) {
                if let found = first(in: part, depth: depth + 1, find) { return found }
            }
        }
        return nil
    }
}
