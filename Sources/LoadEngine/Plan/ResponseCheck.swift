package import HTTP

/// What a response to an endpoint must be.
public struct ResponseCheck: Sendable {
    /// The statuses that are accepted, 0 to 999; any other is a broken expectation.
    public var statuses: [ClosedRange<Int>]
    /// What is asked beyond the status; `nil` for nothing.
    public var judge: ResponseJudge?
    /// The failures that are expected in place of a response, whatever it is; empty for none.
    package var failures: Set<FailureCategory> = []
    /// How long an expected failure may take from the intended start, in nanoseconds.
    package var longestFailure = UInt64.max
    /// The share of the responses that are looked at beyond their status, in 0...1, drawn by request index.
    public var share: Double
    /// Whether coded content is decoded: what is damaged or ends early is a failure, and ``judge`` sees what it was.
    public var decompresses = true
    /// Deviations from the standard that break the expectation.
    package var forbidden: Deviations = []

    /// A check of its parts.
    public init(statuses: [ClosedRange<Int>] = [0...999], judge: ResponseJudge? = nil, share: Double = 1) {
        self.statuses = statuses
        self.judge = judge
        self.share = share
    }
}
