import HTTP
import JSON
import Measurement

@testable import Reports
@testable import Results

/// A load whose answers' times are given: what one generator counts of it, and what its shards do.
struct ShardSample {
    /// When the requests begin, in nanoseconds.
    let times: [UInt64]
    var count = 4
    var seconds = 30

    init(requests: Int = 6000) {
        var random = SplitMix64(seed: 7)
        times = (0..<requests).map { _ in random.next() % 30_000_000_000 }.sorted()
    }

    /// How long the answer to request `index` takes.
    private func answer(_ index: Int) -> UInt64 {
        var random = SplitMix64(seed: UInt64(index))
        return 1_000_000 + random.next() % (index % 50 == 0 ? 400_000_000 : 9_000_000)
    }

    private static func digits(_ number: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 32 - text.utf8.count) + text
    }

    /// What a generator counts that sends requests `index` mod `of`; of 1, all of them.
    func figures(_ index: Int, of count: Int, delay: UInt64? = 0) -> LoadFigures {
        var figures = LoadFigures(kind: .load, model: "6,000 recorded starts in 30 s")
        figures.startedAt = Sample.noon
        var (responses, services): ([Int: LatencyRecorder], [Int: LatencyRecorder]) = ([:], [:])
        var intervals: [Int: LoadFigures.Interval] = [:]
        var (intervalResponses, intervalServices): ([Int: LatencyRecorder], [Int: LatencyRecorder]) = ([:], [:])
        var (undelayed, sends) = (LatencyRecorder(), LatencyRecorder())
        var slowest: [SlowResponse] = []
        for request in stride(from: index, to: times.count, by: count) {
            let late = UInt64(request % 7) * 1000
            let time = answer(request)
            let status = request % 97 == 0 ? 503 : 200
            let second = Int((times[request] + time) / 1_000_000_000)
            var interval = intervals[second] ?? LoadFigures.Interval(second: second, length: 1)
            interval.offered += 1
            interval.sent += 1
            interval.statusClasses[status / 100, default: 0] += 1
            if status == 200 { interval.completed += 1 } else { interval.failed += 1 }
            intervals[second] = interval
            // In place: a histogram that is taken out and put back is copied.
            intervalResponses[second, default: LatencyRecorder()].record(time)
            intervalServices[second, default: LatencyRecorder()].record(time - late)
            responses[status / 100, default: LatencyRecorder()].record(time)
            services[status / 100, default: LatencyRecorder()].record(time - late)
            slowest.append(
                SlowResponse(
                    responseTime: time,
                    serviceTime: time - late,
                    start: times[request],
                    index: request,
                    request: "",
                    status: status,
                    trace: TraceID(field: "00-\(Self.digits(request))-".utf8)?.description
                )
            )
            undelayed.record(time - late)
            sends.record(late)
            figures.counts.offered += 1
            figures.counts.sent += 1
            figures.counts.completed += 1
            figures.statuses[status, default: 0] += 1
            figures.duration = max(figures.duration, times[request] + time)
            guard status == 503 else { continue }
            figures.counts.broken += 1
            if figures.examples.isEmpty {
                figures.examples = [FailureExample(kind: "status: expected 200, found 503", count: 0, index: request)]
            }
            figures.examples[0].count += 1
        }
        figures.series = responses.keys.sorted().map { key in
            LoadFigures.Series(
                request: 0,
                statusClass: key,
                responseTime: responses[key]?.packed ?? PackedLatencies(),
                serviceTime: services[key]?.packed ?? PackedLatencies()
            )
        }
        figures.requests = [LoadFigures.Request(name: "", undelayed: undelayed.packed)]
        figures.intervals = intervals.values.sorted { $0.second < $1.second }.map { row in
            var interval = row
            interval.responseTime = intervalResponses[row.second]?.packed ?? PackedLatencies()
            interval.serviceTime = intervalServices[row.second]?.packed ?? PackedLatencies()
            return interval
        }
        figures.sendDelay = sends.packed
        figures.ownSendDelay = sends.packed
        figures.audit.threads = 1
        figures.slowest = SlowResponse.slowest(of: slowest)
        guard count > 1 else { return figures }
        var shard = LoadSharding.Shard(index: index)
        shard.startDelay = delay
        shard.offered = figures.counts.offered
        shard.sent = figures.counts.sent
        shard.completed = figures.counts.completed
        shard.failed = figures.counts.broken
        shard.audit = figures.audit
        figures.sharding = LoadSharding(count: count, shards: [shard])
        return figures
    }

    /// The run of a shard, with a case of its own and its part of the load.
    func run(_ index: Int, _ change: (inout RunResult) -> Void = { _ in }) -> RunResult {
        var load = LoadResult(figures(index, of: count))
        load.demands = demands
        var divided = Sample.result(
            "holds the rate",
            .error,
            reason: "a part alone",
            steps: [StepResult(name: "", error: "a part alone", load: load)]
        )
        divided.place = 0
        var own = Sample.passed
        own.name = "case \(index)"
        own.place = index + 1
        own.shard = index
        var run = Sample.run([divided, own])
        run.suites[0].whole = count + 1
        run.startedAt = Sample.noon + Int64(index)
        run.suites[0].startedAt = run.startedAt
        var shard = ShardedRun.Shard(
            index: index,
            tool: run.tool,
            seed: 7,
            digest: String(repeating: "ab", count: 32),
            host: "host\(index % 2)",
            startedAt: run.startedAt
        )
        shard.duration = run.duration
        shard.startAt = Sample.noon
        run.sharded = ShardedRun(count: count, shards: [shard])
        change(&run)
        return run
    }

    var demands: LoadDemands {
        var demands = LoadDemands()
        demands.latency = [LoadObjective("p99", limit: 500_000_000)]
        demands.failures = 0.02
        demands.counts = try? JSONParser.parse(#"{ "503": { "<=": 100 } }"#)
        return demands
    }

    /// Writes what a run leaves into `folder`, which ends in a slash.
    static func write(_ run: RunResult, _ folder: String) throws {
        try Folder.prepare(folder)
        try OutputFile(folder + ShardFolder.name).write(ShardFolder.bytes(run))
        var files = LoadFiles(tool: run.tool)
        for suite in run.suites {
            for result in suite.cases {
                for file in files.files(of: result, in: suite.name) {
                    try OutputFile(folder + file.name).write(file.content)
                }
            }
        }
    }
}
