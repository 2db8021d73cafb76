/// Rows of values for requests; the row is chosen by the request's index, so it is the same with any number of threads.
package final class DataFeeder: Sendable {
    /// Which row a request gets.
    package enum Order: Sendable, Hashable {
        /// Row n modulo the number of rows, for request n.
        case sequential
        /// Any row, each as likely.
        case random
        /// Row n for request n; the load ends early when there is none left.
        case uniqueOnce
    }

    /// The most bytes that the values of one feeder take.
    static let mostBytes = 1 << 30

    /// Which row a request gets.
    package let order: Order
    /// How many rows there are.
    package let rows: Int
    /// How many values a row has.
    package let columns: Int
    /// The longest value, in bytes.
    let longest: Int
    /// Whether each value can stand in its request as it is.
    let fitsAlways: Bool
    // Written in init only. The values, one after the other, row by row, and where each begins; one more at the end.
    nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
    nonisolated(unsafe) let offsets: UnsafeMutablePointer<Int>
    /// Whether each value can stand in its request.
    nonisolated(unsafe) let fits: UnsafeMutablePointer<Bool>

    /// A feeder of `values`: rows with the same number of values each.
    ///
    /// - Throws: when there is no row, or rows differ in length.
    package convenience init(_ values: [[[UInt8]]], order: Order) throws(LoadEngineError) {
        let columns = values.first?.count ?? 0
        if let bad = values.firstIndex(where: { $0.count != columns }) {
            throw LoadEngineError("row \(bad) of a data feeder has \(values[bad].count) values, the first \(columns)")
        }
        try self.init(rows: values.count, columns: columns, order: order) { values[$0][$1] }
    }

    /// A feeder of the values that `value` gives, which is asked for each twice; `nil` is one that can't stand in its
    /// request as it is, so that the request has to be made by itself.
    ///
    /// - Throws: when there is no row, or more of them than memory is taken for.
    package init(
        rows: Int,
        columns: Int,
        order: Order,
        value: (_ row: Int, _ column: Int) -> [UInt8]?
    ) throws(LoadEngineError) {
        guard rows > 0, columns > 0 else { throw LoadEngineError("a data feeder has no rows: give it one at least") }
        var (total, longest, fitsAlways) = (0, 0, true)
        for place in 0..<(rows * columns) {
            let bytes = value(place / columns, place % columns)
            if bytes == nil { fitsAlways = false }
            total += bytes?.count ?? 0
            longest = max(longest, bytes?.count ?? 0)
            guard total <= Self.mostBytes else {
                throw LoadEngineError(
                    "the rows of data take more than \(Self.mostBytes >> 20) MiB in the requests: give fewer or shorter ones"
                )
            }
        }
        self.order = order
        self.rows = rows
        self.columns = columns
        self.longest = longest
        self.fitsAlways = fitsAlways
        bytes = .allocate(capacity: max(1, total))
        offsets = .allocate(capacity: rows * columns + 1)
        fits = .allocate(capacity: rows * columns)
        var end = 0
        for place in 0..<(rows * columns) {
            let value = value(place / columns, place % columns)
            offsets[place] = end
            fits[place] = value != nil
            (bytes + end).initialize(from: value ?? [], count: value?.count ?? 0)
            end += value?.count ?? 0
        }
        offsets[rows * columns] = end
    }

    /// The row that request `index` of a load with this seed gets, of as many; of those that are given once, one beyond
    /// the last when there is none left.
    @inline(__always)
    package static func row(_ index: UInt64, of rows: Int, isRandom: Bool, seed: UInt64) -> Int {
        Int(truncatingIfNeeded: (isRandom ? Mixing.mix(~seed, index) : index) % UInt64(rows))
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        fits.deallocate()
    }
}
