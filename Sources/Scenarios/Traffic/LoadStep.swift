public import JSON

/// One request of a burst or load, alone or in a flow.
public struct LoadStep: Sendable {
    /// Its name in reports; empty when the load has this one only.
    public var name: String
    /// The merged `request`, not yet replaced.
    public var request: JSONNode
    /// What each of its responses must be like, and with them all together.
    public var expect: ExpectationTemplate
    /// Whether what is expected depends on what the flow has captured, and so is known for each response alone.
    public var expectsCaptured = false
    /// Values for the flow's later steps.
    public var captures: [Capture] = []
    /// In nanoseconds, from the response before to this request.
    public var pause: UInt64 = 0
    /// The limits of this request's own response times, by percentile, in nanoseconds.
    var latency: [(name: String, limit: UInt64)] = []
}
