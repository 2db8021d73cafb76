import Measurement

/// A run that several shards divide among them: which of them a report is of.
package struct ShardedRun: Sendable, Hashable {
    /// How many shards the whole has.
    package var count: Int
    /// The shards that the report is of, ascending by their numbers.
    package var shards: [Shard]

    /// One of them.
    package struct Shard: Sendable, Hashable {
        /// Its number, from 0.
        package var index: Int
        /// The program that ran it, and its version.
        package var tool: String
        /// The seed of everything random in it.
        package var seed: UInt64
        /// SHA-256 of all that decides how the whole is divided: files, cases, the number of shards; 64 hexadecimal
        /// digits.
        package var digest: String
        /// The machine.
        package var host: String
        /// When it began: milliseconds since 1970-01-01T00:00:00Z.
        package var startedAt: Int64
        /// How long it took, in nanoseconds; 0 while that isn't known.
        package var duration: UInt64 = 0
        /// Whether it was stopped or cut off before its end.
        package var interrupted = false
        /// When its loads were to begin, in milliseconds since 1970; `nil` when no instant was given.
        package var startAt: Int64?
        /// What its clock was compared with; `nil` when nothing was named.
        package var clock: ClockDistance?

        package init(index: Int, tool: String, seed: UInt64, digest: String, host: String, startedAt: Int64) {
            self.index = index
            self.tool = tool
            self.seed = seed
            self.digest = digest
            self.host = host
            self.startedAt = startedAt
        }
    }

    /// The most shards that a run is divided into.
    package static let mostShards = 100_000

    package init(count: Int, shards: [Shard]) {
        self.count = count
        self.shards = shards
    }

    /// The same when what its shards did is over.
    package func ended(after duration: UInt64, interrupted: Bool) -> ShardedRun {
        var ended = self
        ended.shards = shards.map { shard in
            var shard = shard
            shard.duration = duration
            shard.interrupted = interrupted
            return shard
        }
        return ended
    }

    /// The numbers of the shards that the report isn't of.
    package var missing: [Int] {
        let known = Set(shards.map(\.index))
        return (0..<max(0, count)).filter { !known.contains($0) }
    }
}

/// How far a machine's clock is from another one.
package struct ClockDistance: Sendable, Hashable {
    /// The URL whose time was asked for.
    package var reference: String
    /// What has to be added to the machine's clock to have the reference's, in nanoseconds; `nil` when it couldn't be
    /// found out.
    package var offset: Int64?
    /// By how much that may be wrong, in nanoseconds.
    package var uncertainty: UInt64
    /// Why it isn't known; `nil` when it is.
    package var problem: String?

    /// What is said of so many machines whose clocks nobody compared.
    package static func unknown(of machines: Int) -> String {
        "the clocks of \(machines) machines were taken to be equal: --clock URL compares them"
    }

    package init(reference: String, offset: Int64?, uncertainty: UInt64, problem: String? = nil) {
        self.reference = reference
        self.offset = offset
        self.uncertainty = uncertainty
        self.problem = problem
    }
}
