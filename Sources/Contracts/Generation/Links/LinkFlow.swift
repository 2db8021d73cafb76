import JSON

/// A case of several requests.
struct LinkFlow: Sendable {
    /// One of them.
    struct Step: Sendable {
        let operation: Operation
        let name: String
        let draft: GeneratedRequest
        /// As `expect` has them.
        let statuses: [JSONValue]
        /// What of the answer's JSON is expected, by path.
        var json = JSONObject()
        /// As `capture` has it.
        var captures = JSONObject()
    }

    let kind: CaseKind
    /// What happens, as it must be: "getOrder finds nothing after deleteOrder".
    let name: String
    /// What happens, whatever is right: "getOrder after deleteOrder".
    let words: String
    /// How the way from one request to the other is known.
    let origin: String
    var steps: [Step]

    /// The operation that it is about: the last one.
    var operation: Operation { steps[steps.count - 1].operation }
}
