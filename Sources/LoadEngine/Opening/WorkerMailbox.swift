import CLinux
import Glibc
import HTTP
import Synchronization
import Transport

/// Where openers leave connections for a worker, and what wakes it from other threads.
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
