/// Why a document isn't a schema that can be applied.
public struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URI of the schema resource; empty where it has none.
    public let uri: String
    /// The place in that resource.
    public let pointer: JSONPointer
    /// What is wrong.
    public let message: String
    /// What to do, where that can be guessed.
    public let hint: String?

    /// Place, message and hint on one line.
    public var description: String {
        let place = uri.isEmpty ? (pointer.tokens.isEmpty ? "the schema" : "\(pointer)") : "\(uri)#\(pointer)"
        return "\(place): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
