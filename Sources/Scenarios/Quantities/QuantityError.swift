/// What is wrong with a quantity.
public struct QuantityError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    public var message: String
    /// What to write instead.
    public var help: String
}
