/// What is wrong with a CSV file.
public struct CSVError: Error, Sendable, Hashable {
    /// The line, from 1.
    public var line: Int
    /// What was found and what was expected.
    public var message: String
}
