/// Something that the endpoint's document demands.
public struct Requirement: Sendable, Hashable {
    /// Its ID, which cases name in `covers`.
    public var id: String
    /// What it demands.
    public var text: String
    /// Where that is written; empty when the suite doesn't say.
    public var source: String

    /// A requirement of its parts.
    public init(id: String, text: String, source: String = "") {
        self.id = id
        self.text = text
        self.source = source
    }
}
