/// A whole HTTP/1.1 request with parts that are made anew for each.
public struct RequestTemplate: Sendable {
    /// The request line and the header section, its last empty line included.
    public var head: [TemplatePart]
    /// The content.
    public var body: [TemplatePart]

    /// A template of its parts.
    public init(head: [TemplatePart], body: [TemplatePart] = []) {
        self.head = head
        self.body = body
    }
}
