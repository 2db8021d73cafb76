/// One of the requests of a load, alone or a step of a flow.
///
/// A flow is a chain of endpoints: an arrival draws the first, and each of the others follows when the response to the one
/// before it has held, over the same connection as long as that lasts. The flow's requests share its index.
public struct LoadEndpoint: Sendable {
    /// Its name in reports.
    public var name: String
    /// How often it is drawn, in relation to the others; more than 0. One that follows another is never drawn, and has 0.
    public var weight: Double
    /// The method (RFC 9110, section 9): it decides whether the response has content, and whether a request may be sent
    /// again on a new connection.
    public var method: String
    /// Whether the request has an `Upgrade` field, which a 101 may answer (RFC 9110, section 7.8).
    public var asksUpgrade = false
    /// Where the request's bytes come from.
    public var pattern: RequestPattern
    /// The number of the origin that it goes to, where its bytes come from a template.
    public var origin = 0
    /// What a response must be.
    public var check: ResponseCheck
    /// The place, in the plan's endpoints, of the request that follows in the flow; `nil` where the flow ends.
    public var next: Int?
    /// Of one that follows: nanoseconds from the response before to its start.
    public var pause: UInt64 = 0
    /// Takes from its responses what the flow's further requests need; `nil` when they need nothing.
    public var learner: FlowLearner?
    /// Follows redirects; `nil` leaves them as the responses that they are.
    package var redirector: Redirector?

    /// An endpoint of its parts.
    public init(
        name: String,
        weight: Double = 1,
        method: String,
        pattern: RequestPattern,
        check: ResponseCheck = ResponseCheck()
    ) {
        self.name = name
        self.weight = weight
        self.method = method
        self.pattern = pattern
        self.check = check
    }
}
