import Diagnostics
package import JSON
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
    private func metaschemaDocument(at uri: String) -> JSONValue? { given.document(at: uri) }

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
        case (.list, _), (.map, _), (.mapOfSchemasOrNames, _): break
        }
    }
}

extension SchemaRegistry {
    /// How a document is to be read: as `$schema` says, else as what it lies in.
    func language(
        of document: JSONValue,
        at uri: String,
        _ dialect: JSONSchema.Dialect,
        _ vocabularies: Vocabularies
    ) throws(JSONSchemaError) -> (JSONSchema.Dialect, Vocabularies) {
        guard dialect != .openAPI30, let metaschema = document["$schema"]?.string else {
            return (dialect, vocabularies)
        }
        if let builtIn = JSONSchema.Dialect(uri: metaschema) { return (builtIn, .standard) }
        let name = URIReference(metaschema).withoutFragment.description
        guard let custom = metaschemaDocument(at: name) else {
            throw JSONSchemaError(
                uri: uri,
                pointer: JSONPointer(tokens: ["$schema"]),
                message: "unknown dialect '\(metaschema)'",
                hint: Self.dialectHint(metaschema)
            )
        }
        let base = custom["$schema"]?.string.flatMap(JSONSchema.Dialect.init(uri:)) ?? dialect
        guard base == .draft2020_12, case .object(let wanted)? = custom["$vocabulary"] else { return (base, .standard) }
        var enabled: Vocabularies = .core
        for member in wanted {
            if let vocabulary = Vocabularies(uri: member.name) {
                enabled.insert(vocabulary)
            } else if member.value == true {
                throw JSONSchemaError(
                    uri: name,
                    pointer: JSONPointer(tokens: ["$vocabulary", member.name]),
                    message: "the vocabulary '\(member.name)' is required but not known",
                    hint: nil
                )
            }
        }
        return (base, enabled)
    }

    private static func dialectHint(_ metaschema: String) -> String {
        let known = [
            "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#",
        ]
        if let near = NearestWord.suggest(metaschema, among: known) { return "did you mean '\(near)'?" }
        return "draft 2020-12 and draft 7 are built in; register the metaschema of any other with the resources"
    }
}

extension SchemaRegistry {
    /// Takes note of the names that a schema has within its resource (JSON Schema Core, section 8.2.2).
    private mutating func noteAnchors(_ schema: JSONObject, _ place: SchemaPlace) throws(JSONSchemaError) {
        switch resources[place.resource].dialect {
        case .draft2020_12:
            if let name = schema["$anchor"]?.string { try note(name, "$anchor", place) }
            if let name = schema["$dynamicAnchor"]?.string {
                try note(name, "$dynamicAnchor", place)
                resources[place.resource].dynamicAnchors[name] = place.tokens
            }
        case .draft7:
            guard let id = schema["$id"]?.string, id.hasPrefix("#"), schema["$ref"] == nil else { return }
            try note(String(id.dropFirst()), "$id", place)
        case .openAPI30: break
        }
    }

    private mutating func note(_ name: String, _ keyword: String, _ place: SchemaPlace) throws(JSONSchemaError) {
        if let other = resources[place.resource].anchors[name], other != place.tokens {
            throw JSONSchemaError(
                uri: resources[place.resource].uri,
                pointer: JSONPointer(tokens: place.tokens + [keyword]),
                message: "the schema at '#\(JSONPointer(tokens: other))' has the anchor '\(name)', too",
                hint: nil
            )
        }
        resources[place.resource].anchors[name] = place.tokens
    }
}

/// The documents that the references of a schema may lead to, by their URIs.
package struct SchemaResources: Sendable {
    private var documents: [String: JSONValue] = [:]
    /// Where the documents are that have a `$id` of their own, by that.
    private var places: [String: String] = [:]

    /// No documents but the metaschemas, which are always there.
    package init() {}

    /// Registers a document under an absolute URI without fragment, and under its `$id` when it has one.
    ///
    /// A document that was registered under the same URI before is replaced.
    package mutating func add(_ document: JSONValue, at uri: String) {
        let place = URIReference(uri).withoutFragment
        let key = place.description
        if documents[key] != nil { places = places.filter { $0.value != key } }
        documents[key] = document
        guard let id = document["$id"]?.string else { return }
        places[URIReference(id).resolved(against: place).withoutFragment.description] = key
    }

    /// The registered URIs, sorted.
    package var uris: [String] { documents.keys.sorted() }

    func document(at uri: String) -> JSONValue? {
        documents[uri] ?? places[uri].flatMap { documents[$0] }
    }
}

/// The vocabularies of JSON Schema 2020-12 (Core, section 8.1.2).
struct Vocabularies: OptionSet, Sendable {
    let rawValue: UInt8

    static let core = Vocabularies(rawValue: 1)
    static let applicator = Vocabularies(rawValue: 2)
    static let unevaluated = Vocabularies(rawValue: 4)
    static let validation = Vocabularies(rawValue: 8)
    static let formatAssertion = Vocabularies(rawValue: 16)
    /// Those that only describe.
    static let description = Vocabularies(rawValue: 32)

    /// What the standard metaschema has.
    static let standard: Vocabularies = [.core, .applicator, .unevaluated, .validation, .description]

    private static let base = "https://json-schema.org/draft/2020-12/vocab/"

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(uri: String) {
        guard uri.hasPrefix(Self.base) else { return nil }
        switch uri.dropFirst(Self.base.count) {
        case "core": self = .core
        case "applicator": self = .applicator
        case "unevaluated": self = .unevaluated
        case "validation": self = .validation
        case "format-assertion": self = .formatAssertion
        case "format-annotation", "content", "meta-data": self = .description
        default: return nil
        }
    }
}
