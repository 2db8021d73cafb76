import CLinux
import Dispatch
import Glibc
import HTTP
import Measurement
import Synchronization

/// What one worker measured.
struct WorkerOutcome: Sendable {
    var figures: ThreadFigures
    var intervals: [IntervalFigures] = []
    var series: [SeriesFigures] = []
    var flows: [FlowFigures] = []
    var events: [EventFigures] = []
    var statuses: [Int: Int] = [:]
    var deviations: [Deviation: Int] = [:]
    var undelayed: [PackedLatencies] = []
    var overdue = PackedLatencies()
    var sendDelay = PackedLatencies()
    var ownSendDelay = PackedLatencies()
    var loopLag = PackedLatencies()
    var failures: [FailureKind] = []
    var otherFailures = 0
    var slowest: [SlowestResponse] = []
    var begin: UInt64
    /// When the last request ended, however it did.
    var lastEnd: UInt64 = 0
    /// When the last complete response came.
    var lastResponse: UInt64 = 0
    /// When the schedule ended: as planned, or as the load was ended. `nil` for a burst, which has no end of its own.
    var scheduleEnd: UInt64?
    var wasStopped = false
    var elapsed: UInt64 = 0
    var warmUp: UInt64 = 0
    var lonelyUsers = 0
    /// The complete responses, where they are kept.
    var responses: [KeptResponse] = []
    /// Of a burst: what the thread let go.
    var release: ReleaseFigures?

    init(thread: Int, begin: UInt64) {
        figures = ThreadFigures(thread: thread)
        self.begin = begin
    }
}

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

/// What a worker needs that may not be had.
struct WorkerResources {
    let epoll: Int32
    let endpoints: UnsafeMutablePointer<Endpoint>

    init(_ setup: WorkerSetup, number: Int) throws(LoadEngineError) {
        endpoints = try setup.makeEndpoints(number)
        epoll = epoll_create1(Int32(muster_epoll_cloexec))
        guard epoll >= 0 else {
            throw LoadEngineError("no event loop can be made: \(String(cString: strerror(errno)))")
        }
    }
}

/// Where the threads of a load wait for each other, so that all begin at the same instant.
final class StartGate: Sendable {
    private let missing: Mutex<Int>
    private let opened = DispatchSemaphore(value: 0)
    private let start = Atomic<UInt64>(0)
    private let count: Int
    /// How long after the last thread has come the load begins: long enough for the others to wake.
    private static let lead: UInt64 = 2_000_000

    init(_ count: Int) {
        self.count = count
        missing = Mutex(count)
    }

    /// Returns the common start when all threads have come.
    func arrive() -> UInt64 {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast {
            start.store(Clock.now() + Self.lead, ordering: .releasing)
            for _ in 0..<count { opened.signal() }
        }
        opened.wait()
        return start.load(ordering: .acquiring)
    }
}

/// What the calling thread has used of its processor (`getrusage` with `RUSAGE_THREAD`).
struct ThreadUsage {
    /// Nanoseconds in user mode.
    var user: UInt64
    /// Nanoseconds in the kernel.
    var system: UInt64
    var voluntarySwitches: Int
    var involuntarySwitches: Int

    static func now() -> ThreadUsage {
        var usage = rusage()
        muster_thread_usage(&usage)
        return ThreadUsage(
            user: nanoseconds(usage.ru_utime),
            system: nanoseconds(usage.ru_stime),
            voluntarySwitches: usage.ru_nvcsw,
            involuntarySwitches: usage.ru_nivcsw
        )
    }

    private static func nanoseconds(_ time: timeval) -> UInt64 {
        UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_usec) * 1000
    }
}
