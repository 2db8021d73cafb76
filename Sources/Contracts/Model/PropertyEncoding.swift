/// How a member of a form or multipart content is written (OpenAPI 3.1.0, Encoding Object).
public struct PropertyEncoding: Sendable, Hashable {
    /// The media type of a part; nil for the default of its schema's type.
    public let contentType: String?
    /// How arrays and objects are written in `application/x-www-form-urlencoded`.
    public let style: Parameter.Style
    /// Whether each element or member is written by itself.
    public let explode: Bool
    /// Whether reserved characters stay as they are.
    public let allowsReserved: Bool
}
