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

    private static let single: Set<String> = [
        "not", "if", "then", "else", "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema", "additionalItems",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let maps: Set<String> = ["properties", "patternProperties", "dependentSchemas"]
    /// What names or describes and validates nothing.
    private static let dropped: Set<String> = [
        "$id", "$anchor", "$dynamicAnchor", "$schema", "$defs", "definitions", "example", "examples", "xml",
        "externalDocs", "discriminator", "deprecated", "readOnly", "writeOnly", "nullable", "title", "description",
        "default", "$comment",
    ]

    private mutating func written(_ schema: ContractSchema) -> JSONValue {
        guard case .object(let object) = schema.value else { return schema.value }
        var result = JSONObject()
        for member in object where !Self.dropped.contains(member.name) && !member.name.hasPrefix("x-") {
            let name = member.name
            if name == "$ref" || name == "$dynamicRef" {
                if let target = schema.referenced { result["$ref"] = .string(reference(target)) }
            } else if Self.single.contains(name), let part = schema.part(name), part.value.array == nil {
                result[name] = written(part)
            } else if Self.lists.contains(name) {
                result[name] = .array(schema.parts(name).map { written($0) })
            } else if Self.maps.contains(name) {
                result[name] = .object(
                    JSONObject(schema.members(name).map { .init(name: $0.name, value: written($0.schema)) })
                )
            } else {
                result[name] = member.value
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
        guard schema.dialect == .openAPI30 else { return }
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
