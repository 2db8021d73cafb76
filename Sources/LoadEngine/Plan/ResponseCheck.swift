/// What a response to an endpoint must be.
public struct ResponseCheck: Sendable {
    /// The statuses that are accepted, 0 to 999; any other is a broken expectation.
    public var statuses: [ClosedRange<Int>]
    /// What is asked beyond the status; `nil` for nothing.
    public var judge: ResponseJudge?
    /// The share of the responses that ``judge`` sees, in 0...1, drawn by request index.
    public var share: Double

    /// A check of its parts.
    public init(statuses: [ClosedRange<Int>] = [0...999], judge: ResponseJudge? = nil, share: Double = 1) {
        self.statuses = statuses
        self.judge = judge
        self.share = share
    }
}
