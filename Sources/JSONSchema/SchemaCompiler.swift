import Diagnostics
import JSON
import URI

/// Turns schemas into nodes: those that can be reached from the root, each once.
struct SchemaCompiler {
    var registry: SchemaRegistry
    let assertsFormats: Bool
    /// Whether OpenAPI's formats of numbers are known in every dialect.
    let knowsNumberFormats: Bool
    private var nodes: [SchemaNode?] = []
    private var origins: [SchemaOrigin] = []
    private var indices: [SchemaPlace.Key: Int] = [:]
    private var annotations: [Int: [JSONObject.Member]] = [:]
    private var waiting: [(index: Int, place: SchemaPlace)] = []
    /// What references of a resource lead to: most schemas are referred to from many places.
    private var targets: [Reference: (place: SchemaPlace, dynamicAnchor: String?)] = [:]
    /// The resources of documents, by the URIs that they are asked for by.
    private var documents: [String: Int] = [:]
    /// The `$dynamicAnchor`s that some `$dynamicRef` asks for.
    private var dynamicNames: Set<String> = []

    private struct Reference: Hashable {
        let resource: Int
        let text: String
    }

    init(registry: SchemaRegistry, assertsFormats: Bool, knowsNumberFormats: Bool) {
        self.registry = registry
        self.assertsFormats = assertsFormats
        self.knowsNumberFormats = knowsNumberFormats
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
        guard let resource = try resource(of: document) else { return nil }
        let top = SchemaPlace(resource: resource, tokens: [], value: registry.resources[resource].document)
        guard let place = try follow(pointer.tokens, from: top) else { return nil }
        return node(at: place)
    }

    private mutating func resource(of document: String) throws(JSONSchemaError) -> Int? {
        if let known = documents[document] { return known }
        let uri = URIReference(document).withoutFragment.description
        let resource = try registry.resource(at: uri, registry.dialect)
        documents[document] = resource
        return resource
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
                    + "found \(SchemaDescription.describe(place.value))",
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

extension SchemaCompiler {
    /// The schema that is a part of the one at `place`.
    func part(_ tokens: [String], of place: SchemaPlace, _ value: JSONValue) throws(JSONSchemaError) -> SchemaPlace {
        canonical(SchemaPlace(resource: place.resource, tokens: place.tokens + tokens, value: value))
    }

    /// The node of the schema under `keyword`.
    mutating func schema(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> Int? {
        guard let value = reader.schema[keyword] else { return nil }
        return node(at: try part([keyword], of: place, value))
    }

    /// The nodes of the schemas in the list under `keyword`.
    mutating func schemas(
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> [Int] {
        guard let list = try reader.list(keyword) else { return [] }
        var nodes: [Int] = []
        for (index, value) in list.enumerated() {
            nodes.append(node(at: try part([keyword, String(index)], of: place, value)))
        }
        return nodes
    }

    /// A schema with an identifier of its own stands at the root of its own resource.
    private func canonical(_ place: SchemaPlace) -> SchemaPlace {
        let resource = registry.resources[place.resource]
        guard !place.tokens.isEmpty, let id = SchemaRegistry.id(of: place.value, resource.dialect),
            let own = registry.known(SchemaRegistry.resolve(id, against: resource.uri))
        else { return place }
        return SchemaPlace(resource: own, tokens: [], value: place.value)
    }

    /// The part of a schema that a JSON Pointer leads to, by way of the resources that lie between.
    mutating func follow(_ tokens: [String], from start: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace? {
        var place = start
        for token in tokens {
            let member: JSONValue? =
                if case .object(let object) = place.value { object[token] } else {
                    JSONPointer(tokens: [token]).value(in: place.value)
                }
            guard let value = member else { return nil }
            let next = SchemaPlace(resource: place.resource, tokens: place.tokens + [token], value: value)
            // What lies below an identifier belongs to its resource, be it that no keyword leads there.
            if SchemaRegistry.id(of: value, registry.resources[next.resource].dialect) != nil {
                try registry.scan(next)
            }
            place = canonical(next)
        }
        // Where a pointer leads to what no keyword marks as a schema, nobody has looked for anchors yet.
        try registry.scan(place)
        return canonical(place)
    }

    /// The schema that a reference leads to, and its `$dynamicAnchor` where the reference names that.
    mutating func target(
        of reference: String,
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> (place: SchemaPlace, dynamicAnchor: String?) {
        let key = Reference(resource: place.resource, text: reference)
        if let known = targets[key] { return known }
        let target = try sought(reference, keyword, reader, place)
        targets[key] = target
        return target
    }

    private mutating func sought(
        _ reference: String,
        _ keyword: String,
        _ reader: SchemaReader,
        _ place: SchemaPlace
    ) throws(JSONSchemaError) -> (place: SchemaPlace, dynamicAnchor: String?) {
        let base = registry.resources[place.resource].uri
        let dialect = registry.resources[place.resource].dialect
        let absolute = URIReference(reference).resolved(against: URIReference(base))
        let uri = absolute.withoutFragment.description
        guard let index = uri == base ? place.resource : try registry.resource(at: uri, dialect) else {
            let near = NearestWord.suggest(uri, among: registry.knownURIs)
            throw reader.error(
                keyword,
                "'\(reference)' leads to '\(uri)', which isn't among the known documents",
                hint: near.map { "did you mean '\($0)'?" }
                    ?? "register the document with the resources; none is fetched"
            )
        }
        let resource = registry.resources[index]
        let top = SchemaPlace(resource: index, tokens: [], value: resource.document)
        guard let fragment = PercentCoding.decode(absolute.fragment ?? "") else {
            throw reader.error(keyword, "'\(reference)' has a wrong percent-encoding")
        }
        if fragment.isEmpty { return (top, nil) }
        if fragment.hasPrefix("/") {
            guard let pointer = JSONPointer(fragment), let found = try follow(pointer.tokens, from: top) else {
                throw reader.error(
                    keyword,
                    "'\(reference)' leads nowhere",
                    hint: Self.pointerHint(fragment, resource.document)
                )
            }
            return (found, nil)
        }
        guard let tokens = resource.anchors[fragment], let found = try follow(tokens, from: top) else {
            let near = NearestWord.suggest(fragment, among: resource.anchors.keys.sorted())
            throw reader.error(
                keyword,
                "'\(reference)' names an anchor that isn't there",
                hint: near.map { "did you mean '#\($0)'?" }
            )
        }
        return (found, resource.dynamicAnchors[fragment] == nil ? nil : fragment)
    }

    /// The name that may have been meant where a pointer leaves the document.
    private static func pointerHint(_ fragment: String, _ document: JSONValue) -> String? {
        guard let pointer = JSONPointer(fragment) else { return nil }
        var value = document
        for (depth, token) in pointer.tokens.enumerated() {
            if let next = JSONPointer(tokens: [token]).value(in: value) {
                value = next
                continue
            }
            let parent = "#\(JSONPointer(tokens: Array(pointer.tokens[..<depth])))"
            guard let names = value.object?.names else { return "there is nothing below '\(parent)'" }
            let near = NearestWord.suggest(token, among: names)
            return near.map { "did you mean '\(parent)/\($0)'?" } ?? "'\(parent)' has no '\(token)'"
        }
        return nil
    }
}
