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

    /// One count for each operation and kind, in the order in which they come first.
    package static func sums(_ counts: [KindCount]) -> [KindCount] {
        struct Key: Hashable {
            var operation: String
            var kind: String
        }
        var sums: [KindCount] = []
        var places: [Key: Int] = [:]
        for count in counts {
            if let index = places[Key(operation: count.operation, kind: count.kind)] {
                sums[index].cases += count.cases
            } else {
                places[Key(operation: count.operation, kind: count.kind)] = sums.count
                sums.append(count)
            }
        }
        return sums
    }
}
