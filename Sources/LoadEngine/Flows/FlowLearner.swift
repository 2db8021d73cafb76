/// Takes from a response what the further requests of its flow need, on the thread that received it. It judges too: where an
/// endpoint has one, the check's judge isn't asked.
public struct FlowLearner: Sendable {
    /// `nil` when the response holds and everything was found, else what it breaks, which ends the flow. `isJudged`: the
    /// response is one of the share that is judged beyond its status.
    public var learn: @Sendable (_ response: ResponseView, _ memory: FlowMemory, _ isJudged: Bool) -> Breach?

    /// A learner that `learn` is.
    public init(_ learn: @escaping @Sendable (ResponseView, FlowMemory, Bool) -> Breach?) { self.learn = learn }
}
