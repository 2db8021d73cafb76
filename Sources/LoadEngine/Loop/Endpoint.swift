import HTTP

/// One of the plan's endpoints as a worker uses it: a plain value in the worker's array.
struct Endpoint {
    enum Source: UInt8 { case template, ring, made }

    var source: Source
    var renderer: Renderer?
    var ring: Unmanaged<RequestRing>?
    /// What the parser of a response has to know of the request.
    var answer: ResponseParser.Options
    /// The number of the origin that requests from the template go to.
    var origin: Int32
    var isIdempotent: Bool
    /// The sum of the weights up to this one, over the sum of all.
    var threshold: Double
    /// One bit for each status: whether it is accepted.
    var statuses: UnsafeMutablePointer<Bool>
    var hasJudge: Bool
    var share: Double
    /// Whether coded content is decoded.
    var decompresses: Bool
    /// Deviations that break the expectation.
    var forbidden: Deviations
    var isRepeatable: Bool
    /// Whether a failure is expected in place of a response: which, the plan says.
    var expectsFailure: Bool
    /// Whether its responses are looked at for what the flow's further requests need.
    var learns: Bool
    /// The place of the endpoint that follows in the flow, or -1.
    var next: Int
    var pause: UInt64
    /// Requests from this index on can't be made: a feeder has no more rows.
    var lastIndex = UInt64.max
    /// Responses recently accepted.
    var memory: ResponseMemory
}
