/// Rows of values for requests; the row is chosen by the request's index, so it is the same with any number of threads.
public final class DataFeeder: Sendable {
    /// Which row a request gets.
    public enum Order: Sendable, Hashable {
        /// Row n modulo the number of rows, for request n.
        case sequential
        /// Any row, each as likely.
        case random
        /// Row n for request n; the load ends early when there is none left.
        case uniqueOnce
    }

    /// Which row a request gets.
    public let order: Order
    /// How many rows there are.
    public let rows: Int
    /// How many values a row has.
    public let columns: Int
    /// The longest value, in bytes.
    let longest: Int
    // Written in init only. The values, one after the other, row by row, and where each begins; one more at the end.
    nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
    nonisolated(unsafe) let offsets: UnsafeMutablePointer<Int>

    /// A feeder of `values`: rows with the same number of values each.
    ///
    /// - Throws: when there is no row, or rows differ in length.
    public init(_ values: [[[UInt8]]], order: Order) throws(LoadEngineError) {
        guard let first = values.first, !first.isEmpty else {
            throw LoadEngineError("a data feeder has no rows: give it one at least")
        }
        if let bad = values.firstIndex(where: { $0.count != first.count }) {
            throw LoadEngineError(
                "row \(bad) of a data feeder has \(values[bad].count) values, the first \(first.count)"
            )
        }
        self.order = order
        rows = values.count
        columns = first.count
        let all = values.joined()
        let total = all.reduce(0) { $0 + $1.count }
        longest = all.reduce(0) { max($0, $1.count) }
        bytes = .allocate(capacity: max(1, total))
        offsets = .allocate(capacity: rows * columns + 1)
        var end = 0
        for (index, value) in all.enumerated() {
            offsets[index] = end
            (bytes + end).initialize(from: value, count: value.count)
            end += value.count
        }
        offsets[rows * columns] = end
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
    }
}
