/// An exchange that ended without a complete response.
public struct ExchangeFailure: Error, Sendable, Hashable {
    /// The stable category.
    public var category: FailureCategory
    /// The transport library's own words, secrets not included.
    public var detail: String
    /// What had come of the response before it failed, when at least its status line had.
    public var partial: HTTPResponse?

    /// A failure of `category`, explained by `detail`.
    public init(_ category: FailureCategory, _ detail: String, partial: HTTPResponse? = nil) {
        self.category = category
        self.detail = detail
        self.partial = partial
    }
}
