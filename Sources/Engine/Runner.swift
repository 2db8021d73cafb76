import Diagnostics
import HTTP
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
            for (index, result) in await run(batch, setting) { results[index] = result }
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

    /// What came of each job, by the job's place.
    private func run(_ batch: [Job], _ setting: Setting) async -> [(Int, CaseResult)] {
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
        return queue.results
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
