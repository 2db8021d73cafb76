import HTTP
import Measurement
import Transport

extension Worker {
    /// What others may see now.
    var live: LiveBoard.Snapshot {
        LiveBoard.Snapshot(
            counters: figures.sum,
            elapsed: now - min(now, schedule.start),
            inFlight: inFlight.count,
            connections: table.open,
            backlog: schedule.backlog(now)
        )
    }

    /// Settles what is still under way, closes the connections, and returns the figures.
    mutating func finish(since before: ThreadUsage) -> WorkerOutcome {
        let after = ThreadUsage.now()
        now = Clock.now()
        let ended = now
        settle()
        figures.end(inFlight: inFlight.count)
        setup.boards[number].publish(live)
        let lonely = schedule.isOpen ? 0 : (0..<count).count { connections[$0].generation == 0 }
        for slot in 0..<count { closeConnection(slot) }
        if streams != nil { closeCarriers() }
        var outcome = WorkerOutcome(thread: number, begin: schedule.measuredFrom)
        figures.take(into: &outcome)
        outcome.flows = flows?.take() ?? []
        outcome.events = events?.take() ?? []
        outcome.responses = buffers.responses
        outcome.scheduleEnd = isBurst ? nil : min(schedule.end, ended)
        outcome.wasStopped = isStopped
        outcome.lonelyUsers = lonely
        outcome.elapsed = ended - min(ended, schedule.start)
        outcome.warmUp = schedule.measuredFrom - min(schedule.measuredFrom, schedule.start)
        outcome.figures.wallTime = outcome.elapsed
        outcome.figures.userTime = after.user - before.user
        outcome.figures.systemTime = after.system - before.system
        outcome.figures.voluntarySwitches = after.voluntarySwitches - before.voluntarySwitches
        outcome.figures.involuntarySwitches = after.involuntarySwitches - before.involuntarySwitches
        outcome.figures.peakInFlight = inFlight.peak
        outcome.figures.feederIsExhausted = schedule.isExhausted
        return outcome
    }

    /// Requests in flight fail as cancelled; arrivals that were due and not begun were offered and not sent.
    private mutating func settle() {
        let due = now
        let wasStopped = isStopped
        // Users go on no more.
        isStopped = true
        let reason = wasStopped ? "the load was stopped" : "the drain time was over"
        while let oldest = inFlight.oldest { fail(oldest, .cancelled, reason) }
        // Those that were sent once, and wait for a connection to be sent again.
        for slot in 0..<count where connections[slot].isAwaited && connections[slot].isSendCounted {
            fail(slot, .cancelled, reason)
        }
        if flows != nil { for slot in 0..<count { endFlow(slot, completed: false, at: now) } }
        isStopped = wasStopped
        figures.counters.offered += schedule.rest(before: due)
    }
}
