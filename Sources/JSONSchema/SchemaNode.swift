import Diagnostics
import JSON
import URI

/// One schema, its keywords grouped by the kind of value that they apply to.
///
/// The groups are classes, so that reading one while validating costs no copy of its parts.
final class SchemaNode: Sendable {
    /// The answer of the schemas `true` and `false`, and of an empty one.
    let verdict: Bool?
    /// Whether nothing but `types` decides.
    let isTypeOnly: Bool
    let types: SchemaTypes
    let values: ValueRules?
    let numbers: NumberRules?
    let strings: StringRules?
    let arrays: ArrayRules?
    let objects: ObjectRules?
    let logic: LogicRules?
    let unevaluated: UnevaluatedRules?
    /// The schema resource that it belongs to, for the dynamic scope.
    let resource: Int

    /// A schema that accepts all or nothing.
    init(verdict: Bool, resource: Int) {
        self.verdict = verdict
        self.resource = resource
        types = .all
        isTypeOnly = false
        (values, numbers, strings, arrays, objects, logic, unevaluated) = (nil, nil, nil, nil, nil, nil, nil)
    }

    init(
        types: SchemaTypes,
        values: ValueRules?,
        numbers: NumberRules?,
        strings: StringRules?,
        arrays: ArrayRules?,
        objects: ObjectRules?,
        logic: LogicRules?,
        unevaluated: UnevaluatedRules?,
        resource: Int
    ) {
        isTypeOnly =
            values == nil && numbers == nil && strings == nil && arrays == nil && objects == nil && logic == nil
            && unevaluated == nil
        verdict = isTypeOnly && types == .all ? true : nil
        self.types = types
        self.values = values
        self.numbers = numbers
        self.strings = strings
        self.arrays = arrays
        self.objects = objects
        self.logic = logic
        self.unevaluated = unevaluated
        self.resource = resource
    }
}

/// A compiled schema: nodes that refer to each other by their index, so that cycles need no care.
final class SchemaGraph: Sendable {
    let nodes: [SchemaNode]
    /// Where each node's schema stands, for reports.
    let origins: [SchemaOrigin]
    /// For each name, the nodes of that `$dynamicAnchor` by their resource.
    let dynamicAnchors: [String: [Int: Int]]
    /// The keywords that only describe, by the node that has them (JSON Schema Core, section 7.7).
    let annotations: [Int: [JSONObject.Member]]
    /// Whether validation must keep track of the resources it goes through.
    let hasDynamicScope: Bool

    init(
        nodes: [SchemaNode],
        origins: [SchemaOrigin],
        dynamicAnchors: [String: [Int: Int]],
        annotations: [Int: [JSONObject.Member]]
    ) {
        self.nodes = nodes
        self.origins = origins
        self.dynamicAnchors = dynamicAnchors
        self.annotations = annotations
        hasDynamicScope = !dynamicAnchors.isEmpty
    }

    /// The names of the properties that a schema knows for the object that it is applied to, those of the schemas that
    /// it applies to the same object included; in the order of the schema.
    func propertyNames(of node: Int) -> [String] {
        var names: [String] = []
        var seen: Set<Int> = [node]
        var waiting = [node]
        while let next = waiting.popLast() {
            let schema = nodes[next]
            for entry in schema.objects?.properties.entries ?? [] where !names.contains(where: entry.name.isIdentical) {
                names.append(entry.name)
            }
            waiting += (schema.logic?.inPlace ?? []).reversed().filter { seen.insert($0).inserted }
        }
        return names
    }
}

/// The types that `type` allows.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let boolean = SchemaTypes(rawValue: 2)
    static let integer = SchemaTypes(rawValue: 4)
    /// A number with a fraction.
    static let fraction = SchemaTypes(rawValue: 8)
    static let number: SchemaTypes = [.integer, .fraction]
    static let string = SchemaTypes(rawValue: 16)
    static let array = SchemaTypes(rawValue: 32)
    static let object = SchemaTypes(rawValue: 64)
    static let all: SchemaTypes = [.null, .boolean, .number, .string, .array, .object]

    /// The words of `type`, in the order in which messages name them.
    static let words: [(word: String, types: SchemaTypes)] = [
        ("string", .string), ("number", .number), ("integer", .integer), ("boolean", .boolean), ("array", .array),
        ("object", .object), ("null", .null),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(word: String) {
        guard let entry = Self.words.first(where: { $0.word == word }) else { return nil }
        self = entry.types
    }

    @inline(__always)
    func include(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        case .number(let number): contains(.fraction) || (contains(.integer) && number.isInteger)
        }
    }

    /// `a string or null`.
    var description: String {
        let words = Self.words.filter { contains($0.types) && !($0.types == .integer && contains(.number)) }
        return words.map { Self.withArticle($0.word) }.joined(separator: " or ")
    }

    private static func withArticle(_ word: String) -> String {
        switch word {
        case "null": word
        case "integer", "array", "object": "an \(word)"
        default: "a \(word)"
        }
    }
}

/// Where a schema stands.
struct SchemaOrigin: Sendable {
    let uri: String
    let pointer: JSONPointer

    /// The URI of one of its keywords.
    func location(of keywords: [String]) -> String {
        let pointer = pointer.appending(JSONPointer(tokens: keywords))
        return uri + "#" + PercentCoding.encodeFragment(pointer.description)
    }
}
