import JSON
import Measurement
import Quantities
import Results

/// What a shard did in a trial: its figures, and how it went.
struct TrialPart: Sendable {
    var shard: Int
    var trial: Int
    /// Why it was ended early; `nil` when it wasn't.
    var reason: TrialGuard.Reason?
    /// Failures of the target that count for the brake, those of the warm-up among them.
    var failures = 0
    /// Requests in flight on average; `nil` where nobody looked.
    var inFlight: Double?
    /// Why nothing can be made of it; `nil` for a part as it should be.
    var problem: String?
    /// What was counted; `nil` where nothing was sent.
    var figures: LoadFigures?

    init(shard: Int, trial: Int) {
        self.shard = shard
        self.trial = trial
    }

    /// The largest file that one is, in bytes.
    static let mostBytes = 256 << 20
    /// More of anything is in no trial. Sums of so many from every shard fit into 64 bits.
    private static let most = 1_000_000_000_000

    /// A line of JSON, and behind it the figures as `encode` writes them.
    func bytes(process: String, encode: (LoadFigures) -> [UInt8]) -> [UInt8] {
        var (overloaded, blocked, brake): (UInt64?, UInt64?, Int?)
        switch reason {
        case .overloaded(let latency): overloaded = latency
        case .blocked(let wait): blocked = wait
        case .failures(let count): brake = count
        case nil: break
        }
        var bytes = TrialMessage.bytes([
            "process": .string(process),
            "shard": .whole(shard),
            "trial": .whole(trial),
            "overloadedNs": overloaded.map { .whole($0) },
            "blockedNs": blocked.map { .whole($0) },
            "brake": brake.map { .whole($0) },
            "failures": .whole(failures),
            "inFlight": inFlight.flatMap { JSONNumber($0) }.map { .number($0) },
            "problem": problem.map { .string($0) },
        ])
        bytes.append(UInt8(ascii: "\n"))
        if let figures { bytes += encode(figures) }
        return bytes
    }

    /// The part in `bytes`, those of the file at `path`.
    ///
    /// - Parameters:
    ///   - process: Shard 0's.
    ///   - count: How many shards there are.
    ///   - decode: Makes figures of bytes.
    init(
        _ bytes: [UInt8],
        path: String,
        process: String,
        count: Int,
        decode: ([UInt8]) -> Result<LoadFigures, TrialExchange.Coding.Problem>
    ) throws(TrialFolder.Failure) {
        guard let line = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            throw TrialFolder.Failure(path, found: "its beginning only", expected: "a line, and figures behind it")
        }
        let message = try TrialMessage(bytes[..<line], path: path)
        guard try message.text("process") == process else {
            throw message.error("process", "\(process), the search's")
        }
        self.init(
            shard: try message.number("shard", in: 0...count - 1),
            trial: try message.number("trial", in: 1...Int.max)
        )
        failures = try message.number("failures", in: 0...Self.most)
        inFlight = try message.optionalDouble("inFlight", in: 0...Double(Self.most))
        problem = try message.optionalText("problem")
        if let latency = try message.optionalNumber("overloadedNs", in: 0...UInt64.max) {
            reason = .overloaded(latency: latency)
        } else if let wait = try message.optionalNumber("blockedNs", in: 0...UInt64.max) {
            reason = .blocked(wait: wait)
        } else if let count = try message.optionalNumber("brake", in: 0...Self.most) {
            reason = .failures(count)
        }
        let rest = Array(bytes[(line + 1)...])
        guard !rest.isEmpty else {
            guard problem != nil else {
                throw TrialFolder.Failure(path, found: "none", expected: "figures behind the first line")
            }
            return
        }
        switch decode(rest) {
        case .success(let figures):
            let own = figures.sharding?.shards.map(\.index) ?? []
            guard figures.sharding?.count == count, own == [shard] else {
                throw TrialFolder.Failure(
                    path,
                    found: "figures of shards \(own) of \(figures.sharding?.count ?? 1)",
                    expected: "those of shard \(shard) of \(count)"
                )
            }
            guard figures.isPlausible(below: Self.most) else {
                throw TrialFolder.Failure(path, found: "counts beyond \(Self.most)", expected: "those of a trial")
            }
            self.figures = figures
        case .failure(let problem):
            throw TrialFolder.Failure(path, found: problem.text, expected: "the figures of a part")
        }
    }

    /// Why nothing can be made of it, in words; `nil` when something can.
    ///
    /// - Parameters:
    ///   - latest: How much later than planned it may have begun, in nanoseconds.
    ///   - requests: The names of the load's requests.
    ///   - isEnded: Whether the trial was ended early by what some shard has seen.
    func fault(latest: UInt64, requests: [String], isEnded: Bool) -> String? {
        if let problem { return "shard \(shard): \(problem)" }
        guard let figures else { return "shard \(shard) sent no figures" }
        guard figures.requests.map(\.name) == requests else {
            return "shard \(shard) has the figures of other requests"
        }
        let result = LoadResult(figures)
        // Where a part has no arrival, or was cut off, there is nothing to be said of it.
        if result.offered > 0, !isEnded, let nothing = Unmeasured.reason(result) {
            return "shard \(shard): \(nothing.text)"
        }
        let late = figures.sharding?.shards.first?.startDelay ?? 0
        return late > latest
            ? "shard \(shard) began \(Quantity.describe(nanoseconds: late)) late" : nil
    }
}

extension LoadFigures {
    /// Whether nothing was counted more often than `most` times, which no addition of parts can take beyond 64 bits.
    fileprivate func isPlausible(below most: Int) -> Bool {
        let histograms = [overdue, sendDelay, ownSendDelay, loopLag]
        let own = series.flatMap { [$0.responseTime, $0.serviceTime] } + requests.map(\.undelayed)
        let flowing = flows.flatMap { [$0.time, $0.undelayed] }
        let streaming = streams.flatMap { [$0.first, $0.undelayed, $0.gap] }
        let timed = intervals.flatMap { [$0.responseTime, $0.serviceTime] }
        var counted = Counts.all.map { counts[keyPath: $0.path] }
        counted += statuses.values
        counted += failures.values
        counted += expectedFailures.values
        counted += examples.map(\.count)
        counted += [users?.count ?? 0, users?.lonely ?? 0]
        for flow in flows { counted += [flow.started, flow.completed, flow.abandoned, flow.requests] }
        for stream in streams { counted += [stream.responses, stream.events] }
        for interval in intervals {
            counted += [interval.second, interval.length, interval.offered, interval.sent, interval.unsent]
            counted += [interval.completed, interval.failed, interval.inFlight]
            counted += interval.statusClasses.values
        }
        return counted.allSatisfy { (0...most).contains($0) }
            && (histograms + own + flowing + streaming + timed).allSatisfy { $0.count <= most }
    }
}
