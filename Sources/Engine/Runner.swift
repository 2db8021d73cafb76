import Diagnostics
import HTTP
import JSON
import Measurement
import Quantities
package import Results
package import Scenarios
package import Substitution
import Synchronization

/// Runs a plan: sends each case and judges it.
///
/// Cases of one request or flow run concurrently. Bursts, loads and what is to be alone follow one by one, with nothing
/// beside them that would disturb what they measure; with one job everything keeps the file's order. A case that is to
/// run after others waits for the end of these. Cancelling the task that runs it stops it; the result then holds what
/// was done, and says that it was interrupted. What it tells of a case holds no secret that was known when the case
/// ended.
package final class Runner: Sendable {
    /// What happens while it runs.
    package enum Event: Sendable {
        /// A case begins: its place and its name.
        case began(CasePosition, String)
        /// A load goes on.
        case loading(LoadProgress)
        /// A case has ended, or won't be run.
        case ended(CasePosition, CaseResult)
        /// Every case of a suite has ended: the suite's place from 0, and what came of it.
        case suiteEnded(Int, SuiteResult)
    }

    let options: RunOptions
    let files: FileStore
    private let contracts: SuiteContracts
    let sender: @Sendable (ConnectionSettings) throws -> any Sender
    /// Where the run's access tokens are.
    let keeper: TokenKeeper
    /// What answers the challenges of the run's servers.
    let digests = DigestKeeper()
    private let amend: @Sendable (CaseResult, String) -> CaseResult

    /// A runner that sends with what `sender` gives for a connection. Exchanges of suites that name a contract are held
    /// against it when it is among `contracts`. What came of a case that was run is what `amend` makes of it, by the
    /// suite's name: waivers, say.
    package convenience init(
        options: RunOptions,
        files: FileStore,
        contracts: SuiteContracts = SuiteContracts(),
        amend: @escaping @Sendable (CaseResult, String) -> CaseResult = { result, _ in result },
        sender: @escaping @Sendable (ConnectionSettings) throws -> any Sender
    ) {
        let keeper = TokenKeeper(seed: options.seed)
        self.init(options: options, files: files, contracts: contracts, keeper: keeper, amend: amend, sender: sender)
    }

    /// A runner that gets tokens by `keeper`, which a test may give another clock.
    init(
        options: RunOptions,
        files: FileStore,
        contracts: SuiteContracts,
        keeper: TokenKeeper,
        amend: @escaping @Sendable (CaseResult, String) -> CaseResult,
        sender: @escaping @Sendable (ConnectionSettings) throws -> any Sender
    ) {
        self.options = options
        self.files = files
        self.contracts = contracts
        self.sender = sender
        self.amend = amend
        self.keeper = keeper
    }

    /// What a run of `plan` is going to do; `targets` are those of its suites, in the same order.
    package func outline(_ plan: Plan, targets: [SuiteTarget]) -> RunOutline {
        var outline = RunOutline(
            tool: options.tool,
            host: System.hostName,
            startedAt: WallClock.milliseconds(),
            seed: options.seed,
            suites: zip(plan.suites, targets).enumerated().map { index, named in
                let (suite, target) = named
                var observation = contracts.observation(of: suite)
                var whole: Int?
                if let shard = options.shard {
                    let count = allJobs(of: suite).count + (observation == nil ? 0 : 1)
                    whole = count
                    observation?.place = count - 1
                    observation?.shard = shard.share.index
                }
                var outline = SuiteOutline(
                    name: suite.name,
                    description: suite.description,
                    file: suite.file.path,
                    target: target.description,
                    mock: target.mock,
                    requirements: suite.requirements,
                    warnings: target.warnings + insecurity(of: suite),
                    cases: outlines(of: suite, index) + (observation.map { [$0] } ?? [])
                )
                outline.whole = whole
                return outline
            }
        )
        outline.sharded = options.shard.map { $0.sharded(outline) }
        return outline
    }

    /// Runs `plan` and tells `report` what happens; `targets` are those of its suites, in the same order, and `outline`
    /// is that of both, when it was made before.
    package func run(
        _ plan: Plan,
        targets: [SuiteTarget],
        outline: RunOutline? = nil,
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) async -> RunResult {
        let outline = outline ?? self.outline(plan, targets: targets)
        let start = MonotonicClock.now()
        let stop = FailFastSignal()
        let starts = loadStarts(plan)
        var suites: [SuiteResult] = []
        for (index, (suite, target)) in zip(plan.suites, targets).enumerated() {
            let setting = Setting(
                suite: suite,
                index: index,
                target: target,
                contract: contracts.watch(of: suite),
                stop: stop,
                reach: ReachWatch(after: options.unreachableAfter),
                starts: starts[index],
                needed: NeededScenarios(of: suite),
                report: report
            )
            suites.append(await run(setting, outline.suites[index]))
        }
        var result = RunResult(
            tool: outline.tool,
            startedAt: outline.startedAt,
            duration: MonotonicClock.now() - start,
            seed: outline.seed,
            interrupted: Task.isCancelled,
            suites: suites
        )
        result.host = outline.host
        result.provenance = outline.provenance
        result.part = outline.part
        result.sharded = outline.sharded?.ended(after: result.duration, interrupted: result.interrupted)
        return result
    }

    private func run(_ setting: Setting, _ outline: SuiteOutline) async -> SuiteResult {
        let startedAt = WallClock.milliseconds()
        let start = MonotonicClock.now()
        let jobs = jobs(of: setting.suite, setting.index)
        var results = [CaseResult?](repeating: nil, count: jobs.count)
        var setting = setting
        let hasCases = jobs.contains { $0.role == .scenario } || options.shard == nil
        setting.isBegun = !Task.isCancelled && setting.stop.reason == nil && hasCases
        setting.shared = SharedValues(setting.suite.frame)
        for job in jobs where job.role == .setup {
            let done = await setUp(job, setting)
            results[job.index] = done.result
            setting = done.setting
        }
        for batch in batches(jobs.filter { $0.role == .scenario }) {
            await run(batch, setting) { results[$0] = $1 }
        }
        for job in jobs where job.role == .cleanup { results[job.index] = await cleanUp(job, setting) }
        if let index = outline.cases.indices.last, index == jobs.count {
            results.append(observed(outline.cases[index], at: index, results.compactMap { $0 }, setting))
        }
        let result = SuiteResult(
            outline,
            startedAt: startedAt,
            duration: MonotonicClock.now() - start,
            cases: results.compactMap { $0 },
            contract: setting.contract.map { options.plan.redactor.redact($0.result) }
        )
        setting.report(.suiteEnded(setting.index, result))
        return result
    }

    /// What the cases of one suite have in common.
    struct Setting: Sendable {
        var suite: SuitePlan
        /// The suite's place in the run.
        var index: Int
        var target: SuiteTarget
        var contract: ContractWatch?
        var stop: FailFastSignal
        var reach: ReachWatch
        /// When loads are to begin, by their jobs' numbers in the whole suite, by the monotonic clock; none for as soon
        /// as they can.
        var starts: [Int: UInt64] = [:]
        /// Whether there may be something to clean up.
        var isBegun = true
        /// What the suite's setup left.
        var shared = SharedValues()
        /// Why no case can be measured, when the suite's setup failed.
        var obstacle: String?
        /// What the suite's scenarios can't be run without.
        let needed: NeededScenarios
        /// What its cases have changed.
        let touched = TouchedThings()
        /// Whoever wants to know what happens.
        var report: @Sendable (Event) -> Void
    }

    private func insecurity(of suite: SuitePlan) -> [String] {
        let isInsecure = [suite.frame.cases, suite.cases].joined().contains {
            $0.allSteps.contains { $0.connection.isInsecure }
        }
        return isInsecure ? ["INSECURE: TLS certificates were not verified"] : []
    }

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
    private func jobs(of suite: SuitePlan, _ index: Int) -> [Job] {
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
    private func outlines(of suite: SuitePlan, _ index: Int) -> [CaseOutline] {
        guard options.shard == nil else { return jobs(of: suite, index).map(\.outline) }
        var outlines: [CaseOutline] = []
        outlines.reserveCapacity(max(1, options.repeats) * suite.cases.count + 2)
        eachJob(of: suite) { _, _, outline in outlines.append(outline) }
        return outlines
    }

    /// When the loads of each suite are to begin, by the places of their jobs in the whole suite, by the monotonic
    /// clock.
    private func loadStarts(_ plan: Plan) -> [[Int: UInt64]] {
        guard let startAt = options.shard?.startAt else { return plan.suites.map { _ in [:] } }
        let first = SharedClock(offset: 0).own(Int64(clamping: startAt))
        let schedule = ShardOptions.schedule(plan, repeats: options.repeats, timeout: options.timeout)
        return zip(plan.suites, schedule).map { suite, starts in
            let before = suite.frame.setup == nil ? 0 : 1
            return Dictionary(uniqueKeysWithValues: starts.map { ($0.key + before, first.addingSaturated($0.value)) })
        }
    }

    private func allJobs(of suite: SuitePlan) -> [Job] {
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
    private func batches(_ jobs: [Job]) -> [[Job]] {
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

    private func run(_ batch: [Job], _ setting: Setting, _ keep: (Int, CaseResult) -> Void) async {
        let queue = JobQueue(batch)
        await withTaskGroup(of: Bool.self) { group in
            func start() { group.addTask { await self.work(through: queue, setting) } }
            for _ in 0..<min(batch.count, max(1, options.jobs)) { start() }
            // What runs beside the first failure ends as an interrupted run does, its cleanup included.
            for await hasFailed in group where hasFailed {
                group.cancelAll()
                start()
            }
        }
        for (index, result) in queue.results { keep(index, result) }
    }

    /// Runs one job of `queue` after the other; whether it left off as one failed and `--fail-fast` asks for that.
    private func work(through queue: JobQueue, _ setting: Setting) async -> Bool {
        while let job = queue.next() {
            let result = await run(job, setting)
            queue.keep(result, of: job)
            if options.failFast, result.verdict == .failed { return true }
        }
        return false
    }

    private func run(_ job: Job, _ setting: Setting) async -> CaseResult {
        let place = CasePosition(suite: setting.index, index: job.index)
        let name = job.outline.name
        var runner = caseRunner(job, setting)
        let stopped = setting.stop.reason ?? setting.reach.reason ?? (Task.isCancelled ? Self.stoppedBefore : nil)
        if let skip = job.plan.skip ?? stopped { return ended(runner.skipped(skip), at: place, setting) }
        if let obstacle = setting.obstacle { return ended(runner.unmeasured(obstacle), at: place, setting) }
        var note: String?
        var onlyBroken: (probe: NeededScenarios.Probe, reason: String)?
        switch setting.needed.decision(job.plan) {
        case .asItIs: break
        case .smaller(let smaller, let why):
            runner = caseRunner(job.with(smaller), setting)
            note = why
        case .not(let reason, let probe?)
        where job.plan.mayShowABrokenServer(options.plan, files, seed: job.seed, setting.shared):
            onlyBroken = (probe, reason)
            var unjudged = job.plan
            unjudged.reductions = { [] }
            runner = caseRunner(job.with(unjudged), setting)
        case .not(let reason, _):
            let result = runner.unmeasured(reason)
            // What needs this one in turn says no more.
            setting.needed.note(result, of: job.plan)
            return ended(result, at: place, setting)
        }
        setting.report(.began(place, name))
        setting.touched.begin(runner.plan)
        var outcome = await runner.outcome()
        setting.touched.end(runner.plan, outcome.result)
        if let (probe, reason) = onlyBroken { outcome.result = outcome.result.brokenServer(probe, else: reason) }
        outcome.result = await excused(outcome.result, of: job, setting)
        if let note, !outcome.result.steps.isEmpty { outcome.result.steps[0].notes.append(note) }
        let result = amend(outcome.result, setting.suite.name)
        setting.reach.note(result)
        setting.needed.note(result, of: job.plan, smaller: outcome.smaller)
        if options.failFast, result.verdict == .failed {
            setting.stop.raise("not run, as --fail-fast asks: '\(result.name)' failed")
        }
        return ended(result, at: place, setting)
    }

    static let stoppedBefore = "the run was stopped before it"

    func caseRunner(_ job: Job, _ setting: Setting) -> CaseRunner {
        let report = setting.report
        return CaseRunner(
            self,
            job,
            target: setting.target.url,
            contract: setting.contract,
            watch: LoadWatch(suite: setting.suite.name, name: job.outline.name, metrics: options.load.metrics) {
                report(.loading($0))
            },
            shared: setting.shared,
            startsAt: job.outline.place.flatMap { setting.starts[$0] }
        )
    }

    /// What all generated cases together showed: the case that no request belongs to.
    private func observed(_ outline: CaseOutline, at index: Int, _ results: [CaseResult], _ setting: Setting)
        -> CaseResult
    {
        let place = CasePosition(suite: setting.index, index: index)
        setting.report(.began(place, outline.name))
        let seen = setting.contract?.observed(outline, results)
        let skip = setting.stop.reason ?? (Task.isCancelled ? Self.stoppedBefore : nil)
        let skipped = CaseResult(outline, .skipped, reason: skip ?? "", startedAt: WallClock.milliseconds())
        // What was seen before a stop stands.
        let result = seen.map { amend($0, setting.suite.name) } ?? skipped
        return ended(skip != nil && result.verdict != .failed ? skipped : result, at: place, setting)
    }

    func ended(_ recorded: CaseResult, at place: CasePosition, _ setting: Setting) -> CaseResult {
        let result = options.plan.redactor.redact(recorded)
        setting.report(.ended(place, result))
        return result
    }
}

/// Jobs that several tasks work through, each job once, and what came of them.
private final class JobQueue: Sendable {
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

/// Tells the cases that wait that they need not run, and why.
final class FailFastSignal: Sendable {
    private let raised = Mutex<String?>(nil)

    /// Why no further case runs; `nil` while they do.
    var reason: String? { raised.withLock { $0 } }

    /// The first reason stays.
    func raise(_ reason: String) {
        raised.withLock { $0 = $0 ?? reason }
    }
}

/// Tells the cases that wait that their target can't be reached: so many connections in a row have failed. Asking it
/// for every further case would take hours and tell nothing.
final class ReachWatch: Sendable {
    private struct State {
        var failures = 0
        var reason: String?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: After how many failures; 0 for never.
    init(after limit: Int) {
        self.limit = limit
    }

    /// Why no further case runs; `nil` while they do.
    var reason: String? { state.withLock { $0.reason } }

    /// Counts what became of a case, unless it is known already.
    func note(_ result: CaseResult) {
        guard limit > 0 else { return }
        let failure = result.verdict == .error ? result.steps.last { $0.failure != nil }?.failure : nil
        state.withLock { state in
            guard let failure, [.dns, .refused, .tls, .timeout].contains(failure.category) else {
                state.failures = 0
                return
            }
            state.failures += 1
            guard state.failures >= limit, state.reason == nil else { return }
            state.reason =
                "\(SkipReason.unreachable)\(limit) cases in a row had no connection, the last one for this: "
                + "\(failure.category.rawValue): \(failure.detail)"
        }
    }
}

/// Where a suite's requests go.
package struct SuiteTarget: Sendable, Hashable {
    /// The base URL.
    package var url: String
    /// The same, in words for a report: a mock's port is of no interest.
    package var description: String
    /// The file of the mock behind it, when the run started one.
    package var mock: String?
    /// What weakens the results.
    package var warnings: [String]

    /// The target at `url`.
    package init(url: String, description: String? = nil, mock: String? = nil, warnings: [String] = []) {
        self.url = url
        self.description = description ?? url
        self.mock = mock
        self.warnings = warnings
    }
}

/// Gives each case randomness of its own, so that it is the same whatever runs beside it.
enum Seeds {
    /// FNV-1a, 64 bits (draft-eastlake-fnv), of `name`, begun with `seed`.
    static func derive(_ seed: UInt64, _ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
