public import JSON

/// One of several requests of a load, drawn by weight.
public struct LoadVariant: Sendable {
    /// Its name in reports.
    public var name: String
    /// How often it is drawn, in relation to the others.
    public var weight: Double
    /// The merged `request`, not yet replaced.
    public var request: JSONNode
    /// What each of its responses must be like.
    public var expect: ExpectationTemplate
}
