import JSON
import JSONSchema
import Synchronization

/// Compiles the schemas of a contract, each once and only when it is asked for.
final class SchemaLibrary: Sendable {
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
    }

    let dialect: JSONSchema.Dialect
    private let assertsFormats: Bool
    private let parts = Mutex(Parts())

    /// A library of no documents; ``complete(_:)`` brings them, once all that refers to them is known.
    init(dialect: JSONSchema.Dialect, assertsFormats: Bool) {
        self.dialect = dialect
        self.assertsFormats = assertsFormats
    }

    /// What references lead to.
    var index: SchemaIndex { parts.withLock { $0.index } }

    /// Takes in the documents.
    func complete(_ index: SchemaIndex) {
        var views: [MessageDirection: DirectionalView] = [:]
        for direction in MessageDirection.allCases {
            let view = DirectionalView(index, direction)
            if view.changes { views[direction] = view }
        }
        parts.withLock { parts in
            parts.index = index
            parts.views = views
        }
    }

    /// The members that don't belong into messages of this direction: where their schemas stand.
    func forbidden(_ direction: MessageDirection) -> Set<String> { view(direction)?.forbidden ?? [] }

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
    func compile(_ targets: [SchemaIndex.Target], _ direction: MessageDirection?) throws(JSONSchemaError) {
        if let direction, view(direction) == nil { return }
        let set = try JSONSchemaSet(
            targets.map { JSONSchemaSet.Place($0.document, $0.pointer) },
            dialect: dialect,
            resources: resources(direction),
            assertFormats: assertsFormats
        )
        parts.withLock { $0.sets[direction] = set }
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
            assertFormats: assertsFormats
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
