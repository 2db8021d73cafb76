import CLinux
import Glibc
import Measurement

extension Worker {
    /// Opens connections, waits for the other threads, generates, and returns what was measured.
    mutating func run() -> WorkerOutcome {
        openBefore()
        begin(at: setup.gate.arrive())
        let usage = ThreadUsage.now()
        while !isOver { turn() }
        return finish(since: usage)
    }

    private mutating func begin(at start: UInt64) {
        let plan = setup.plan
        self.start = start
        measuredFrom = start.addingSaturated(plan.warmUp)
        end = measuredFrom.addingSaturated(plan.duration)
        last = end.addingSaturated(plan.drain)
        secondEnd = measuredFrom.addingSaturated(Self.oneSecond)
        now = Clock.now()
        nextTick = now
        if isOpen {
            // The arrivals of the threads before come first.
            advanceArrival(UInt64(number) + 1)
        } else if case .closed(let users, _, let rampUp) = plan.model {
            for slot in 0..<count {
                let user = UInt64(slot) * threads + UInt64(number)
                self.users.insert(slot, at: start + rampUp / UInt64(users) * user)
            }
        }
    }

    /// Goes `steps` arrivals on: this thread takes each n-th of the process.
    mutating func advanceArrival(_ steps: UInt64) {
        var offset: UInt64 = 0
        for _ in 0..<steps { offset = arrivals.next() }
        let (instant, overflows) = start.addingReportingOverflow(offset)
        nextArrival = overflows ? .max : instant
    }

    static let oneSecond: UInt64 = 1_000_000_000
    /// How often figures are shown and the stop flag is looked at, and how often it is noted how late the loop is to do so.
    static let tick: UInt64 = 20_000_000

    private var isOver: Bool {
        if isStopped || now >= last { return true }
        if let flows, flows.paused > 0 { return false }
        return now >= end && inFlight == 0 && awaited == 0 && (!isOpen || nextArrival >= end || feederIsExhausted)
    }

    mutating func turn() {
        if now >= nextTick { tick() }
        if isOpen { startArrivals() }
        startUsers()
        if timeout != .max { expire() }
        if streams != nil { flushStreams() }
        if gathers { gather() }
        let woken = wait()
        guard woken > 0 else { return }
        let begun = now
        meanGap = (7 * meanGap + (begun - lastActivity) / UInt64(woken)) / 8
        for place in 0..<woken {
            handle(events[place])
            if isOpen, now >= nextArrival { startArrivals() }
        }
        if streams != nil { flushStreams() }
        lastActivity = now
        longestTurn = max(longestTurn, now - begun)
    }

    private mutating func tick() {
        lag.record(now - nextTick)
        while now >= secondEnd { rollSecond() }
        if setup.control.isStopped { isStopped = true }
        if streams != nil { expireWaits() }
        setup.boards[number].publish(live)
        nextTick = min(now + Self.tick, secondEnd)
    }

    /// When there is something to do without an event.
    private var nextWake: UInt64 {
        var wake = min(nextTick, last)
        if isOpen, nextArrival < end, idle.count > 0 || closed.count > 0 { wake = min(wake, nextArrival) }
        wake = ready.count > 0 ? now : min(wake, users.first)
        if oldest >= 0, timeout != .max { wake = min(wake, connections[Int(oldest)].sentAt.addingSaturated(timeout)) }
        if now < end { wake = min(wake, end) }
        return wake
    }

    /// Lets responses gather that come faster than the loop can be woken for each, as network cards do with interrupts: the
    /// server and the loop do more between two sleeps. Only without think time, where each waits for the others anyway, and
    /// only when responses come within microseconds of each other; the wait is of the same size.
    private mutating func gather() {
        guard meanGap < Self.shortGap, inFlight >= Self.fewestGathered, ready.count == 0 else { return }
        var pause = timespec(tv_sec: 0, tv_nsec: Self.pause)
        nanosleep(&pause, nil)
    }

    /// The mean gap between responses, in nanoseconds, below which they are let gather.
    private static let shortGap: UInt64 = 25_000
    private static let pause = 10_000
    private static let fewestGathered = 8

    /// Waits for events or ``nextWake``, whichever is first, and brings ``now`` up to date; the number of events.
    private mutating func wait() -> Int {
        let wake = nextWake
        now = Clock.now()
        // Polling would take the core from the thread that opens the connection which a request waits for.
        let spin = awaited > 0 ? 0 : spin
        if spin > 0 {
            while true {
                let count = epoll_wait(epoll, events, Int32(Self.eventCount), 0)
                now = Clock.now()
                if count > 0 { return Int(count) }
                if now >= wake { return 0 }
                guard wake - now <= spin || inFlight > 0 && now < lastActivity + spin else { break }
            }
        }
        let until = wake > now + spin ? wake - spin : now
        let count = sleep(until)
        now = Clock.now()
        if count == 0, now > until { lag.record(now - until) }
        return count
    }

    /// Sleeps until an event or the instant.
    private func sleep(_ until: UInt64) -> Int {
        max(0, Int(muster_epoll_wait(epoll, events, Int32(Self.eventCount), until > now ? until - now : 0)))
    }

    mutating func handle(_ event: epoll_event) {
        let mark = event.data.u64
        guard mark != Self.wakeUp else { return takeMail() }
        guard mark & Self.carrierMark == 0 else { return handleCarrier(event) }
        let slot = Int(truncatingIfNeeded: mark & 0xFFFF_FFFF)
        guard connections[slot].generation == UInt32(truncatingIfNeeded: mark >> 32) else { return }
        let ready = event.events
        if ready & muster_epoll_out != 0, connections[slot].requestSent < connections[slot].requestLength,
            connections[slot].state == .busy
        {
            transmit(slot)
            guard connections[slot].generation == UInt32(truncatingIfNeeded: mark >> 32) else { return }
        }
        let hangUp = ready & (muster_epoll_peer_closed | muster_epoll_hup | muster_epoll_err) != 0
        if ready & muster_epoll_in != 0 || hangUp { receive(slot, hangUp: hangUp) }
    }
}
