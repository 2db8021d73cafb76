import URI

/// Turns schemas into nodes: those that can be reached from the root, each once.
struct SchemaCompiler {
    var registry: SchemaRegistry
    let assertsFormats: Bool
    private var nodes: [SchemaNode?] = []
    private var origins: [SchemaOrigin] = []
    private var indices: [SchemaPlace.Key: Int] = [:]
    private var annotations: [Int: [JSONObject.Member]] = [:]
    private var waiting: [(index: Int, place: SchemaPlace)] = []
    /// The `$dynamicAnchor`s that some `$dynamicRef` asks for.
    private var dynamicNames: Set<String> = []

    init(registry: SchemaRegistry, assertsFormats: Bool) {
        self.registry = registry
        self.assertsFormats = assertsFormats
    }

    mutating func compile(
        _ document: JSONValue,
        at pointer: JSONPointer,
        baseURI: String
    ) throws(JSONSchemaError) -> (graph: SchemaGraph, root: Int) {
        let base = URIReference(baseURI).withoutFragment.description
        let resource = try registry.register(document, at: base, registry.dialect)
        let top = SchemaPlace(resource: resource, tokens: [], value: document)
        guard let place = try follow(pointer.tokens, from: top) else {
            throw JSONSchemaError(uri: base, pointer: pointer, message: "there is no such part", hint: nil)
        }
        let root = node(at: place)
        return (try graph(), root)
    }

    /// The node of the schema at `pointer` in a document that is registered; nil when there is no such part.
    mutating func node(in document: String, at pointer: JSONPointer) throws(JSONSchemaError) -> Int? {
        let uri = URIReference(document).withoutFragment.description
        guard let resource = try registry.resource(at: uri, registry.dialect) else { return nil }
        let top = SchemaPlace(resource: resource, tokens: [], value: registry.resources[resource].document)
        guard let place = try follow(pointer.tokens, from: top) else { return nil }
        return node(at: place)
    }

    /// Compiles what was asked for and all that it leads to.
    mutating func graph() throws(JSONSchemaError) -> SchemaGraph {
        var dynamicAnchors: [String: [Int: Int]] = [:]
        repeat {
            while let next = waiting.popLast() {
                nodes[next.index] = try compile(next.place)
                noteAnnotations(of: next.place, next.index)
            }
            dynamicAnchors = try dynamicNodes()
        } while !waiting.isEmpty
        let compiled = nodes.compactMap(\.self)
        let graph = SchemaGraph(
            nodes: compiled,
            origins: origins,
            dynamicAnchors: dynamicAnchors,
            annotations: annotations
        )
        try SchemaLoops.check(graph)
        return graph
    }

    /// The node of a schema, which is compiled later.
    mutating func node(at place: SchemaPlace) -> Int {
        let key = place.key
        if let index = indices[key] { return index }
        let index = nodes.count
        indices[key] = index
        nodes.append(nil)
        origins.append(SchemaOrigin(uri: registry.resources[place.resource].uri, pointer: key.pointer))
        waiting.append((index, place))
        return index
    }

    mutating func noteDynamic(_ name: String) {
        dynamicNames.insert(name)
    }

    private mutating func noteAnnotations(of place: SchemaPlace, _ index: Int) {
        guard case .object(let schema) = place.value else { return }
        let resource = registry.resources[place.resource]
        if resource.dialect.isReferenceAlone, schema["$ref"]?.string != nil { return }
        let members = schema.members.filter { SchemaKeywords.describes($0.name) }
        if !members.isEmpty { annotations[index] = members }
    }

    /// The nodes of all dynamic anchors that are asked for, in all resources that are known.
    private mutating func dynamicNodes() throws(JSONSchemaError) -> [String: [Int: Int]] {
        var result: [String: [Int: Int]] = [:]
        for name in dynamicNames {
            for resource in registry.resources.indices {
                guard let tokens = registry.resources[resource].dynamicAnchors[name] else { continue }
                let top = SchemaPlace(resource: resource, tokens: [], value: registry.resources[resource].document)
                guard let place = try follow(tokens, from: top) else { continue }
                result[name, default: [:]][resource] = node(at: place)
            }
        }
        return result
    }

    private mutating func compile(_ place: SchemaPlace) throws(JSONSchemaError) -> SchemaNode {
        let resource = registry.resources[place.resource]
        switch place.value {
        case .bool(let verdict) where resource.dialect != .openAPI30 || place.tokens.last == "additionalProperties":
            return SchemaNode(verdict: verdict, resource: place.resource)
        case .object(let schema):
            let reader = SchemaReader(schema: schema, uri: resource.uri, tokens: place.tokens)
            return try compile(reader, place, resource)
        case .null, .bool, .number, .string, .array:
            throw JSONSchemaError(
                uri: resource.uri,
                pointer: JSONPointer(tokens: place.tokens),
                message: "a schema must be an object\(resource.dialect == .openAPI30 ? "" : ", true or false"), "
                    + "found \(SchemaWords.describe(place.value))",
                hint: Self.listHint(place, resource.dialect)
            )
        }
    }

    private mutating func compile(
        _ reader: SchemaReader,
        _ place: SchemaPlace,
        _ resource: SchemaRegistry.Resource
    ) throws(JSONSchemaError) -> SchemaNode {
        var vocabularies = resource.vocabularies
        if resource.dialect.isReferenceAlone, reader.schema["$ref"]?.string != nil { vocabularies = .core }
        let hasRules = vocabularies.contains(.validation)
        let isApplied = vocabularies.contains(.applicator)
        let format = try format(reader, resource.dialect, vocabularies)
        return SchemaNode(
            types: hasRules ? try types(reader, resource.dialect) : .all,
            values: hasRules ? try values(reader, resource.dialect) : nil,
            numbers: try numbers(reader, resource.dialect, hasRules: hasRules, format),
            strings: try strings(reader, hasRules: hasRules, format),
            arrays: try arrays(reader, place, resource.dialect, hasRules: hasRules, isApplied: isApplied),
            objects: try objects(reader, place, resource.dialect, hasRules: hasRules, isApplied: isApplied),
            logic: try logic(reader, place, resource.dialect, isApplied: isApplied),
            unevaluated: vocabularies.contains(.unevaluated) ? try unevaluated(reader, place, resource.dialect) : nil,
            resource: place.resource
        )
    }

    /// Where a list of schemas stood under `items` before draft 2020-12.
    private static func listHint(_ place: SchemaPlace, _ dialect: JSONSchema.Dialect) -> String? {
        guard dialect == .draft2020_12, place.tokens.last == "items", case .array = place.value else { return nil }
        return "a list of schemas stands under 'prefixItems'"
    }
}
