/// How many cases of a kind a contract gives for an operation, asked for or not.
public struct KindCount: Sendable, Hashable {
    /// The method and the path of the operation.
    public var operation: String
    /// The kind's name.
    public var kind: String
    /// How many cases of one change.
    public var cases: Int

    /// A count of its parts.
    public init(operation: String, kind: String, cases: Int) {
        self.operation = operation
        self.kind = kind
        self.cases = cases
    }
}
