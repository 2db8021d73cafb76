/// What a request of a burst or one start of a load sends; of several, one is drawn by weight.
public struct LoadVariant: Sendable {
    /// Its name in reports; empty when it is the only one.
    public var name: String
    /// How often it is drawn, in relation to the others.
    public var weight: Double
    /// What is sent, one after the other; a single request is a flow of one step.
    public var steps: [LoadStep]
}
