import CLinux
import Glibc
import Measurement

extension Worker {
    /// Opens connections, waits for the other threads, generates, and returns what was measured.
    mutating func run() -> WorkerOutcome {
        openBefore()
        waitForStart()
        begin(at: max(setup.gate.arrive(), setup.plan.startsAt ?? 0))
        let usage = ThreadUsage.now()
        while !isOver { turn() }
        return finish(since: usage)
    }

    /// Sleeps until shortly before the planned start; the loop waits for the rest. A load that is stopped begins at
    /// once, and ends.
    private func waitForStart() {
        guard let instant = setup.plan.startsAt else { return }
        while !setup.control.isStopped {
            let (now, until) = (Clock.now(), instant - min(instant, Self.readyBefore))
            guard now < until else { return }
            var pause = timespec(tv_sec: 0, tv_nsec: Int(min(until - now, Self.tick)))
            nanosleep(&pause, nil)
        }
    }

    /// How long before the planned start every thread is awake, in nanoseconds.
    private static let readyBefore: UInt64 = 10_000_000

    private mutating func begin(at start: UInt64) {
        schedule.begin(setup.plan, at: start, slots: count)
        figures.begin(at: schedule.measuredFrom)
        now = Clock.now()
        pace.nextTick = now
    }

    /// How often figures are shown and the stop flag is looked at, and how often it is noted how late the loop is to do
    /// so.
    static let tick: UInt64 = 20_000_000

    private var isOver: Bool {
        if isStopped || now >= schedule.last { return true }
        if let flows, flows.paused > 0 { return false }
        return inFlight.count == 0 && table.awaited == 0 && schedule.isOver(now)
    }

    mutating func turn() {
        if now >= pace.nextTick { tick() }
        if schedule.isOpen { startArrivals() }
        startUsers()
        if timeout != .max { expire() }
        if streams != nil { flushStreams() }
        if pace.gathers { gather() }
        let woken = wait()
        guard woken > 0 else { return }
        let begun = now
        pace.note(woken, at: begun)
        for place in 0..<woken {
            handle(ready[place])
            if schedule.isOpen, !isStopped, now >= schedule.nextArrival { startArrivals() }
        }
        if streams != nil { flushStreams() }
        pace.lastActivity = now
        figures.countTurn(now - begun)
    }

    private mutating func tick() {
        figures.countLag(now - pace.nextTick)
        figures.endSeconds(before: now, inFlight: inFlight.count)
        if setup.control.isStopped { isStopped = true }
        if now < schedule.measuredFrom { endWarmUpEarly() }
        if setup.control.earlyEnd < schedule.end { schedule.end(at: setup.control.earlyEnd) }
        if streams != nil { expireWaits() }
        setup.boards[number].publish(live)
        pace.nextTick = min(now + Self.tick, figures.secondEnd)
    }

    /// Measures earlier than planned, for as long, when somebody has found that the warm-up has done its work.
    private mutating func endWarmUpEarly() {
        let instant = setup.control.earlyEndOfWarmUp
        guard instant > 0, instant < schedule.measuredFrom else { return }
        schedule.endWarmUp(at: instant)
        figures.begin(at: instant)
    }

    /// When there is something to do without an event.
    private var nextWake: UInt64 {
        var wake = pace.nextTick
        if timeout != .max, let oldest = inFlight.oldest {
            wake = min(wake, connections[oldest].sentAt.addingSaturated(timeout))
        }
        return schedule.nextWake(now, before: wake, canArrive: table.hasFree)
    }

    /// Lets responses gather that come faster than the loop can be woken for each, as network cards do with interrupts:
    /// the server and the loop do more between two sleeps. Only without think time, where each waits for the others
    /// anyway, and only when responses come within microseconds of each other; the wait is of the same size.
    private mutating func gather() {
        guard pace.meanGap < Self.shortGap, inFlight.count >= Self.fewestGathered, schedule.readyCount == 0 else {
            return
        }
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
        let spin = table.awaited > 0 ? 0 : pace.spin
        if spin > 0 {
            while true {
                let count = epoll_wait(epoll, ready, Int32(Self.eventCount), 0)
                now = Clock.now()
                if count > 0 { return Int(count) }
                if now >= wake { return 0 }
                guard wake - now <= spin || inFlight.count > 0 && now < pace.lastActivity + spin else { break }
            }
        }
        let until = wake > now + spin ? wake - spin : now
        let count = sleep(until)
        now = Clock.now()
        if count == 0, now > until { figures.countLag(now - until) }
        return count
    }

    /// Sleeps until an event or the instant.
    private func sleep(_ until: UInt64) -> Int {
        max(0, Int(muster_epoll_wait(epoll, ready, Int32(Self.eventCount), until > now ? until - now : 0)))
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
