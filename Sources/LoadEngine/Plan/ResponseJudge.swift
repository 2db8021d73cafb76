/// Judges a response on the thread that received it.
public struct ResponseJudge: Sendable {
    /// Whether the verdict depends on the response's bytes alone, not on the clock, the request or anything else. Then a
    /// response that is identical to one recently accepted, byte for byte, isn't judged again.
    public var isRepeatable: Bool
    /// `nil` when the response holds, else what it breaks.
    public var judge: @Sendable (_ response: ResponseView, _ index: UInt64) -> Breach?

    /// A judge that `judge` is.
    public init(
        isRepeatable: Bool,
        judge: @escaping @Sendable (_ response: ResponseView, _ index: UInt64) -> Breach?
    ) {
        self.isRepeatable = isRepeatable
        self.judge = judge
    }
}

/// What a response breaks.
public struct Breach: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// What was found in place of what: responses with equal texts are counted together.
    public var kind: String
    /// Where only the time that it took was wrong: by how many nanoseconds it was too long. The generator's own lateness may
    /// have a part in it; in nothing else that a response may break.
    public var excess: UInt64?

    /// A breach of its parts.
    public init(_ kind: String, excess: UInt64? = nil) {
        self.kind = kind
        self.excess = excess
    }

    /// A breach of this kind, in which time has no part.
    public init(stringLiteral kind: String) { self.init(kind) }
}
