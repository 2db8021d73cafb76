import Contracts
import JSON
import JSONSchema

/// Takes a schema out of its contract: one JSON Schema (2020-12) with everything that it refers to under `$defs`.
struct SchemaBundle {
    private var names: [ContractSchema: String] = [:]
    private var definitions = JSONObject()
    private let direction: MessageDirection

    /// The schema by itself, for messages of `direction`.
    static func value(_ schema: ContractSchema, _ direction: MessageDirection) -> JSONValue {
        var bundle = SchemaBundle(direction)
        let value = bundle.written(schema.resolved)
        guard !bundle.definitions.isEmpty, case .object(var object) = value else { return value }
        object["$defs"] = .object(bundle.definitions)
        return .object(object)
    }

    private init(_ direction: MessageDirection) {
        self.direction = direction
    }

    /// What the values of keywords are; those of others are data.
    private enum Keyword {
        case reference
        /// A schema.
        case single
        /// Schemas in a list.
        case list
        /// Schemas by names of the author's choice.
        case map
        /// What names or describes and validates nothing.
        case dropped
    }

    private static let keywords: [String: Keyword] = {
        let single = [
            "not", "if", "then", "else", "items", "additionalProperties", "contains", "propertyNames",
            "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems",
        ]
        let dropped = [
            "$id", "$anchor", "$dynamicAnchor", "$schema", "$defs", "definitions", "example", "examples", "xml",
            "externalDocs", "discriminator", "deprecated", "readOnly", "writeOnly", "nullable", "title", "description",
            "default", "$comment",
        ]
        let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
        let maps = ["properties", "patternProperties", "dependentSchemas"]
        let kinds: [(Keyword, [String])] = [
            (.reference, ["$ref", "$dynamicRef"]), (.single, single), (.list, lists), (.map, maps), (.dropped, dropped),
        ]
        return Dictionary(uniqueKeysWithValues: kinds.flatMap { kind, names in names.map { ($0, kind) } })
    }()

    private mutating func written(_ schema: ContractSchema) -> JSONValue {
        guard case .object(let object) = schema.value else { return schema.value }
        var result = JSONObject()
        for member in object {
            let name = member.name
            switch Self.keywords[name] {
            case .dropped?: break
            case .reference?:
                if let target = schema.referenced { result["$ref"] = .string(reference(target)) }
            case .list?: result[name] = .array(schema.parts(name).map { written($0) })
            case .map?:
                result[name] = .object(
                    JSONObject(schema.members(name).map { .init(name: $0.name, value: written($0.schema)) })
                )
            case .single?:
                let part = schema.part(name).flatMap { $0.value.array == nil ? $0 : nil }
                result[name] = part.map { written($0) } ?? member.value
            case nil: if !name.utf8.starts(with: "x-".utf8) { result[name] = member.value }
            }
        }
        adjust(&result, schema, object)
        return .object(result)
    }

    /// Members of the other direction aren't required; OpenAPI 3.0 has words of its own.
    private func adjust(_ result: inout JSONObject, _ schema: ContractSchema, _ object: JSONObject) {
        if case .array(let required)? = object["required"] {
            let word = direction == .response ? "writeOnly" : "readOnly"
            let hidden = schema.members("properties").filter { $0.schema.resolved.value[word] == true }.map(\.name)
            result["required"] = .array(required.filter { name in name.string.map { !hidden.contains($0) } ?? true })
        }
        guard schema.dialect == .openAPI30 else { return bound(&result, object) }
        defer { bound(&result, object) }
        if object["nullable"] == true, let type = object["type"]?.string { result["type"] = [.string(type), "null"] }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            guard let flag = object[exclusive]?.bool else { continue }
            _ = result.remove(exclusive)
            if flag, let value = object[bound] {
                _ = result.remove(bound)
                result[exclusive] = value
            }
        }
    }

    /// Whole numbers of so many bits are within bounds: a `format` of numbers says nothing in JSON Schema.
    private func bound(_ result: inout JSONObject, _ object: JSONObject) {
        guard let range = NumberFormat.range(object["format"]?.string) else { return }
        if result["minimum"] == nil, result["exclusiveMinimum"] == nil { result["minimum"] = .number(range.low) }
        if result["maximum"] == nil, result["exclusiveMaximum"] == nil { result["maximum"] = .number(range.high) }
    }

    private mutating func reference(_ schema: ContractSchema) -> String {
        if let known = names[schema] { return "#/$defs/\(known)" }
        let last = schema.pointer.tokens.last.map { $0.replacing("/", with: "_").replacing("~", with: "_") } ?? "schema"
        var name = last
        var index = 2
        while definitions[name] != nil {
            name = "\(last)\(index)"
            index += 1
        }
        names[schema] = name
        definitions[name] = true
        definitions[name] = written(schema)
        return "#/$defs/\(PercentText.encode(name))"
    }
}

/// OpenAPI's formats of whole numbers (OpenAPI 3.1.0, Data Types).
enum NumberFormat {
    /// The least and the greatest number of a format; nil for one that says nothing of them.
    static func range(_ format: String?) -> (low: JSONNumber, high: JSONNumber)? {
        switch format {
        case "int32": (JSONNumber(Int(Int32.min)), JSONNumber(Int(Int32.max)))
        case "int64": (JSONNumber(Int.min), JSONNumber(Int.max))
        default: nil
        }
    }
}
