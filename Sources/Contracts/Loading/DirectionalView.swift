import JSON

/// The documents of a contract as messages of one direction see them: members that belong to the other direction aren't
/// required (OpenAPI 3.0.3, Schema Object), and in responses members that are `writeOnly` are forbidden.
struct DirectionalView: Sendable {
    private(set) var documents: [String: JSONValue] = [:]
    /// The documents' URIs and pointers of the members' schemas that were forbidden.
    private(set) var forbidden: Set<String> = []
    /// Whether anything depends on the direction.
    package var changes: Bool { !documents.isEmpty }

    private let index: SchemaIndex
    private let direction: MessageDirection
    private var keyword: String { direction == .request ? "readOnly" : "writeOnly" }

    package init(_ index: SchemaIndex, _ direction: MessageDirection) {
        self.index = index
        self.direction = direction
        for (uri, document) in index.documents where Self.mentions(keyword, document.value) {
            var way: [String] = []
            documents[uri] = rewritten(document.value, uri, &way, isMap: false)
        }
    }

    /// Whether the word is the name of a member anywhere.
    private static func mentions(_ word: String, _ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains { mentions(word, $0) }
        case .object(let object): object.contains { $0.name == word || mentions(word, $0.value) }
        case .null, .bool, .number, .string: false
        }
    }

    /// Keywords whose values are data and not schemas.
    private static let data: Set<String> = ["enum", "const", "default", "example", "examples", "required"]
    /// Keywords whose values have names of the author's choice.
    private static let maps: Set<String> = [
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas",
    ]

    /// The value as messages of this direction see it; nil where that is the value itself. `way` leads to it.
    private mutating func rewritten(
        _ value: JSONValue,
        _ uri: String,
        _ way: inout [String],
        isMap: Bool
    ) -> JSONValue? {
        switch value {
        case .array(let elements):
            var changed: [JSONValue]?
            for (index, element) in elements.enumerated() {
                way.append(String(index))
                if let new = rewritten(element, uri, &way, isMap: false) {
                    changed = changed ?? elements
                    changed?[index] = new
                }
                way.removeLast()
            }
            return changed.map(JSONValue.array)
        case .object(let object):
            var changed: JSONObject?
            for member in object where isMap || !Self.data.contains(member.name) {
                let isMap = !isMap && Self.maps.contains(member.name)
                way.append(member.name)
                if let new = rewritten(member.value, uri, &way, isMap: isMap) {
                    changed = changed ?? object
                    changed?[member.name] = new
                }
                way.removeLast()
            }
            if !isMap { adjust(&changed, object, uri, way) }
            return changed.map(JSONValue.object)
        case .null, .bool, .number, .string: return nil
        }
    }

    private mutating func adjust(_ result: inout JSONObject?, _ schema: JSONObject, _ uri: String, _ way: [String]) {
        if case .array(let names)? = schema["required"] {
            var passed: Set<String> = []
            let marked = markedNames(.object(schema), uri, &passed)
            let kept = names.filter { name in name.string.map { !marked.contains($0) } ?? true }
            // Draft 4 wants at least one name.
            if kept.count < names.count {
                result = result ?? schema
                result?["required"] = kept.isEmpty ? nil : .array(kept)
            }
        }
        guard direction == .response, case .object(let properties)? = schema["properties"] else { return }
        let marked = properties.filter { isMarked($0.value, uri) }
        guard !marked.isEmpty, case .object(var changed)? = (result ?? schema)["properties"] else { return }
        for member in marked {
            changed[member.name] = ["not": [:]]
            let pointer = JSONPointer(tokens: way + ["properties", member.name])
            forbidden.insert("\(uri)#\(pointer)")
        }
        result = result ?? schema
        result?["properties"] = .object(changed)
    }

    /// The members that the schema, or one that it is made of, marks as of the other direction.
    private func markedNames(_ schema: JSONValue, _ uri: String, _ passed: inout Set<String>) -> Set<String> {
        var names: Set<String> = []
        for member in schema["properties"]?.object ?? [:] where isMarked(member.value, uri) {
            names.insert(member.name)
        }
        for part in schema["allOf"]?.array ?? [] { names.formUnion(markedNames(part, uri, &passed)) }
        if let reference = schema["$ref"]?.string, passed.insert("\(uri) \(reference)").inserted,
            let (target, base) = index.resolve(reference, base: uri), let value = index.value(target)
        {
            names.formUnion(markedNames(value, base, &passed))
        }
        return names
    }

    private func isMarked(_ schema: JSONValue, _ uri: String) -> Bool {
        var (schema, uri) = (schema, uri)
        for _ in 0..<16 {
            if schema[keyword] == true { return true }
            guard let reference = schema["$ref"]?.string, let (target, base) = index.resolve(reference, base: uri),
                let value = index.value(target)
            else { return false }
            (schema, uri) = (value, base)
        }
        return false
    }
}
