/// Schemas of several documents, compiled together: what they share is compiled once.
public struct JSONSchemaSet: Sendable {
    /// A schema in a document.
    public struct Place: Sendable, Hashable {
        let document: String
        let pointer: JSONPointer

        /// The schema at `pointer` in the document that is registered under `document`.
        public init(_ document: String, _ pointer: JSONPointer) {
            self.document = document
            self.pointer = pointer
        }
    }

    private let graph: SchemaGraph
    private let nodes: [Place: Int]

    /// Compiles the schemas at `places` of `resources`, and all that they lead to.
    ///
    /// - Throws: What is wrong with one of them, and where.
    public init(
        _ places: [Place],
        dialect: JSONSchema.Dialect,
        resources: SchemaResources,
        assertFormats: Bool = false
    ) throws(JSONSchemaError) {
        var compiler = SchemaCompiler(
            registry: SchemaRegistry(resources: resources, dialect: dialect),
            assertsFormats: assertFormats
        )
        var nodes: [Place: Int] = [:]
        for place in places {
            guard let node = try compiler.node(in: place.document, at: place.pointer) else { continue }
            nodes[place] = node
        }
        graph = try compiler.graph()
        // The parts of these schemas, and those that they refer to, by where they stand.
        for (index, origin) in graph.origins.enumerated() {
            let place = Place(origin.uri, origin.pointer)
            if nodes[place] == nil { nodes[place] = index }
        }
        self.nodes = nodes
    }

    /// The schema at a place; nil for one that none of the schemas leads to.
    public func schema(at place: Place) -> JSONSchema? {
        nodes[place].map { JSONSchema(graph, root: $0) }
    }
}
