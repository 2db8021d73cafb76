import Diagnostics
import Measurement
import Results
import Scenarios
import Synchronization

/// What is to be run, in which order, and what of it beside what.
extension Runner {
    /// One case in one repetition, and its place in the report. Jobs are chosen and put in order many times, for which
    /// a plan is long.
    final class Job: Sendable {
        /// What a job is to its suite.
        enum Role: Sendable {
            case setup, scenario, cleanup
        }

        let index: Int
        let role: Role
        let outline: CaseOutline
        let plan: Case
        let seed: UInt64

        init(index: Int, role: Role, outline: CaseOutline, plan: Case, seed: UInt64) {
            self.index = index
            self.role = role
            self.outline = outline
            self.plan = plan
            self.seed = seed
        }

        /// The job with another plan.
        func with(_ plan: Case) -> Job { Job(index: index, role: role, outline: outline, plan: plan, seed: seed) }

        /// The job as that of a shard, at `place` among the shard's own.
        func of(shard: Int, at place: Int) -> Job {
            var outline = outline
            outline.place = index
            if plan.dividedStep == nil || role != .scenario {
                // Of a search that all take part in, the first has the result.
                outline.shard = role == .scenario && plan.search != nil ? 0 : shard
            }
            return Job(index: place, role: role, outline: outline, plan: plan, seed: seed)
        }

        /// Whether others may run beside it: what measures is alone.
        var isShared: Bool { !plan.isAlone && plan.steps.allSatisfy { $0.traffic == .single } }
    }

    /// The jobs of a suite, the place of which is `index`, that are this shard's, and where each stands among all of
    /// them.
    func jobs(of suite: SuitePlan, _ index: Int) -> [Job] {
        let all = allJobs(of: suite)
        guard let shard = options.shard else { return all }
        let before = all.count { $0.role == .setup }
        var own = all.filter { job in
            guard job.role == .scenario, !job.plan.isOfAllShards else { return job.role == .scenario }
            return shard.division[index][(job.index - before) % suite.cases.count] == shard.share.index
        }
        // What is done before and after is done by each shard that has cases between.
        if !own.isEmpty {
            own = all.filter { $0.role == .setup } + own + all.filter { $0.role == .cleanup }
        }
        return own.enumerated().map { place, job in job.of(shard: shard.share.index, at: place) }
    }

    /// What there is to say of these jobs beforehand.
    func outlines(of suite: SuitePlan, _ index: Int) -> [CaseOutline] {
        guard options.shard == nil else { return jobs(of: suite, index).map(\.outline) }
        var outlines: [CaseOutline] = []
        outlines.reserveCapacity(max(1, options.repeats) * suite.cases.count + 2)
        eachJob(of: suite) { _, _, outline in outlines.append(outline) }
        return outlines
    }

    /// When the loads of each suite are to begin, by the places of their jobs in the whole suite, by the monotonic
    /// clock.
    func loadStarts(_ plan: Plan) -> [[Int: UInt64]] {
        guard let startAt = options.shard?.startAt else { return plan.suites.map { _ in [:] } }
        let first = SharedClock(offset: 0).own(Int64(clamping: startAt))
        let schedule = ShardOptions.schedule(plan, repeats: options.repeats, timeout: options.timeout)
        return zip(plan.suites, schedule).map { suite, starts in
            let before = suite.frame.setup == nil ? 0 : 1
            return Dictionary(uniqueKeysWithValues: starts.map { ($0.key + before, first.addingSaturated($0.value)) })
        }
    }

    func allJobs(of suite: SuitePlan) -> [Job] {
        var jobs: [Job] = []
        jobs.reserveCapacity(max(1, options.repeats) * suite.cases.count + 2)
        eachJob(of: suite) { plan, role, outline in
            let seed = Seeds.derive(options.seed, "\(suite.name)\u{0}\(outline.name)")
            jobs.append(Job(index: jobs.count, role: role, outline: outline, plan: plan, seed: seed))
        }
        return jobs
    }

    /// Gives all that is to be run to `body`, in the order of the report.
    private func eachJob(of suite: SuitePlan, _ body: (Case, Job.Role, CaseOutline) -> Void) {
        if let setup = suite.frame.setup { body(setup, .setup, CaseOutline(setup)) }
        for round in 0..<max(1, options.repeats) {
            for plan in suite.cases {
                var outline = CaseOutline(plan)
                if round > 0 { outline.name = "\(plan.name) (repeat \(round + 1))" }
                body(plan, .scenario, outline)
            }
        }
        if let cleanup = suite.frame.cleanup { body(cleanup, .cleanup, CaseOutline(cleanup)) }
    }

    /// What may run at the same time, one batch after the other.
    func batches(_ jobs: [Job]) -> [[Job]] {
        // In what shards do together, all have the same order.
        if options.shard != nil, jobs.contains(where: { $0.plan.search != nil }) {
            let searches = jobs.filter { $0.plan.search != nil }
            return batches(jobs.filter { $0.plan.search == nil }) + searches.map { [$0] }
        }
        var jobs = jobs
        if options.shuffles {
            var random = SplitMix64(seed: options.seed)
            jobs.shuffle(using: &random)
        }
        // Loads that begin at an instant can't wait for cases that take as long as they take.
        if options.shard?.startAt != nil, jobs.allSatisfy(\.plan.awaited.isEmpty) {
            let loads = jobs.filter { $0.plan.dividedStep != nil }
            return loads.map { [$0] } + arranged(jobs.filter { $0.plan.dividedStep == nil })
        }
        return arranged(jobs)
    }

    private func arranged(_ jobs: [Job]) -> [[Job]] {
        if options.jobs <= 1 { return CaseOrder.sequence(jobs, \.plan).map { [$0] } }
        return CaseOrder.levels(jobs, \.plan).flatMap { level in
            level.allSatisfy(\.isShared)
                ? [level] : [level.filter(\.isShared)] + level.filter { !$0.isShared }.map { [$0] }
        }
    }
}

/// Jobs that several tasks work through, each job once, and what came of them.
final class JobQueue: Sendable {
    private let jobs: [Runner.Job]
    private let state = Mutex((next: 0, results: [(Int, CaseResult)]()))

    init(_ jobs: [Runner.Job]) { self.jobs = jobs }

    /// What came of each job, by the job's place.
    var results: [(Int, CaseResult)] { state.withLock { $0.results } }

    /// The next job that nobody has; `nil` when there is none.
    func next() -> Runner.Job? {
        let number = state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
        return number < jobs.count ? jobs[number] : nil
    }

    func keep(_ result: CaseResult, of job: Runner.Job) { state.withLock { $0.results.append((job.index, result)) } }
}

extension CaseOutline {
    /// That of `plan`.
    init(_ plan: Case) {
        self.init(
            name: plan.name,
            scenario: plan.scenario,
            file: plan.location.file.path,
            line: plan.location.line,
            tags: plan.tags,
            covers: plan.covers
        )
        subject = plan.subject
    }
}

/// Gives each case randomness of its own, so that it is the same whatever runs beside it.
enum Seeds {
    /// FNV-1a, 64 bits (draft-eastlake-fnv), of `name`, begun with `seed`.
    static func derive(_ seed: UInt64, _ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
