/// The case whose search is shared, in the names of its files and in what they hold.
package struct TrialPlace: Sendable, Hashable {
    package var suite: String
    /// The case, by its name in the report.
    package var name: String
    /// The step; empty when the case has none of its own.
    package var step: String
    /// What all shards derive from the run's seed and the case's name, and no other case has.
    var seed: UInt64

    init(suite: String, name: String, step: String, seed: UInt64) {
        self.suite = suite
        self.name = name
        self.step = step
        self.seed = seed
    }

    private var prefix: String { "search-\(String(seed, radix: 16))" }

    /// What shard 0 wants of the others.
    var order: String { "\(prefix).order.json" }

    /// That `shard` takes part.
    func here(_ shard: Int) -> String { "\(prefix).here-\(shard).json" }

    /// What `shard` did in `trial`.
    func part(_ trial: Int, _ shard: Int) -> String { "\(parts)\(trial)-\(shard)" }

    private var parts: String { "\(prefix).part-" }

    /// The trial and the shard of the part that `file` is called as; `nil` for another file.
    func part(of file: String) -> (trial: Int, shard: Int)? {
        guard file.hasPrefix(parts) else { return nil }
        let numbers = file.dropFirst(parts.count).split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, let trial = Int(numbers[0]), let shard = Int(numbers[1]),
            part(trial, shard) == file
        else { return nil }
        return (trial, shard)
    }
}
