import ArgumentParser
import Diagnostics
import Engine
import Glibc
import HTTP
import Measurement
import Quantities
import Reports
import Results
import Scenarios
import Substitution

/// Which part of a run this process does, where several share it.
struct ShardArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run part K, from 0, of N: each part in a process of its own, with the same files and --seed; 'muster merge' makes one "
                + "result of them.",
            valueName: "k/n"
        )
    )
    var shard: String?

    @Option(
        help: ArgumentHelp(
            "When the loads of all shards begin: 2026-12-31T12:00:00Z, seconds since 1970, or +30s from now, on a whole second.",
            valueName: "time"
        )
    )
    var startAt: String?

    @Option(
        help: ArgumentHelp(
            "A URL whose answers tell the time, of 'muster clock' or any server with a Date: what this machine's clock is off is "
                + "reported, and made up for by --start-at.",
            valueName: "url"
        )
    )
    var clock: String?

    @Option(
        help: ArgumentHelp(
            "Results of an earlier run, by whose times the cases are divided evenly; the same for all shards.",
            valueName: "results"
        )
    )
    var shardTimes: String?

    @Option(
        help: ArgumentHelp(
            "A new folder that all shards see, through which they share the trials of searches for a capacity: shard 0 searches, and "
                + "its report has the result.",
            valueName: "folder"
        )
    )
    var trials: String?

    @Option(
        help: ArgumentHelp(
            "How long a shard waits for another one that says nothing, in such a search.",
            valueName: "time"
        )
    )
    var trialsWait = "60s"

    func validate() throws {
        for (option, isGiven) in [
            ("--start-at", startAt != nil), ("--clock", clock != nil), ("--shard-times", shardTimes != nil),
            ("--trials", trials != nil),
        ] where isGiven && shard == nil {
            throw ValidationError("\(option) needs --shard")
        }
        _ = try share()
        _ = try plannedAt()
        _ = try patience()
        if trials?.isEmpty ?? false { throw ValidationError("--trials must be a folder, found ''") }
        if let clock, HTTPURL.Scheme.of(clock) == nil {
            throw ValidationError("--clock must be an http or https URL, found '\(clock)'")
        }
        if let clock { Terminal.redactor.hideUserInformation(of: clock, name: "CLOCK_PASSWORD") }
    }

    /// The shard; `nil` for the whole.
    func share() throws -> ArrivalShare? {
        guard let shard else { return nil }
        let parts = shard.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
            (1...ShardedRun.mostShards).contains(count), (0..<count).contains(index)
        else {
            throw ValidationError(
                "--shard must be K/N, with N from 1 to \(ShardedRun.mostShards) and K from 0 to N-1, such as 0/8, found '\(shard)'"
            )
        }
        return ArrivalShare(index, of: count)
    }

    /// The instant, in milliseconds since 1970; `nil` when none was given.
    private func plannedAt() throws -> Int64? {
        guard let startAt else { return nil }
        let wrong =
            "--start-at must be an instant such as 2026-12-31T12:00:00Z or 1798718400, or +30s, found '\(startAt)'"
        if startAt.hasPrefix("+") {
            do throws(QuantityError) {
                let wait = try Quantity.duration(String(startAt.dropFirst()))
                let at = WallClock.nanoseconds().addingSaturated(Int64(clamping: wait))
                // Shards that read the clock in the same second agree.
                return at.addingSaturated(999_999_999) / 1_000_000_000 * 1000
            } catch {
                throw ValidationError("--start-at: \(error.message): \(error.help)")
            }
        }
        if let seconds = Int64(startAt), seconds >= 0 { return seconds.multipliedSaturated(by: 1000) }
        guard let instant = (try? DateFormat("iso8601"))?.unixMilliseconds(from: startAt) else {
            throw ValidationError(wrong)
        }
        return instant
    }

    /// What the shard has to do of `plan`; when it can't be divided, says all that is wrong and ends the program with
    /// 2.
    func options(_ plan: Plan, _ run: RunOptions, _ files: FileStore) throws -> ShardOptions? {
        guard let share = try share() else { return nil }
        let problems = ShardRules.problems(plan, count: share.count, hasTrials: trials != nil)
        if !problems.isEmpty {
            Diagnostics.leave(
                problems.map { Diagnostics.error($0.reason, at: $0.planned.location, help: $0.help) }
            )
        }
        let division = CaseDivision.shards(of: plan, count: share.count, times: times(files))
        var shard = ShardOptions(
            share: share,
            division: division,
            digest: ShardDigest.of(plan, division, run, share.count, files)
        )
        shard.plannedAt = try plannedAt()
        if let planned = shard.plannedAt, planned < WallClock.milliseconds() {
            Terminal.error("warning: --start-at \(startAt ?? "") is over: the loads begin late, and the reports say so")
        }
        return shard
    }

    /// How long a shard that says nothing is waited for, in nanoseconds.
    private func patience() throws -> UInt64 {
        let patience: UInt64
        do throws(QuantityError) {
            patience = try Quantity.duration(trialsWait)
        } catch {
            throw ValidationError("--trials-wait: \(error.message): \(error.help)")
        }
        guard (500_000_000...86_400_000_000_000).contains(patience) else {
            throw ValidationError("--trials-wait must be from 500ms to 24h, found '\(trialsWait)'")
        }
        return patience
    }

    /// What joins the other shards of `shard`, where `plan` has searches that they share; `nil` where there is nothing
    /// to share. It ends the program with 2 when the folder is another run's.
    func joining(_ shard: ShardOptions?, _ plan: Plan, _ run: RunOptions) throws -> (@Sendable () -> TrialExchange)? {
        guard let shard, let trials, shard.share.count > 1,
            plan.suites.contains(where: { $0.cases.contains { $0.skip == nil && $0.search != nil } })
        else { return nil }
        let patience = try patience()
        var member = TrialMember(
            shard: shard.share.index,
            count: shard.share.count,
            tool: run.tool,
            seed: run.seed,
            digest: shard.digest,
            process: "\(String(UInt64.random(in: 0...UInt64.max), radix: 16))-\(getpid())"
        )
        member.hasClock = shard.clock?.offset != nil
        let own = member
        return {
            do throws(TrialFolder.Failure) {
                return try TrialExchange(TrialFolder(trials), own, patience: patience, coding: Self.coding)
            } catch {
                Diagnostics.leave("--trials: \(error)", help: error.help)
            }
        }
    }

    private static let coding = TrialExchange.Coding(
        encode: { figures, place in
            TrialFigures.bytes(figures, suite: place.suite, name: place.name, step: place.step)
        },
        decode: { bytes, place in
            do throws(ResultsError) {
                return .success(
                    try TrialFigures.figures(bytes, suite: place.suite, name: place.name, step: place.step)
                )
            } catch {
                return .failure(TrialExchange.Coding.Problem("\(error)"))
            }
        }
    )

    /// What cases took in an earlier run, by suite and name.
    private func times(_ files: FileStore) -> [String: [String: UInt64]] {
        guard let shardTimes else { return [:] }
        let run = ResultsSource(shardTimes, files).result()
        var times: [String: [String: UInt64]] = [:]
        for suite in run.suites {
            for result in suite.cases { times[suite.name, default: [:]][result.name] = result.duration }
        }
        return times
    }

    /// What the clock is off, when it was to be compared; shown on stderr.
    func compared(timeout: UInt64?, isInsecure: Bool) async -> ClockDistance? {
        guard let clock else { return nil }
        let senders = Senders(isInsecure: isInsecure)
        guard let sender = try? senders.sender(ConnectionSettings()) else { return nil }
        let distance = await ClockProbe.run(clock, sender, timeout: timeout ?? 5_000_000_000)
        await senders.shutdown()
        if let offset = distance.offset {
            let words = Quantity.describe(nanoseconds: offset.magnitude)
            let place = offset < 0 ? "ahead of" : "behind"
            let uncertainty = Quantity.describe(nanoseconds: distance.uncertainty)
            Terminal.error(Terminal.redacted("clock: \(words) \(place) that of \(clock), ± \(uncertainty)"))
        } else {
            let problem = distance.problem ?? ""
            Terminal.error(
                Terminal.redacted("warning: the clock couldn't be compared with that of \(clock): \(problem)")
            )
        }
        return distance
    }
}

/// What two processes have to have in common to be shards of one run.
enum ShardDigest {
    /// SHA-256 of the files of `plan`, its cases, and how they are divided.
    static func of(
        _ plan: Plan,
        _ division: [[Int]],
        _ options: RunOptions,
        _ count: Int,
        _ files: FileStore
    ) -> String {
        var lines = ["shards \(count)", "repeat \(options.repeats)"]
        for (suite, shards) in zip(plan.suites, division) {
            lines.append("suite \(suite.name) \(EvidenceManifest.digest(suite.file.bytes))")
            for path in (suite.included + [suite.contract?.path, suite.mock].compactMap(\.self)).sorted() {
                guard let bytes = try? files.bytes(at: path) else { continue }
                lines.append("file \(EvidenceManifest.digest(bytes))")
            }
            for (planned, shard) in zip(suite.cases, shards) { lines.append("case \(shard) \(planned.name)") }
        }
        return EvidenceManifest.digest(Array(lines.joined(separator: "\n").utf8))
    }
}
