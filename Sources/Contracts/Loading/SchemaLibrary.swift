package import JSON
package import JSONSchema
import Synchronization

/// Compiles the schemas of a contract, each once and only when it is asked for.
package final class SchemaLibrary: Sendable {
    private struct Key: Hashable {
        let target: SchemaIndex.Target
        let direction: MessageDirection?
    }

    private struct Parts {
        var index = SchemaIndex()
        var views: [MessageDirection: DirectionalView] = [:]
        /// What is compiled of the whole contract, for each direction that makes a difference.
        var sets: [MessageDirection?: JSONSchemaSet] = [:]
        var compiled: [Key: JSONSchema] = [:]
        /// What references lead to that were followed.
        var followed: [Reference: Followed?] = [:]
        /// What others keep of schemas, by its name.
        var kept: [String: [SchemaIndex.Target: any Sendable]] = [:]
    }

    private struct Reference: Hashable {
        let text: String
        let base: String
    }

    private struct Followed {
        let target: SchemaIndex.Target
        let base: String
        let value: JSONValue
    }

    package let dialect: JSONSchema.Dialect
    private let assertsFormats: Bool
    /// Whether the schemas are OpenAPI's, whose registry of formats has some of numbers (OpenAPI 3.1.0, Data Types).
    private let isOfContract: Bool
    private let parts = Mutex(Parts())

    /// A library of no documents; ``complete(_:)`` brings them, once all that refers to them is known.
    package init(dialect: JSONSchema.Dialect, assertsFormats: Bool, isOfContract: Bool) {
        self.isOfContract = isOfContract
        self.dialect = dialect
        self.assertsFormats = assertsFormats
    }

    /// What references lead to.
    package var index: SchemaIndex { parts.withLock { $0.index } }

    /// Takes in the documents.
    package func complete(_ index: SchemaIndex) {
        var views: [MessageDirection: DirectionalView] = [:]
        for direction in MessageDirection.allCases {
            let view = DirectionalView(index, direction)
            if view.changes { views[direction] = view }
        }
        parts.withLock { parts in
            parts.index = index
            parts.views = views
            parts.followed = [:]
        }
    }

    /// The members that don't belong into messages of this direction: where their schemas stand.
    package func forbidden(_ direction: MessageDirection) -> Set<String> { view(direction)?.forbidden ?? [] }

    private func view(_ direction: MessageDirection) -> DirectionalView? { parts.withLock { $0.views[direction] } }

    /// The validator of the schema at `target`, for messages of `direction`; without one, for values as such.
    func validator(
        _ target: SchemaIndex.Target,
        _ direction: MessageDirection?
    ) throws(JSONSchemaError) -> JSONSchema {
        // Most documents have nothing that depends on the direction.
        let direction = direction.flatMap { view($0) == nil ? nil : $0 }
        let key = Key(target: target, direction: direction)
        let place = JSONSchemaSet.Place(target.document, target.pointer)
        if let known = parts.withLock({ $0.compiled[key] ?? $0.sets[direction]?.schema(at: place) }) { return known }
        let schema = try compile(target.document, target.pointer, direction)
        parts.withLock { $0.compiled[key] = schema }
        return schema
    }

    /// Compiles all of `targets` together, each once, so that whatever is wrong with one of them shows.
    package func compile(_ targets: [SchemaIndex.Target], _ direction: MessageDirection?) throws(JSONSchemaError) {
        if let direction, view(direction) == nil { return }
        let set = try JSONSchemaSet(
            targets.map { JSONSchemaSet.Place($0.document, $0.pointer) },
            dialect: dialect,
            resources: resources(direction),
            assertFormats: assertsFormats,
            numberFormats: isOfContract
        )
        parts.withLock { $0.sets[direction] = set }
    }

    /// What `reference` leads to from a schema whose base is `base`; nil where it leads nowhere. A contract refers to
    /// the same few schemas from everywhere.
    func schema(_ reference: String, base: String) -> ContractSchema? {
        let key = Reference(text: reference, base: base)
        let known = parts.withLock { $0.followed[key] }
        let followed: Followed?
        if let known {
            followed = known
        } else {
            let index = index
            followed = index.resolve(reference, base: base).flatMap { target, base in
                index.value(target).map { Followed(target: target, base: base, value: $0) }
            }
            parts.withLock { $0.followed[key] = .some(followed) }
        }
        return followed.map { ContractSchema(self, $0.target, base: $0.base, $0.value) }
    }

    func kept(_ name: String, _ target: SchemaIndex.Target) -> (any Sendable)? {
        parts.withLock { $0.kept[name]?[target] }
    }

    func keep(_ value: some Sendable, _ name: String, _ target: SchemaIndex.Target) {
        parts.withLock { $0.kept[name, default: [:]][target] = value }
    }

    private func compile(
        _ document: String,
        _ pointer: JSONPointer,
        _ direction: MessageDirection?
    ) throws(JSONSchemaError) -> JSONSchema {
        try JSONSchema(
            value(document, direction) ?? .null,
            at: pointer,
            dialect: dialect,
            baseURI: document,
            resources: resources(direction),
            assertFormats: assertsFormats,
            numberFormats: isOfContract
        )
    }

    private func value(_ document: String, _ direction: MessageDirection?) -> JSONValue? {
        direction.flatMap { view($0)?.documents[document] } ?? index.documents[document]?.value
    }

    private func resources(_ direction: MessageDirection?) -> SchemaResources {
        var resources = SchemaResources()
        let index = index
        for document in index.documents.keys {
            if let value = value(document, direction) { resources.add(value, at: document) }
        }
        for (uri, target) in index.identified {
            if let value = value(target.document, direction).flatMap(target.pointer.value(in:)) {
                resources.add(value, at: uri)
            }
        }
        resources.add(Self.baseDialect, at: Self.baseDialectURI)
        return resources
    }

    static let baseDialectURI = "https://spec.openapis.org/oas/3.1/dialect/base"
    /// The dialect of OpenAPI 3.1: JSON Schema 2020-12 with annotations of its own, which validate nothing.
    private static let baseDialect: JSONValue = ["$schema": "https://json-schema.org/draft/2020-12/schema"]
}

/// What the references between the schemas of a contract lead to.
package struct SchemaIndex: Sendable {
    /// A part of a document.
    package struct Target: Sendable, Hashable {
        package let document: String
        package let pointer: JSONPointer
    }

    /// The URI of the document that is the contract itself.
    package var main = ""
    /// The documents by their URIs.
    package var documents: [String: ContractDocument] = [:]
    /// The schemas that have an `$id`, by that URI.
    package var identified: [String: Target] = [:]
    /// The schemas that have an anchor, by the URI of their resource, `#` and the anchor.
    var anchored: [String: Target] = [:]

    /// What `reference` leads to from a schema whose base is `base`, and the base that holds there.
    package func resolve(_ reference: String, base: String) -> (target: Target, base: String)? {
        let (name, fragment) = DocumentPath.parts(of: reference)
        let uri = DocumentPath.resolve(name, against: base)
        guard let decoded = PercentText.decode(fragment) else { return nil }
        if !decoded.isEmpty, !decoded.hasPrefix("/") { return anchored["\(uri)#\(decoded)"].map { ($0, uri) } }
        let root = documents[uri].map { Target(document: $0.uri, pointer: JSONPointer()) } ?? identified[uri]
        guard let root, let pointer = JSONPointer(decoded) else { return nil }
        return (Target(document: root.document, pointer: root.pointer.appending(pointer)), uri)
    }

    package func value(_ target: Target) -> JSONValue? {
        documents[target.document].flatMap { target.pointer.value(in: $0.value) }
    }

    /// Notes the identifiers and anchors of a schema and of all that lies in it.
    mutating func identify(_ schema: JSONValue, _ dialect: JSONSchema.Dialect, document: String) {
        if dialect == .openAPI30 { return }
        identify(schema, Target(document: document, pointer: JSONPointer()), base: document)
    }

    private mutating func identify(_ value: JSONValue, _ target: Target, base: String) {
        switch value {
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                let part = Target(document: target.document, pointer: target.pointer.appending(position))
                identify(element, part, base: base)
            }
        case .object(let members):
            let base = note(value, target, base: base)
            for member in members where !["enum", "const", "default", "examples", "example"].contains(member.name) {
                let part = Target(document: target.document, pointer: target.pointer.appending(member.name))
                identify(member.value, part, base: base)
            }
        case .null, .bool, .number, .string: break
        }
    }

    /// Notes the identifier and the anchors of one schema; returns the base that holds in it.
    package mutating func note(_ schema: JSONValue, _ target: Target, base: String) -> String {
        note(target, base: base) { schema[$0]?.string }
    }

    /// The same of a schema whose members that are strings `member` gives.
    mutating func note(_ target: Target, base: String, _ member: (String) -> String?) -> String {
        var base = base
        if let id = member("$id"), !id.hasPrefix("#") {
            base = DocumentPath.resolve(DocumentPath.parts(of: id).document, against: base)
            if documents[base] == nil { identified[base] = target }
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let name = member(keyword) { anchored["\(base)#\(name)"] = target }
        }
        return base
    }
}
