import JSON

/// A shard of a run whose searches are shared, as it tells the others of itself in a file of its own: `shard-K.json`.
package struct TrialMember: Sendable, Hashable {
    /// Its number, from 0.
    package var shard: Int
    /// How many shards there are.
    package var count: Int
    /// The program and its version.
    package var tool: String
    /// The seed of everything random.
    package var seed: UInt64
    /// SHA-256 of all that decides how the run is divided, as ``ShardOptions/digest``.
    package var digest: String
    /// The machine.
    package var host: String
    /// Whether its clock was compared with another one.
    package var hasClock = false
    /// What tells this process from every other one.
    package var process: String
    /// How often it has told of itself; as long as it grows the process goes on.
    package var beat: UInt64 = 0
    /// Whether its run is over.
    package var hasEnded = false

    package init(shard: Int, count: Int, tool: String, seed: UInt64, digest: String, process: String) {
        self.shard = shard
        self.count = count
        self.tool = tool
        self.seed = seed
        self.digest = digest
        self.process = process
        host = System.hostName
    }

    /// The largest file that one is, in bytes.
    static let mostBytes = 16_384

    static func name(_ shard: Int) -> String { "shard-\(shard).json" }

    /// Whether a shard's file is called so.
    static func isName(_ name: String) -> Bool {
        guard name.hasPrefix("shard-"), name.hasSuffix(".json") else { return false }
        return Int(name.dropFirst(6).dropLast(5)).map { Self.name($0) == name } ?? false
    }

    var bytes: [UInt8] {
        TrialMessage.bytes([
            "shard": .whole(shard),
            "count": .whole(count),
            "tool": .string(tool),
            "seed": .string("\(seed)"),
            "digest": .string(digest),
            "host": .string(host),
            "clock": .bool(hasClock),
            "process": .string(process),
            "beat": .whole(beat),
            "ended": .bool(hasEnded),
        ])
    }

    /// The member that the file at `path` with `bytes` tells of, when it is of the run of `own`.
    init(_ bytes: [UInt8], path: String, of own: TrialMember) throws(TrialFolder.Failure) {
        let message = try TrialMessage(bytes, path: path)
        func same(_ name: String, _ value: String, _ what: String) throws(TrialFolder.Failure) {
            guard try message.text(name) != value else { return }
            throw message.error(name, "\(what) of this run, \(value)", help: Self.otherRun)
        }
        // First what a person is likeliest to know.
        guard try message.number("count", in: 1...Int.max) == own.count else {
            throw message.error("count", "\(own.count) shards, as this run has", help: Self.otherRun)
        }
        try same("seed", "\(own.seed)", "the seed")
        try same("tool", own.tool, "the version")
        try same("digest", own.digest, "the suites, and their division,")
        self.init(
            shard: try message.number("shard", in: 0...own.count - 1),
            count: own.count,
            tool: own.tool,
            seed: own.seed,
            digest: own.digest,
            process: try message.text("process")
        )
        (host, hasClock) = (try message.text("host"), try message.flag("clock"))
        beat = try message.number("beat", in: 0...UInt64.max)
        hasEnded = try message.flag("ended")
    }

    private static let otherRun =
        "the folder holds another run's files: start all shards with the same files, options, --seed and program, and give them a new, empty folder"
}
