import JSON
public import Results
public import Scenarios
import Measurement
import Synchronization

/// Runs a plan: sends each case and judges it.
///
/// Cases of one request or flow run concurrently. Bursts and loads follow one by one, with nothing beside them that
/// would disturb what they measure; with one job everything keeps the file's order. Cancelling the task that runs it
/// stops it; the result then holds what was done, and says that it was interrupted.
public struct Runner: Sendable {
    /// What happens while it runs.
    public enum Event: Sendable {
        /// A case begins.
        case began(String)
        /// A load goes on.
        case loading(LoadGlimpse)
        /// A case has ended.
        case ended(CaseResult)
    }

    private let options: RunOptions
    private let files: FileStore
    private let contracts: SuiteContracts
    private let sender: @Sendable (Connection) throws -> any Sender
    private let report: @Sendable (Event) -> Void

    /// A runner that sends with what `sender` gives for a connection and tells `report` what happens. Exchanges of suites
    /// that name a contract are held against it when it is among `contracts`.
    public init(
        options: RunOptions,
        files: FileStore,
        contracts: SuiteContracts = SuiteContracts(),
        sender: @escaping @Sendable (Connection) throws -> any Sender,
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.options = options
        self.files = files
        self.contracts = contracts
        self.sender = sender
        self.report = report
    }

    /// Runs `plan`; `targets` are those of its suites, in the same order.
    public func run(_ plan: Plan, targets: [SuiteTarget]) async -> RunResult {
        let startedAt = WallClock.milliseconds()
        let start = MonotonicClock.now()
        let stop = StopSign()
        var suites: [SuiteResult] = []
        for (suite, target) in zip(plan.suites, targets) {
            suites.append(await run(suite, target, stop))
        }
        return RunResult(
            tool: options.tool,
            startedAt: startedAt,
            duration: MonotonicClock.now() - start,
            seed: options.seed,
            interrupted: Task.isCancelled,
            suites: suites
        )
    }

    private func run(_ suite: SuitePlan, _ target: SuiteTarget, _ stop: StopSign) async -> SuiteResult {
        let startedAt = WallClock.milliseconds()
        let start = MonotonicClock.now()
        let jobs = jobs(of: suite)
        let contract = contracts.watch(of: suite)
        var results = [CaseResult?](repeating: nil, count: jobs.count)
        for batch in batches(jobs) {
            await run(batch, suite, target, contract, stop) { results[$0] = $1 }
        }
        let cases = results.compactMap { $0 }
        var times = LatencyRecorder()
        for step in cases.flatMap(\.steps) where step.load == nil && step.response != nil && step.failure == nil {
            if let time = step.responseTime { times.record(time) }
        }
        return SuiteResult(
            name: suite.name,
            description: suite.description,
            file: suite.file.path,
            target: target.description,
            mock: target.mock,
            startedAt: startedAt,
            duration: MonotonicClock.now() - start,
            requirements: suite.requirements,
            cases: cases,
            responseTime: times.summary(),
            warnings: target.warnings + insecurity(of: suite),
            contract: contract?.result
        )
    }

    private func insecurity(of suite: SuitePlan) -> [String] {
        let isInsecure = suite.cases.contains { $0.steps.contains { $0.connection.isInsecure } }
        return isInsecure ? ["INSECURE: TLS certificates were not verified"] : []
    }

    /// One case in one repetition, and its place in the report.
    private struct Job: Sendable {
        var index: Int
        var name: String
        var plan: Case
        var seed: UInt64

        var isTraffic: Bool { plan.steps.contains { $0.traffic != .single } }
    }

    private func jobs(of suite: SuitePlan) -> [Job] {
        (0..<max(1, options.repeats)).flatMap { round in
            suite.cases.map { plan in (round, plan) }
        }.enumerated().map { index, entry in
            let name = entry.0 == 0 ? entry.1.name : "\(entry.1.name) (repeat \(entry.0 + 1))"
            let seed = Seeds.derive(options.seed, "\(suite.name)\u{0}\(name)")
            return Job(index: index, name: name, plan: entry.1, seed: seed)
        }
    }

    /// What may run at the same time, one batch after the other.
    private func batches(_ jobs: [Job]) -> [[Job]] {
        var jobs = jobs
        if options.shuffles {
            var random = SplitMix64(seed: options.seed)
            jobs.shuffle(using: &random)
        }
        if options.jobs <= 1 { return jobs.map { [$0] } }
        return [jobs.filter { !$0.isTraffic }] + jobs.filter(\.isTraffic).map { [$0] }
    }

    private func run(
        _ batch: [Job],
        _ suite: SuitePlan,
        _ target: SuiteTarget,
        _ contract: ContractWatch?,
        _ stop: StopSign,
        _ keep: (Int, CaseResult) -> Void
    ) async {
        await withTaskGroup(of: (Int, CaseResult).self) { group in
            var waiting = batch.makeIterator()
            func startNext() {
                guard let job = waiting.next() else { return }
                group.addTask { (job.index, await run(job, suite, target, contract, stop)) }
            }
            for _ in 0..<max(1, options.jobs) { startNext() }
            for await (index, result) in group {
                keep(index, result)
                startNext()
            }
        }
    }

    private func run(
        _ job: Job,
        _ suite: SuitePlan,
        _ target: SuiteTarget,
        _ contract: ContractWatch?,
        _ stop: StopSign
    ) async -> CaseResult {
        let runner = CaseRunner(
            plan: job.plan,
            name: job.name,
            suite: suite,
            target: target.url,
            seed: job.seed,
            options: options,
            files: files,
            contract: contract,
            sender: sender,
            watch: LoadWatch(suite: suite.name, name: job.name, metrics: options.load.metrics) { [report] in
                report(.loading($0))
            }
        )
        let skip = job.plan.skip ?? stop.reason ?? (Task.isCancelled ? "the run was stopped before it" : nil)
        if let skip { return ended(runner.skipped(skip)) }
        report(.began(job.name))
        let result = await runner.run()
        if options.failFast, result.verdict == .failed {
            stop.raise("not run, as --fail-fast asks: '\(result.name)' failed")
        }
        return ended(result)
    }

    private func ended(_ result: CaseResult) -> CaseResult {
        report(.ended(result))
        return result
    }
}
