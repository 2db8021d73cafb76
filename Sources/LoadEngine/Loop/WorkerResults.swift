import Synchronization

/// Where the threads leave what they measured, at their end.
final class WorkerResults: Sendable {
    private let results = Mutex<[Result<WorkerOutcome, LoadEngineError>]>([])

    func add(_ result: Result<WorkerOutcome, LoadEngineError>) { results.withLock { $0.append(result) } }

    /// All that were left, in the order of the threads' numbers.
    func outcomes() throws(LoadEngineError) -> [WorkerOutcome] {
        var outcomes: [WorkerOutcome] = []
        for result in results.withLock({ $0 }) { outcomes.append(try result.get()) }
        return outcomes.sorted { $0.figures.thread < $1.figures.thread }
    }
}
