public import JSON

/// Rows of values for the requests of a burst or load: each request sees the columns of its row as variables.
public struct LoadData: Sendable, Hashable {
    /// Which row a request gets.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// One after the other, then again from the first.
        case sequential
        /// Any.
        case random
        /// Each once; the load ends early when there is none left.
        case once
    }

    /// The names of the columns.
    public var columns: [String]
    /// The rows, a value for each column.
    public var rows: [[JSONValue]]
    /// Which row a request gets.
    public var order: Order
}
