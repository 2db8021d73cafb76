/// Which shards of a divided load its figures are of, and how each of them did.
package struct LoadSharding: Sendable, Hashable {
    /// How many shards the whole load has.
    package var count: Int
    /// Those that were added up, ascending by their numbers.
    package var shards: [Shard]

    /// What one shard did, so that one that was late can be told from the others.
    package struct Shard: Sendable, Hashable {
        /// Its number, from 0.
        package var index: Int
        /// How much later than planned its load began, by its own clock, in nanoseconds; `nil` when no start was
        /// planned.
        package var startDelay: UInt64?
        /// How many requests the model asked for, warm-up excluded.
        package var offered = 0
        /// How many were sent.
        package var sent = 0
        /// How many brought a complete response.
        package var completed = 0
        /// How many brought none, or one that broke an expectation.
        package var failed = 0
        /// How well its generator did; `nil` where its figures are missing.
        package var audit: LoadAudit?
        /// Why requests couldn't be made; `nil` when all could.
        package var problem: String?
        /// Why it has no figures; `nil` when it has.
        package var absent: String?

        /// The shard `index`, of which nothing is known yet.
        package init(index: Int) { self.index = index }
    }

    /// Shards of `count`.
    package init(count: Int, shards: [Shard]) {
        self.count = count
        self.shards = shards
    }

    /// The shards without figures, and why they have none.
    package var missing: [(index: Int, reason: String)] {
        let known = Set(shards.map(\.index))
        let absent = shards.compactMap { shard in shard.absent.map { (index: shard.index, reason: $0) } }
        let unknown = (0..<max(0, count)).filter { !known.contains($0) }.map {
            (index: $0, reason: "it left no results")
        }
        return (absent + unknown).sorted { $0.index < $1.index }
    }

    /// Whether they are of one of several shards, which can't be judged alone.
    package var isOne: Bool { count > 1 && shards.count == 1 }

    /// How much later than planned the first of them began, in nanoseconds; `nil` when no start was planned.
    package var earliestStart: UInt64? { shards.compactMap(\.startDelay).min() }

    /// From the first to the last beginning, in nanoseconds, by the planned start that all had; `nil` when none had
    /// one.
    package var startSpread: UInt64? {
        let delays = shards.compactMap(\.startDelay)
        guard let first = delays.min(), let last = delays.max(),
            delays.count == shards.count(where: { $0.absent == nil })
        else { return nil }
        return last - first
    }
}
