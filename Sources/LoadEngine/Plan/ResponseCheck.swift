/// What a response to an endpoint must be.
public struct ResponseCheck: Sendable {
    /// The statuses that are accepted; any other is a broken expectation.
    public var statuses: StatusSet
    /// What is asked beyond the status; `nil` for nothing.
    public var judge: ResponseJudge?
    /// The share of the responses that ``judge`` sees, in 0...1, drawn by request index.
    public var share: Double

    /// A check of its parts.
    public init(statuses: StatusSet = .any, judge: ResponseJudge? = nil, share: Double = 1) {
        self.statuses = statuses
        self.judge = judge
        self.share = share
    }
}
