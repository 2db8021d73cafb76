import URI

/// The metaschemas of the dialects that are built in, so that references to them lead somewhere.
///
/// They say what the standard's own do, in as few words: titles, comments and defaults are left out.
enum Metaschemas {
    /// The metaschema with this URI; nil when there is none.
    static func document(at uri: String) -> JSONValue? { documents[uri] }

    private static let documents: [String: JSONValue] = {
        var documents: [String: JSONValue] = [:]
        for text in [draft2020] + draft2020Vocabularies + [draft7] {
            // A text that didn't parse would show as a reference that leads nowhere, and the tests follow them all.
            guard let document = try? JSONParser.parse(text), let id = document["$id"]?.string else { continue }
            documents[URIReference(id).withoutFragment.description] = document
        }
        return documents
    }()

    /// The URIs of all of them.
    static var uris: [String] { documents.keys.sorted() }
}
