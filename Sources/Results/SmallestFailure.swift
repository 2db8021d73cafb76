/// The smallest request found that fails in the same way as a case that was made from a contract.
public struct SmallestFailure: Sendable, Hashable {
    /// What was sent.
    public var request: RecordedRequest
    /// What came back.
    public var response: RecordedResponse?
    /// How many further requests were sent in the search.
    public var requests: Int

    /// A failure of its parts.
    public init(request: RecordedRequest, response: RecordedResponse?, requests: Int) {
        self.request = request
        self.response = response
        self.requests = requests
    }
}
