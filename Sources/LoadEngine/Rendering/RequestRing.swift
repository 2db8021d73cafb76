import Glibc
import Measurement
import Synchronization
import Transport

/// Requests that one thread prepares and another sends, in the order of their indices: a ring for one writer and one
/// reader.
///
/// Each counts what it has done and reads the other's count: Lamport, Specifying Concurrent Program Modules (TOPLAS
/// 1983).
final class RequestRing: Sendable {
    /// The indices that belong to this ring: those of a thread that draw its endpoint.
    typealias Indices = @Sendable (_ after: UInt64?) -> UInt64

    private struct Slot {
        var bytes: UnsafeMutablePointer<UInt8>
        var capacity = 0
        var count = 0
        var origin = 0
        var problem: String?
        var version: UInt64 = 0
        /// When it was made, by the monotonic clock.
        var madeAt: UInt64 = 0
    }

    /// A request that is ready.
    struct Prepared {
        var bytes: UnsafeBufferPointer<UInt8>
        var origin: Int
        /// Why it can't be sent, when it has no bytes.
        var problem: String?
        fileprivate var version: UInt64
        fileprivate var madeAt: UInt64
    }

    private let capacity: Int
    private let version: @Sendable () -> UInt64
    private let longestAge: UInt64
    // Each slot is the writer's or the reader's, as the counts say.
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Slot>
    private let written = Atomic<Int>(0)
    private let taken = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let thread = Mutex<JoinableThread?>(nil)

    /// A ring that a new thread begins to fill.
    init(_ source: RequestSource, _ indices: @escaping Indices) throws(LoadEngineError) {
        capacity = max(1, source.capacity)
        version = source.version
        longestAge = source.longestAge
        slots = .allocate(capacity: capacity)
        for place in 0..<capacity { (slots + place).initialize(to: Slot(bytes: .allocate(capacity: 1))) }
        do throws(CurlError) {
            let filler = try JoinableThread { [self] in fill(source, indices) }
            thread.withLock { $0 = filler }
        } catch {
            throw LoadEngineError(error.message)
        }
    }

    deinit {
        for place in 0..<capacity { slots[place].bytes.deallocate() }
        slots.deinitialize(count: capacity)
        slots.deallocate()
    }

    /// Ends the filling.
    func close() {
        isClosed.store(true, ordering: .releasing)
        thread.withLock { $0.take() }?.join()
    }

    /// The next request, which stays valid until ``drop()``; `nil` when none is ready.
    func first() -> Prepared? {
        let place = taken.load(ordering: .relaxed)
        guard place < written.load(ordering: .acquiring) else { return nil }
        let slot = slots + place % capacity
        return Prepared(
            bytes: UnsafeBufferPointer(start: slot.pointee.bytes, count: slot.pointee.count),
            origin: slot.pointee.origin,
            problem: slot.pointee.problem,
            version: slot.pointee.version,
            madeAt: slot.pointee.madeAt
        )
    }

    /// Whether `prepared` has been ready for too long at the instant `now`.
    func isStale(_ prepared: Prepared, _ now: UInt64) -> Bool {
        now > prepared.madeAt.addingSaturated(longestAge) || prepared.version != version()
    }

    /// Lets the next request go.
    func drop() { taken.store(taken.load(ordering: .relaxed) + 1, ordering: .releasing) }

    private func fill(_ source: RequestSource, _ indices: Indices) {
        var request = MadeRequest()
        var index: UInt64?
        var place = 0
        while !isClosed.load(ordering: .acquiring) {
            guard place - taken.load(ordering: .acquiring) < capacity else {
                usleep(200)
                continue
            }
            let next = indices(index)
            index = next
            request.begin()
            let slot = slots + place % capacity
            // Before it is made: what changes meanwhile may have been taken in or not.
            (slot.pointee.version, slot.pointee.madeAt) = (version(), Clock.now())
            source.prepare(next, &request)
            write(request, slot)
            place += 1
            written.store(place, ordering: .releasing)
        }
    }

    private func write(_ request: MadeRequest, _ slot: UnsafeMutablePointer<Slot>) {
        let bytes = request.bytes
        if slot.pointee.capacity < bytes.count {
            slot.pointee.bytes.deallocate()
            slot.pointee.bytes = .allocate(capacity: bytes.count)
            slot.pointee.capacity = bytes.count
        }
        slot.pointee.bytes.update(from: bytes, count: bytes.count)
        slot.pointee.count = bytes.count
        slot.pointee.origin = request.origin
        slot.pointee.problem = request.problem
    }
}
