import CCurl
import CLinux
import Glibc
import HeapModule

/// Readiness of sockets, an exact timer and a wake-up from other threads, on epoll, timerfd and eventfd.
final class Poller: Sendable {
    /// What became ready.
    enum Event {
        case wake
        case timer
        case socket(Int32, readable: Bool, writable: Bool, failed: Bool)
    }

    private let epoll: Int32
    private let timer: Int32
    private let wakeUp: Int32

    init() throws(CurlError) {
        epoll = epoll_create1(Int32(muster_epoll_cloexec))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(muster_timerfd_flags))
        wakeUp = eventfd(0, Int32(muster_eventfd_flags))
        guard epoll >= 0, timer >= 0, wakeUp >= 0 else {
            throw CurlError("no event loop can be made: \(String(cString: strerror(errno)))")
        }
        watch(timer, readable: true, writable: false, isNew: true)
        watch(wakeUp, readable: true, writable: false, isNew: true)
    }

    deinit {
        for descriptor in [epoll, timer, wakeUp] where descriptor >= 0 { close(descriptor) }
    }

    /// Reports `socket` when it is ready; `isNew` when it isn't watched yet.
    func watch(_ socket: Int32, readable: Bool, writable: Bool, isNew: Bool) {
        var event = epoll_event()
        event.events = (readable ? muster_epoll_in : 0) | (writable ? muster_epoll_out : 0)
        event.data.fd = socket
        let code = epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event)
        // libcurl may still have watched the socket that it leaves to us.
        if isNew, code != 0, errno == EEXIST { epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) }
    }

    /// What became ready, in libcurl's bits.
    static func readiness(readable: Bool, writable: Bool, failed: Bool) -> Int32 {
        (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0) | (failed ? CURL_CSELECT_ERR : 0)
    }

    func unwatch(_ socket: Int32) {
        var event = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event)
    }

    /// Has `.timer` come at `instant` of the monotonic clock; `nil` for never.
    func setTimer(_ instant: UInt64?) {
        var value = itimerspec()
        if let instant {
            value.it_value.tv_sec = Int(instant / 1_000_000_000)
            // All zero would switch the timer off.
            value.it_value.tv_nsec = max(1, Int(instant % 1_000_000_000))
        }
        timerfd_settime(timer, Int32(muster_timerfd_absolute), &value, nil)
    }

    /// Wakes the loop's thread, from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    /// Waits for events, or only looks, and calls `body` with each.
    func wait(isBlocking: Bool, _ body: (Event) -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
            let count = epoll_wait(epoll, events.baseAddress, 64, isBlocking ? -1 : 0)
            guard count > 0 else { return }
            for index in 0..<Int(count) { body(event(events[index])) }
        }
    }

    private func event(_ raw: epoll_event) -> Event {
        let descriptor = raw.data.fd
        guard descriptor != timer, descriptor != wakeUp else {
            var count: UInt64 = 0
            _ = read(descriptor, &count, 8)
            return descriptor == timer ? .timer : .wake
        }
        return .socket(
            descriptor,
            readable: raw.events & (muster_epoll_in | muster_epoll_hup) != 0,
            writable: raw.events & muster_epoll_out != 0,
            failed: raw.events & muster_epoll_err != 0
        )
    }
}

/// The timer of a loop's poller, which is set only when that changes something.
struct LoopTimer {
    private let poller: Poller
    /// What the poller's timer is set to.
    private var instant: UInt64?

    init(_ poller: Poller) { self.poller = poller }

    /// Sets the timer to the earlier of two instants, or to none; `false` when that is so near that there is no use in
    /// sleeping.
    mutating func arm(_ one: UInt64?, _ other: UInt64?) -> Bool {
        let next = one.map { min($0, other ?? $0) } ?? other
        if let next, next <= MonotonicInstant.now() { return false }
        guard instant != next else { return true }
        instant = next
        poller.setTimer(next)
        return true
    }

    /// The timer has gone off, and is set no more.
    mutating func goneOff() { instant = nil }
}

/// Instants of jobs, the earliest first; those of the same instant in the order of their insertion.
struct InstantHeap {
    private struct Entry: Comparable {
        let instant: UInt64
        let order: UInt64
        let id: UInt64

        static func < (one: Self, other: Self) -> Bool { (one.instant, one.order) < (other.instant, other.order) }
    }

    private var entries = Heap<Entry>()
    private var count: UInt64 = 0

    /// The earliest instant.
    var first: UInt64? { entries.min?.instant }

    mutating func insert(_ id: UInt64, at instant: UInt64) {
        count += 1
        entries.insert(Entry(instant: instant, order: count, id: id))
    }

    /// Takes out the earliest when it is due at `now`.
    mutating func popDue(_ now: UInt64) -> UInt64? {
        guard let first, first <= now else { return nil }
        return entries.popMin()?.id
    }
}
