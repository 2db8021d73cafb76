/// What is wrong with a date format.
public struct DateFormatError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    public var message: String
    /// What to write instead.
    public var help: String
}
