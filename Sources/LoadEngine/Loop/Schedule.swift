import Glibc
import Measurement

/// When one thread's requests are due: the arrivals of an open load, or the users of a closed one. Instants are of the
/// monotonic clock.
struct Schedule: ~Copyable {
    let isOpen: Bool
    private let think: ThinkTime
    private let rampUp: UInt64
    private let allUsers: UInt64
    /// The first arrival or user of this thread, of the whole load, and from each to its next one.
    private let first: UInt64
    private let stride: UInt64
    private var random: SplitMix64

    /// When the load began; 0 before.
    private(set) var start: UInt64 = 0
    /// When the warm-up is over.
    private(set) var measuredFrom: UInt64 = 0
    /// From when on no request is begun.
    private(set) var end: UInt64 = 0
    /// When what is still in flight is given up.
    private(set) var last: UInt64 = 0

    private var index: UInt64
    private let lastIndex: UInt64
    /// Whether requests can't be made any more, as there are no rows left.
    private(set) var isExhausted = false

    /// Open: the arrivals, and the next one's instant.
    private var arrivals: any ArrivalProcess
    private(set) var nextArrival = UInt64.max
    /// Open: arrivals before this instant had to wait for a connection.
    private var heldUntil: UInt64 = 0
    private var isBlocked = false
    /// When the next request of a place is due that waits: its user thinks, or its flow pauses.
    private var timers: TimerHeap
    /// Closed: users whose next request follows at once.
    private var ready: SlotStack

    /// - Parameter lastIndex: The index from which on requests can't be made.
    init(_ plan: LoadPlan, first: UInt64, stride: UInt64, slots: Int, lastIndex: UInt64) {
        self.first = first
        self.stride = stride
        self.lastIndex = lastIndex
        index = first
        random = SplitMix64(seed: Mixing.mix(~plan.seed, first))
        switch plan.model {
        case .open(let make):
            isOpen = true
            think = .none
            (allUsers, rampUp) = (0, 0)
            arrivals = make()
        case .closed(let users, let think, let rampUp):
            isOpen = false
            self.think = think
            (allUsers, self.rampUp) = (UInt64(users), rampUp)
            arrivals = ConstantArrivals(rate: 1)
        }
        timers = TimerHeap(capacity: slots)
        ready = SlotStack(capacity: slots)
    }

    deinit {
        timers.free()
        ready.free()
    }

    // MARK: Begin and end

    /// The load begins.
    mutating func begin(_ plan: LoadPlan, at start: UInt64, slots: Int) {
        self.start = start
        measuredFrom = start.addingSaturated(plan.warmUp)
        end = measuredFrom.addingSaturated(plan.duration)
        last = end.addingSaturated(plan.drain)
        guard !isOpen else {
            // The arrivals of the threads and shares before come first.
            return advance(first + 1)
        }
        for slot in 0..<slots {
            let user = UInt64(slot) * stride + first
            timers.insert(slot, at: start + rampUp / max(1, allUsers) * user)
        }
    }

    /// The warm-up ends earlier than planned; what is measured takes as long as planned.
    mutating func endWarmUp(at instant: UInt64) {
        let earlier = measuredFrom - min(instant, measuredFrom)
        measuredFrom -= earlier
        end -= min(end, earlier)
        last -= min(last, earlier)
    }

    /// No request is begun from `instant` on; what is under way is waited for as long as planned.
    mutating func end(at instant: UInt64) {
        let earlier = end - min(instant, end)
        end -= earlier
        last -= min(last, earlier)
    }

    /// A burst is prepared, which has no end of its own.
    mutating func prepareBurst() { (end, last) = (.max, .max) }

    /// A burst is let go.
    mutating func letGo(at instant: UInt64) { (start, measuredFrom) = (instant, instant) }

    /// The next request's index; `nil` when none can be made any more, which ends the load.
    @inline(__always)
    mutating func takeIndex(_ now: UInt64) -> UInt64? {
        guard index < lastIndex else {
            isExhausted = true
            nextArrival = .max
            end = min(end, now)
            return nil
        }
        defer { index += stride }
        return index
    }

    /// Whether nothing more will be due.
    func isOver(_ now: UInt64) -> Bool { now >= end && (!isOpen || nextArrival >= end || isExhausted) }

    // MARK: Arrivals

    /// Whether an arrival is due.
    @inline(__always)
    func isDue(_ now: UInt64) -> Bool { nextArrival <= now && nextArrival < end }

    /// The arrival that is due has begun.
    @inline(__always)
    mutating func advance() { advance(stride) }

    /// Goes `steps` arrivals on: this thread takes each n-th of the process.
    private mutating func advance(_ steps: UInt64) {
        var offset: UInt64 = 0
        for _ in 0..<steps { offset = arrivals.next() }
        let (instant, overflows) = start.addingReportingOverflow(offset)
        nextArrival = overflows ? .max : instant
    }

    /// An arrival is due, and every connection is busy.
    mutating func block() { isBlocked = true }

    /// There is a connection for the arrival that is due.
    @inline(__always)
    mutating func unblock(_ now: UInt64) {
        guard isBlocked else { return }
        heldUntil = now
        isBlocked = false
    }

    /// Whether the arrival of an instant had to wait for a connection.
    @inline(__always)
    func isHeld(_ intended: UInt64) -> Bool { intended < heldUntil }

    /// How long the arrival that is due has waited, in nanoseconds.
    func backlog(_ now: UInt64) -> UInt64 { isOpen && nextArrival < min(now, end) ? now - nextArrival : 0 }

    /// Counts the arrivals that were due and not begun. Few are counted one by one; of more, what the model expects is
    /// taken.
    mutating func rest(before now: UInt64) -> Int {
        guard isOpen else { return 0 }
        let due = min(now, end)
        var count = 0
        for _ in 0..<Self.mostCounted {
            guard nextArrival < due else { return count }
            if nextArrival >= measuredFrom { count += 1 }
            advance(stride)
        }
        let first = max(nextArrival, measuredFrom)
        guard first < due else { return count }
        let rest = (arrivals.expected(by: due - start) - arrivals.expected(by: first - start)) / Double(stride)
        return count + Int(min(max(0, rest), Self.mostOffered))
    }

    /// Arrivals that are counted one by one, which takes less than a hundredth of a second.
    private static let mostCounted = 100_000
    /// The most that are counted in all, so that those of several threads can be added.
    private static let mostOffered = 1e15

    // MARK: Users

    /// The user of `slot` has its answer, and thinks; without think time its next request waits until all responses at
    /// hand are read: sends that follow each other wake the server once, and the loop finds more at its next look. The
    /// wait is in the response time and in the send delay.
    @inline(__always)
    mutating func think(_ slot: Int, from now: UInt64) {
        switch think {
        case .none: ready.push(slot)
        case .constant(let time): timers.insert(slot, at: now.addingSaturated(time))
        case .exponential(let mean):
            let time = UInt64(saturating: -Glibc.log(1 - random.unit()) * Double(mean))
            timers.insert(slot, at: now.addingSaturated(time))
        }
    }

    /// The flow of `slot` pauses until an instant.
    mutating func pause(_ slot: Int, until instant: UInt64) { timers.insert(slot, at: instant) }

    /// How many users go on at once, and the one at a place among them.
    @inline(__always)
    var readyCount: Int { ready.count }

    @inline(__always)
    func ready(_ place: Int) -> Int { ready[place] }

    /// The first of them have gone on.
    @inline(__always)
    mutating func removeReady(_ count: Int) { ready.removeFirst(count) }

    /// Takes out the place whose request is due, and its instant; `nil` when none is.
    @inline(__always)
    mutating func takeTimer(_ now: UInt64) -> (slot: Int, instant: UInt64)? {
        timers.first <= now && timers.count > 0 ? timers.removeFirst() : nil
    }

    /// When there is something to do next; `canArrive` when there is a connection for an arrival.
    func nextWake(_ now: UInt64, before wake: UInt64, canArrive: Bool) -> UInt64 {
        var wake = min(wake, last)
        if isOpen, canArrive, nextArrival < end { wake = min(wake, nextArrival) }
        wake = ready.count > 0 ? now : min(wake, timers.first)
        return now < end ? min(wake, end) : wake
    }
}

/// The next instants of users, the earliest first: a binary heap in memory taken once. `HeapModule` has one that grows,
/// whose every change asks whether its memory is shared: the loop takes no memory and counts no references.
struct TimerHeap {
    private struct Entry {
        var instant: UInt64
        var slot: Int
    }

    private let entries: UnsafeMutablePointer<Entry>
    private(set) var count = 0

    /// A heap for at most `capacity` entries.
    init(capacity: Int) { entries = .allocate(capacity: max(1, capacity)) }

    func free() { entries.deallocate() }

    /// The earliest instant; the largest possible when there is none.
    @inline(__always)
    var first: UInt64 { count > 0 ? entries[0].instant : .max }

    mutating func insert(_ slot: Int, at instant: UInt64) {
        var place = count
        count += 1
        while place > 0, entries[(place - 1) / 2].instant > instant {
            entries[place] = entries[(place - 1) / 2]
            place = (place - 1) / 2
        }
        entries[place] = Entry(instant: instant, slot: slot)
    }

    /// Takes the earliest out; there is one.
    mutating func removeFirst() -> (slot: Int, instant: UInt64) {
        let first = entries[0]
        count -= 1
        let last = entries[count]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, entries[child + 1].instant < entries[child].instant { child += 1 }
            guard entries[child].instant < last.instant else { break }
            entries[place] = entries[child]
            place = child
        }
        if count > 0 { entries[place] = last }
        return (first.slot, first.instant)
    }
}
