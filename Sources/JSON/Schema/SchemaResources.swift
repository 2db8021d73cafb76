/// The documents that the references of a schema may lead to, by their URIs.
public struct SchemaResources: Sendable {
    private(set) var documents: [String: JSONValue] = [:]

    /// No documents but the metaschemas, which are always there.
    public init() {}

    /// Registers a document under an absolute URI without fragment; one registered there before is replaced.
    public mutating func add(_ document: JSONValue, at uri: String) {
        documents[URIReference(uri).withoutFragment.description] = document
    }

    /// The registered URIs, sorted.
    public var uris: [String] { documents.keys.sorted() }
}
