import URI

/// The schema resources that are known, by their URIs (JSON Schema Core, section 9).
struct SchemaRegistry {
    struct Resource {
        let uri: String
        let document: JSONValue
        let dialect: JSONSchema.Dialect
        let vocabularies: Vocabularies
        /// The ways to the schemas that have an anchor, dynamic ones included.
        var anchors: [String: [String]] = [:]
        var dynamicAnchors: [String: [String]] = [:]
    }

    private let given: SchemaResources
    let dialect: JSONSchema.Dialect
    var resources: [Resource] = []
    private var indices: [String: Int] = [:]
    /// How many schemas lie around the one that is scanned.
    private var depth = 0
    private var scanned: Set<SchemaPlace.Key> = []

    init(resources: SchemaResources, dialect: JSONSchema.Dialect) {
        given = resources
        self.dialect = dialect
    }

    /// The resource with this URI, taken from the caller's documents or the metaschemas when it isn't known yet.
    ///
    /// A document that doesn't say otherwise is read in the dialect of the schema that refers to it.
    mutating func resource(at uri: String, _ dialect: JSONSchema.Dialect) throws(JSONSchemaError) -> Int? {
        if let index = indices[uri] { return index }
        guard let document = given.document(at: uri) ?? Metaschemas.document(at: uri) else { return nil }
        return try register(document, at: uri, dialect)
    }

    /// The resource with this URI, when it is known already.
    func known(_ uri: String) -> Int? { indices[uri] }

    /// A document that `$schema` names.
    func metaschemaDocument(at uri: String) -> JSONValue? { given.document(at: uri) }

    /// The URIs that a reference may name, to suggest the nearest.
    var knownURIs: [String] { (Array(indices.keys) + given.uris + Metaschemas.uris).sorted() }

    /// Takes in a document and the resources in it.
    @discardableResult
    mutating func register(
        _ document: JSONValue,
        at base: String,
        _ inherited: JSONSchema.Dialect,
        _ inheritedVocabularies: Vocabularies = .standard
    ) throws(JSONSchemaError) -> Int {
        let (dialect, vocabularies) = try language(of: document, at: base, inherited, inheritedVocabularies)
        let uri = Self.id(of: document, dialect).map { Self.resolve($0, against: base) } ?? base
        if let known = indices[uri] {
            if resources[known].document == document { return known }
            throw JSONSchemaError(
                uri: uri,
                pointer: JSONPointer(),
                message: "two different schemas have the identifier '\(uri)'",
                hint: nil
            )
        }
        let index = resources.count
        resources.append(Resource(uri: uri, document: document, dialect: dialect, vocabularies: vocabularies))
        indices[uri] = index
        if indices[base] == nil { indices[base] = index }
        try scan(SchemaPlace(resource: index, tokens: [], value: document))
        return index
    }

    static func resolve(_ reference: String, against base: String) -> String {
        URIReference(reference).resolved(against: URIReference(base)).withoutFragment.description
    }

    /// The identifier that begins a resource of its own, if the schema has one.
    static func id(of schema: JSONValue, _ dialect: JSONSchema.Dialect) -> String? {
        guard dialect != .openAPI30, let id = schema["$id"]?.string, !id.hasPrefix("#") else { return nil }
        if dialect.isReferenceAlone, schema["$ref"]?.string != nil { return nil }
        return id
    }

    /// Notes the anchors and the resources of a schema and the schemas in it.
    mutating func scan(_ place: SchemaPlace) throws(JSONSchemaError) {
        guard case .object(let schema) = place.value, scanned.insert(place.key).inserted else { return }
        let resource = resources[place.resource]
        guard depth < SchemaLimits.depth else {
            throw JSONSchemaError(
                uri: resource.uri,
                pointer: JSONPointer(tokens: Array(place.tokens.prefix(8))),
                message: "the schemas below lie deeper in each other than \(SchemaLimits.depth) levels",
                hint: nil
            )
        }
        depth += 1
        defer { depth -= 1 }
        if !place.tokens.isEmpty, Self.id(of: place.value, resource.dialect) != nil {
            try register(place.value, at: resource.uri, resource.dialect, resource.vocabularies)
            return
        }
        try noteAnchors(schema, place)
        for (keyword, shape) in SchemaKeywords.withSchemas(in: resource.dialect) {
            guard let value = schema[keyword] else { continue }
            try scan(value, shape, place.resource, place.tokens + [keyword])
        }
    }

    private mutating func scan(
        _ value: JSONValue,
        _ shape: SchemaKeywords.Shape,
        _ resource: Int,
        _ tokens: [String]
    ) throws(JSONSchemaError) {
        switch (shape, value) {
        case (.list, .array(let elements)), (.schemaOrList, .array(let elements)):
            for (index, element) in elements.enumerated() {
                try scan(SchemaPlace(resource: resource, tokens: tokens + [String(index)], value: element))
            }
        case (.map, .object(let members)), (.mapOfSchemasOrNames, .object(let members)):
            for member in members {
                try scan(SchemaPlace(resource: resource, tokens: tokens + [member.name], value: member.value))
            }
        case (.schema, _), (.schemaOrList, _):
            try scan(SchemaPlace(resource: resource, tokens: tokens, value: value))
        default: break
        }
    }
}
