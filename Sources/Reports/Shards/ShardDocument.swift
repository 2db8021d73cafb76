import JSON
import Results

/// The shards of a divided run and of its loads, in `results.json` and the journal; written, and read back.
enum ShardDocument {
    static func write(_ sharded: ShardedRun, _ json: inout JSONWriter) {
        json.object { json in
            json.member("count", count: sharded.count)
            json.member("missing", each: sharded.missing) { $1.write(UInt64(clamping: $0)) }
            json.member("each", each: sharded.shards, write)
        }
    }

    private static func write(_ shard: ShardedRun.Shard, _ json: inout JSONWriter) {
        json.object { json in
            json.member("index", count: shard.index)
            json.member("tool", shard.tool)
            json.member("seed", "\(shard.seed)")
            json.member("digest", shard.digest)
            json.member("host", shard.host)
            json.member("startedAtMs", moment: shard.startedAt)
            json.member("durationNs", count: shard.duration)
            json.member("interrupted", shard.interrupted)
            if let startAt = shard.startAt { json.member("startAtMs", moment: startAt) }
            guard let clock = shard.clock else { return }
            json.name("clock")
            json.object { json in
                json.member("reference", clock.reference)
                if let offset = clock.offset { json.member("offsetNs", moment: offset) }
                json.member("uncertaintyNs", count: clock.uncertainty)
                if let problem = clock.problem { json.member("problem", problem) }
            }
        }
    }

    static func sharded(_ node: ResultsNode) throws(ResultsError) -> ShardedRun {
        let count = try node.count("count")
        guard (1...ShardedRun.mostShards).contains(count) else {
            throw try node.member("count").error("a number of shards from 1 to \(ShardedRun.mostShards)")
        }
        return ShardedRun(count: count, shards: try node.member("each").elements(shard))
    }

    private static func shard(_ node: ResultsNode) throws(ResultsError) -> ShardedRun.Shard {
        var shard = ShardedRun.Shard(
            index: try node.count("index"),
            tool: try node.text("tool"),
            seed: try ResultsReader.seed(node),
            digest: try node.text("digest"),
            host: try node.text("host"),
            startedAt: try node.milliseconds("startedAtMs")
        )
        shard.duration = try node.nanoseconds("durationNs")
        shard.interrupted = try node.flag("interrupted")
        shard.startAt = try node.optional("startAtMs")?.whole()
        shard.clock = try node.optional("clock").map { (clock) throws(ResultsError) in
            ClockDistance(
                reference: try clock.text("reference"),
                offset: try clock.optional("offsetNs")?.whole(),
                uncertainty: try clock.nanoseconds("uncertaintyNs"),
                problem: try clock.optionalText("problem")
            )
        }
        return shard
    }
}

/// Those of a load.
extension ShardDocument {
    static func write(_ sharding: LoadSharding, _ json: inout JSONWriter) {
        json.object { json in
            json.member("count", count: sharding.count)
            json.member("startSpreadNs", count: sharding.startSpread)
            json.member("each", each: sharding.shards) { shard, json in
                json.object { json in
                    json.member("index", count: shard.index)
                    json.member("startDelayNs", count: shard.startDelay)
                    json.member("offered", count: shard.offered)
                    json.member("sent", count: shard.sent)
                    json.member("completed", count: shard.completed)
                    json.member("failed", count: shard.failed)
                    json.member("audit", shard.audit, LoadDocument.write)
                    if let problem = shard.problem { json.member("problem", problem) }
                    if let absent = shard.absent { json.member("absent", absent) }
                }
            }
        }
    }

    static func sharding(_ node: ResultsNode) throws(ResultsError) -> LoadSharding {
        let count = try node.count("count")
        guard (1...ShardedRun.mostShards).contains(count) else {
            throw try node.member("count").error("a number of shards from 1 to \(ShardedRun.mostShards)")
        }
        return LoadSharding(
            count: count,
            shards: try node.member("each").elements { (node) throws(ResultsError) in
                var shard = LoadSharding.Shard(index: try node.count("index"))
                shard.startDelay = try node.optionalNanoseconds("startDelayNs")
                shard.offered = try node.count("offered")
                shard.sent = try node.count("sent")
                shard.completed = try node.count("completed")
                shard.failed = try node.count("failed")
                shard.audit = try node.optional("audit").map(LoadReader.audit)
                shard.problem = try node.optionalText("problem")
                shard.absent = try node.optionalText("absent")
                return shard
            }
        )
    }
}
