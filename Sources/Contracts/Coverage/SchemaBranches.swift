import Diagnostics
import JSON
import JSONSchema

/// The alternatives in schemas: all that there are, or those that a value takes.
struct SchemaBranches {
    private(set) var items: [CoverageItem] = []
    private let direction: MessageDirection
    private var seen: Set<ContractSchema> = []
    private var known: Set<String> = []

    package init(_ direction: MessageDirection) {
        self.direction = direction
    }

    /// Adds all alternatives of `schema` and of what it refers to.
    mutating func addAll(of schema: ContractSchema?) {
        if let schema { visit(schema, nil) }
    }

    /// Adds the alternatives that `value` takes.
    mutating func addTaken(by value: JSONValue, in schema: ContractSchema?) {
        if let schema { visit(schema, value) }
    }

    private mutating func add(_ schema: ContractSchema, _ tokens: String...) {
        let pointer = schema.pointer.appending(JSONPointer(tokens: tokens))
        let file = schema.isInMainDocument ? "" : schema.location?.file.path ?? ""
        let name = "\(file)#\(pointer)"
        if known.insert(name).inserted { items.append(CoverageItem(.schemaBranches, direction.rawValue, name)) }
    }

    /// Without a value, all alternatives are added, and each schema is gone through once.
    private mutating func visit(_ schema: ContractSchema, _ value: JSONValue?) {
        if value == nil, !seen.insert(schema).inserted { return }
        if let target = schema.referenced {
            visit(target, value)
            if schema.dialect != .draft2020_12 { return }
        }
        for part in schema.parts("allOf") { visit(part, value) }
        for keyword in ["oneOf", "anyOf"] {
            for (index, part) in schema.parts(keyword).enumerated() {
                if let value, !part.isValid(value, direction) { continue }
                add(schema, keyword, String(index))
                visit(part, value)
            }
        }
        visitCondition(schema, value)
        visitValues(schema, value)
        visitMembers(schema, value)
        visitElements(schema, value)
    }

    private mutating func visitCondition(_ schema: ContractSchema, _ value: JSONValue?) {
        guard let condition = schema.part("if") else { return }
        for (keyword, isMet) in [("then", true), ("else", false)] {
            if let value, condition.isValid(value, direction) != isMet { continue }
            guard let part = schema.part(keyword) else { continue }
            add(schema, keyword)
            visit(part, value)
        }
    }

    private mutating func visitValues(_ schema: ContractSchema, _ value: JSONValue?) {
        for (index, candidate) in (schema.value["enum"]?.array ?? []).enumerated() where value ?? candidate == candidate
        {
            add(schema, "enum", String(index))
        }
        for (index, word) in (schema.value["type"]?.array ?? []).enumerated() {
            if let value, let word = word.string, !Self.isOfType(value, word) { continue }
            add(schema, "type", String(index))
        }
        if schema.dialect == .openAPI30, schema.value["nullable"] == true, value ?? .null == .null {
            add(schema, "nullable")
        }
    }

    private static func isOfType(_ value: JSONValue, _ word: String) -> Bool {
        if word == "integer" { return value.number?.isInteger ?? false }
        return value.kind.rawValue == word
    }

    private mutating func visitMembers(_ schema: ContractSchema, _ value: JSONValue?) {
        let other = direction == .request ? "readOnly" : "writeOnly"
        let required = (schema.value["required"]?.array ?? []).compactMap(\.string)
        for (name, part) in schema.members("properties") {
            if part.value[other] == true || part.resolved.value[other] == true { continue }
            if let value, value.kind != .object { continue }
            if !required.contains(name) {
                // Both are alternatives: there, and not there.
                if value == nil || value?[name] != nil { add(schema, "properties", name) }
                if value == nil || value?[name] == nil { add(schema, "properties", name, "absent") }
            }
            if value == nil || value?[name] != nil { visit(part, value?[name]) }
        }
        guard let rest = schema.part("additionalProperties"), rest.value.kind == .object else { return }
        guard let value else { return visit(rest, nil) }
        let declared = schema.value["properties"]?.object
        for member in value.object ?? [:] where declared?[member.name] == nil { visit(rest, member.value) }
    }

    private mutating func visitElements(_ schema: ContractSchema, _ value: JSONValue?) {
        let prefix = schema.parts("prefixItems")
        let items = schema.part("items")
        guard let value else {
            for part in prefix { visit(part, nil) }
            if let items { visit(items, nil) }
            return
        }
        for (index, element) in (value.array ?? []).enumerated() {
            if index < prefix.count { visit(prefix[index], element) } else if let items { visit(items, element) }
        }
    }
}
