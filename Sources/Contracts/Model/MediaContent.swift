public import Diagnostics

/// What content of one media type looks like (OpenAPI 3.1.0, Media Type Object).
public struct MediaContent: Sendable {
    /// The media type or range of media types.
    public let type: MediaType
    /// The schema; nil when the document gives none.
    public let schema: ContractSchema?
    /// Examples of the content.
    public let examples: [ContractExample]
    /// How the members of forms and multipart content are written, by name; what isn't there has its default.
    public let encodings: [String: PropertyEncoding]
    /// Where the document describes it.
    public let place: SourceLocation
}

extension [MediaContent] {
    /// The content that describes messages of `type`: the most specific range wins.
    public func matching(_ type: MediaType) -> MediaContent? {
        filter { $0.type.accepts(type) }.max { $0.type.specificity < $1.type.specificity }
    }
}
