/// Judges a response on the thread that received it.
public struct ResponseJudge: Sendable {
    /// Whether the verdict depends on the response's bytes alone, not on the clock, the request or anything else. Then a
    /// response that is identical to one recently accepted, byte for byte, isn't judged again.
    public var isRepeatable: Bool
    /// `nil` when the response holds, else the kind of failure: failures with equal texts are counted together.
    public var judge: @Sendable (_ response: ResponseView, _ index: UInt64) -> String?

    /// A judge that `judge` is.
    public init(
        isRepeatable: Bool,
        judge: @escaping @Sendable (_ response: ResponseView, _ index: UInt64) -> String?
    ) {
        self.isRepeatable = isRepeatable
        self.judge = judge
    }
}
