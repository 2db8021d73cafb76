import URI

/// Where a schema stands.
struct SchemaOrigin: Sendable {
    let uri: String
    let pointer: JSONPointer

    /// The URI of one of its keywords.
    func location(of keywords: [String]) -> String {
        let pointer = pointer.appending(JSONPointer(tokens: keywords))
        return uri + "#" + PercentCoding.encodeFragment(pointer.description)
    }
}
