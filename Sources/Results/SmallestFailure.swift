/// The smallest request found that fails in the same way as a case that was made from a contract.
package struct SmallestFailure: Sendable, Hashable {
    /// What was sent.
    package var request: RecordedRequest
    /// What came back.
    package var response: RecordedResponse?
    /// How many further requests were sent in the search.
    package var requests: Int

    /// A failure of its parts.
    package init(request: RecordedRequest, response: RecordedResponse?, requests: Int) {
        self.request = request
        self.response = response
        self.requests = requests
    }
}
