import DequeModule
import HTTP
import Synchronization

/// One request on its way through the loop.
final class Job: Sendable {
    let id: UInt64
    let request: HTTPRequest
    let url: HTTPURL
    let options: RequestOptions
    /// When it was meant to start.
    let intended: UInt64
    /// Set by whoever cancels, before the loop is told: it may hear of the cancellation before it hears of the job.
    let isCancelled = Atomic<Bool>(false)
    private let completion: @Sendable (Exchange) -> Void

    private static let nextID = Atomic<UInt64>(0)

    /// - Throws: a failure of category `request`: what is wrong with the URL.
    init(
        _ request: HTTPRequest,
        _ options: RequestOptions,
        intended: UInt64,
        completion: @escaping @Sendable (Exchange) -> Void
    ) throws(ExchangeFailure) {
        url = try HTTPURL(request.url)
        id = Self.nextID.wrappingAdd(1, ordering: .relaxed).newValue
        self.request = request
        self.options = options
        self.intended = intended
        self.completion = completion
    }

    /// Hands the exchange over; called once.
    func complete(_ exchange: Exchange) { completion(exchange) }

    /// Ends a job that never started.
    func fail(_ failure: ExchangeFailure) {
        complete(Exchange(failure, intended: intended))
    }
}

extension Exchange {
    /// The exchange of a request that never started.
    init(_ failure: ExchangeFailure, intended: UInt64) {
        let now = MonotonicInstant.now()
        self.init(
            outcome: .failure(failure),
            timings: PhaseTimings(total: 0),
            intended: intended,
            started: max(now, intended)
        )
    }
}

/// The jobs of a loop that haven't started: those that wait for their instant, and those that wait for room.
struct JobQueue {
    static let cancelled = ExchangeFailure(.cancelled, "the task was cancelled")
    static let shutDown = ExchangeFailure(.cancelled, "the client was shut down")

    /// How long before a start that is due a loop stops sleeping and only looks, in nanoseconds: what waking up takes
    /// on a machine with something to do.
    static let spin: UInt64 = 60_000

    private var pending: [UInt64: Job] = [:]
    private var starts = InstantHeap()
    private var waiting = Deque<UInt64>()

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
