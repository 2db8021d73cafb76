import JSON

/// The documents of a contract as messages of one direction see them: members that belong to the other direction aren't
/// required (OpenAPI 3.0.3, Schema Object), and in responses members that are `writeOnly` are forbidden.
struct DirectionalView: Sendable {
    private(set) var documents: [String: JSONValue] = [:]
    /// The documents' URIs and pointers of the members' schemas that were forbidden.
    private(set) var forbidden: Set<String> = []
    /// Whether anything depends on the direction.
    var changes: Bool { !documents.isEmpty }

    private let index: SchemaIndex
    private let direction: MessageDirection
    private var keyword: String { direction == .request ? "readOnly" : "writeOnly" }

    init(_ index: SchemaIndex, _ direction: MessageDirection) {
        self.index = index
        self.direction = direction
        for (uri, document) in index.documents where Self.mentions(keyword, document.value) {
            let changed = rewritten(document.value, uri, JSONPointer(), isMap: false)
            if changed != document.value { documents[uri] = changed }
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

    private mutating func rewritten(_ value: JSONValue, _ uri: String, _ at: JSONPointer, isMap: Bool) -> JSONValue {
        switch value {
        case .array(let elements):
            return .array(
                elements.enumerated().map { rewritten($0.element, uri, at.appending($0.offset), isMap: false) }
            )
        case .object(let object):
            var result = object
            for member in object where isMap || !Self.data.contains(member.name) {
                let isMap = !isMap && Self.maps.contains(member.name)
                result[member.name] = rewritten(member.value, uri, at.appending(member.name), isMap: isMap)
            }
            if !isMap { adjust(&result, object, uri, at) }
            return .object(result)
        case .null, .bool, .number, .string: return value
        }
    }

    private mutating func adjust(_ result: inout JSONObject, _ schema: JSONObject, _ uri: String, _ at: JSONPointer) {
        if case .array(let names)? = schema["required"] {
            var passed: Set<String> = []
            let marked = markedNames(.object(schema), uri, &passed)
            let kept = names.filter { name in name.string.map { !marked.contains($0) } ?? true }
            // Draft 4 wants at least one name.
            if kept.count < names.count { result["required"] = kept.isEmpty ? nil : .array(kept) }
        }
        guard direction == .response, case .object(let properties)? = schema["properties"],
            case .object(var changed)? = result["properties"]
        else { return }
        for member in properties where isMarked(member.value, uri) {
            changed[member.name] = ["not": [:]]
            forbidden.insert("\(uri)#\(at.appending("properties").appending(member.name))")
        }
        result["properties"] = .object(changed)
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
