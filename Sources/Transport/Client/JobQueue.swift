import HTTP
import Synchronization

/// The jobs of a loop that haven't started: those that wait for their instant, and those that wait for room.
struct JobQueue {
    static let cancelled = ExchangeFailure(.cancelled, "the task was cancelled")
    static let shutDown = ExchangeFailure(.cancelled, "the client was shut down")

    /// How long before a start that is due a loop stops sleeping and only looks, in nanoseconds: what waking up takes on a
    /// machine with something to do.
    static let spin: UInt64 = 60_000

    private var pending: [UInt64: Job] = [:]
    private var starts = InstantHeap()
    private var waiting = Queue<UInt64>()

    /// When a loop has to be awake for the next start; `nil` when none is planned.
    var nextWakeUp: UInt64? { starts.first.map { $0 - min($0, Self.spin) } }

    /// Takes a job in, unless it was cancelled already.
    mutating func accept(_ job: Job) {
        guard !job.isCancelled.load(ordering: .acquiring) else { return job.fail(Self.cancelled) }
        pending[job.id] = job
        if job.intended > MonotonicInstant.now() {
            starts.insert(job.id, at: job.intended)
        } else {
            waiting.append(job.id)
        }
    }

    /// Cancels a job; `false` when it isn't among these.
    mutating func cancel(_ id: UInt64) -> Bool {
        guard let job = pending.removeValue(forKey: id) else { return false }
        job.fail(Self.cancelled)
        return true
    }

    /// The next job whose instant has come, in order.
    mutating func next(_ now: UInt64) -> Job? {
        while let id = starts.popDue(now) { waiting.append(id) }
        while let id = waiting.popFirst() {
            if let job = pending.removeValue(forKey: id) { return job }
        }
        return nil
    }

    /// Ends all of them.
    mutating func end() {
        for job in pending.values { job.fail(Self.shutDown) }
        pending = [:]
    }
}
