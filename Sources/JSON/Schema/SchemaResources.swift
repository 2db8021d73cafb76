import URI

/// The documents that the references of a schema may lead to, by their URIs.
public struct SchemaResources: Sendable {
    private var documents: [String: JSONValue] = [:]
    /// Where the documents are that have a `$id` of their own, by that.
    private var places: [String: String] = [:]

    /// No documents but the metaschemas, which are always there.
    public init() {}

    /// Registers a document under an absolute URI without fragment, and under its `$id` when it has one.
    ///
    /// A document that was registered under the same URI before is replaced.
    public mutating func add(_ document: JSONValue, at uri: String) {
        let place = URIReference(uri).withoutFragment
        let key = place.description
        if documents[key] != nil { places = places.filter { $0.value != key } }
        documents[key] = document
        guard let id = document["$id"]?.string else { return }
        places[URIReference(id).resolved(against: place).withoutFragment.description] = key
    }

    /// The registered URIs, sorted.
    public var uris: [String] { documents.keys.sorted() }

    func document(at uri: String) -> JSONValue? {
        documents[uri] ?? places[uri].flatMap { documents[$0] }
    }
}
