/// The first failure of its kind in a burst or load, kept as evidence.
package struct FailureExample: Sendable, Hashable {
    /// What broke, in one line; failures with the same line are of one kind.
    package var kind: String
    /// How many requests failed in this way.
    package var count: Int
    /// The request's place in the load, from 0.
    package var index: Int
    /// What was sent.
    package var request: RecordedRequest?
    /// What came back.
    package var response: RecordedResponse?

    /// An example of its parts.
    package init(
        kind: String,
        count: Int,
        index: Int,
        request: RecordedRequest? = nil,
        response: RecordedResponse? = nil
    ) {
        self.kind = kind
        self.count = count
        self.index = index
        self.request = request
        self.response = response
    }
}
