import CLinux
import Glibc
import HTTP
import Synchronization
import Transport

/// Threads that open connections for the workers, so that no event loop waits for a name, a handshake or a slow server.
///
/// Each opens many at the same time; the first origin has several for the work of TLS handshakes alone, another that
/// only the load's requests or responses name has one, which begins when it is asked for.
final class ConnectorPool: Sendable {
    private struct State: Sendable {
        /// By the number of their origin.
        var threads: [Int: [ConnectorThread]] = [:]
        /// Orders so far.
        var count = 0
    }

    private let state = Mutex(State())
    private let configuration: ClientConfiguration
    private let origins: LoadOrigins
    private let keepsTLSBuffers: Bool
    /// How long one opening may take, in nanoseconds.
    private let limit: UInt64

    /// With up to so many connections each keeps its TLS buffers: 34 MiB in all.
    private static let mostWithBuffers = 1024

    /// Starts the threads of the first origin.
    ///
    /// - Parameters:
    ///   - count: How many threads it has.
    ///   - connections: How many connections there are at most; many idle ones are better small than quick.
    ///   - limit: How long one opening may take, in nanoseconds.
    /// - Throws: what is wrong with the first origin or the configuration.
    init(
        _ configuration: ClientConfiguration,
        origins: LoadOrigins,
        count: Int,
        connections: Int,
        limit: UInt64
    ) throws(LoadEngineError) {
        self.configuration = configuration
        self.origins = origins
        self.limit = limit
        keepsTLSBuffers = connections <= Self.mostWithBuffers
        do throws(CurlError) {
            var threads: [ConnectorThread] = []
            for _ in 0..<max(1, count) { threads.append(try thread(0)) }
            let first = threads
            state.withLock { $0.threads[0] = first }
        } catch {
            throw LoadEngineError(error.message)
        }
    }

    private func thread(_ origin: Int) throws(CurlError) -> ConnectorThread {
        try ConnectorThread(configuration, url: origins[origin], keepsTLSBuffers: keepsTLSBuffers, limit: limit)
    }

    /// Has a connection to an origin opened for `slot` of the worker with `mailbox`, not before `earliest`.
    func order(_ slot: Int, origin: Int, _ mailbox: WorkerMailbox, earliest: UInt64 = 0) {
        let delivers = { @Sendable (delivery: ConnectorThread.Delivery) in
            mailbox.post(
                WorkerMailbox.Delivery(
                    slot: slot,
                    origin: origin,
                    outcome: delivery.outcome,
                    begun: delivery.begun,
                    ended: delivery.ended
                )
            )
        }
        do throws(CurlError) {
            try connector(of: origin).order(earliest: earliest, delivers)
        } catch {
            let now = Clock.now()
            let failure = ExchangeFailure(.local, error.message)
            delivers(ConnectorThread.Delivery(outcome: .failure(failure), begun: now, ended: now))
        }
    }

    private func connector(of origin: Int) throws(CurlError) -> ConnectorThread {
        let known = state.withLock { state -> ConnectorThread? in
            state.count &+= 1
            return state.threads[origin].map { $0[Int(UInt(bitPattern: state.count) % UInt($0.count))] }
        }
        if let known { return known }
        let new = try thread(origin)
        let winner = state.withLock { state -> ConnectorThread? in
            if let others = state.threads[origin] { return others[0] }
            state.threads[origin] = [new]
            return nil
        }
        guard let winner else { return new }
        // Another worker was quicker.
        new.close()
        return winner
    }

    /// Drops the orders, ends the openings that are under way, and returns when all threads have ended.
    func close() {
        let threads = state.withLock { state in
            defer { state.threads = [:] }
            return state.threads.values.flatMap { $0 }
        }
        for thread in threads { thread.close() }
    }
}

/// Where connectors leave connections for a worker, and what wakes it from other threads.
final class WorkerMailbox: Sendable {
    /// What came of an opening.
    struct Delivery: Sendable {
        var slot: Int
        /// The number of the origin.
        var origin: Int
        var outcome: Result<OpenConnection, ExchangeFailure>
        /// When the opening began, and when it ended, by the monotonic clock in nanoseconds.
        var begun: UInt64
        var ended: UInt64
    }

    /// Readable when there is something to see.
    let wakeUp: Int32
    private let deliveries = Mutex<[Delivery]>([])

    init() throws(LoadEngineError) {
        wakeUp = eventfd(0, Int32(muster_eventfd_flags))
        guard wakeUp >= 0 else { throw LoadEngineError("no descriptor is left: \(String(cString: strerror(errno)))") }
    }

    deinit { close(wakeUp) }

    func post(_ delivery: Delivery) {
        deliveries.withLock { $0.append(delivery) }
        wake()
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    /// Takes everything out.
    func take() -> [Delivery] {
        var count: UInt64 = 0
        _ = read(wakeUp, &count, 8)
        return deliveries.withLock { deliveries in
            defer { deliveries = [] }
            return deliveries
        }
    }
}

/// The limit of open files, which each connection counts against.
enum FileLimit {
    /// Descriptors for everything else: event loops, names, the program's own files.
    private static let others: UInt = 128

    /// Makes sure that so many connections can be open; raises the process's limit as far as it may.
    static func ensure(_ connections: Int) throws(LoadEngineError) {
        let needed = UInt(connections) + others
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < needed else { return }
        guard limit.rlim_max >= needed else {
            throw LoadEngineError(
                "\(connections) connections need \(needed) open files, and the limit is \(limit.rlim_max): raise it with"
                    + " ulimit -Hn \(needed), or ask for fewer"
            )
        }
        limit.rlim_cur = needed
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
