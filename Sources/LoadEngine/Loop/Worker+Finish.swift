import HTTP
import Measurement
import Transport

extension Worker {
    /// What others may see now.
    var live: LiveBoard.Snapshot {
        var sum = total
        sum.add(counters)
        return LiveBoard.Snapshot(
            counters: sum,
            elapsed: now - min(now, start),
            inFlight: inFlight,
            connections: open,
            backlog: isOpen && nextArrival < min(now, end) ? now - nextArrival : 0
        )
    }

    /// Ends the seconds that are over.
    mutating func tickSeconds() {
        while now >= secondEnd { rollSecond() }
    }

    /// Ends the present second.
    mutating func rollSecond(isLast: Bool = false) {
        var parts: [SeriesFigures] = []
        for endpoint in 0..<endpointCount {
            for statusClass in 0..<Self.classes {
                let place = series + (endpoint * Self.classes + statusClass)
                if let part = place.pointee.take(endpoint: endpoint, statusClass: statusClass) { parts.append(part) }
            }
        }
        guard !(isLast && counters.isEmpty && parts.isEmpty) else { return }
        wholeRun.add(parts)
        if setup.plan.keepsSeconds { kept.add(second, counters, inFlight: inFlight, parts) }
        setup.control.add(
            IntervalFigures(second: second, counts: LoadCounts(counters), inFlight: inFlight, series: parts)
        )
        total.add(counters)
        counters = Counters()
        second += 1
        secondEnd += Self.oneSecond
    }

    /// Settles what is still under way, closes the connections, and returns the figures.
    mutating func finish(since before: ThreadUsage) -> WorkerOutcome {
        let after = ThreadUsage.now()
        now = Clock.now()
        let ended = now
        settle()
        rollSecond(isLast: true)
        kept.flush(through: second - 1, inFlight)
        setup.boards[number].publish(live)
        let lonely = isOpen ? 0 : (0..<count).count { connections[$0].generation == 0 }
        for slot in 0..<count { closeConnection(slot) }
        if streams != nil { closeCarriers() }
        for connection in parked { connection.owner.close() }
        let figures = ThreadFigures(
            thread: number,
            counts: LoadCounts(total),
            userTime: after.user - before.user,
            systemTime: after.system - before.system,
            voluntarySwitches: after.voluntarySwitches - before.voluntarySwitches,
            involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
            wallTime: ended - min(ended, start),
            peakInFlight: peakInFlight,
            longestTurn: longestTurn,
            sourceWait: sourceWait,
            sourceWaits: sourceWaits,
            feederIsExhausted: feederIsExhausted
        )
        return WorkerOutcome(
            figures: figures,
            intervals: kept.intervals,
            series: wholeRun.total,
            flows: flows?.take() ?? [],
            statuses: Dictionary(
                uniqueKeysWithValues: (0..<1000).filter { statuses[$0] > 0 }.map { ($0, Int(statuses[$0])) }
            ),
            deviations: Dictionary(
                uniqueKeysWithValues: Deviation.allCases.filter { deviations[Int($0.rawValue)] > 0 }
                    .map { ($0, Int(deviations[Int($0.rawValue)])) }
            ),
            undelayed: (0..<endpointCount).map { undelayed[$0].take() },
            overdue: overdue.take(),
            slip: slip.take(),
            ownSlip: ownSlip.take(),
            loopLag: lag.take(),
            failures: log.kinds,
            otherFailures: log.others,
            begin: measuredFrom,
            lastEnd: lastEnd,
            wasStopped: isStopped,
            elapsed: ended - min(ended, start),
            lonelyUsers: lonely,
            responses: responses
        )
    }

    /// Requests in flight fail as cancelled; arrivals that were due and not begun were offered and not sent.
    private mutating func settle() {
        let due = min(now, end)
        let wasStopped = isStopped
        // Users go on no more.
        isStopped = true
        let reason = wasStopped ? "the load was stopped" : "the drain time was over"
        while oldest >= 0 { fail(Int(oldest), .cancelled, reason) }
        // Those that were sent once, and wait for a connection to be sent again.
        for slot in 0..<count where connections[slot].isAwaited && connections[slot].isSendCounted {
            fail(slot, .cancelled, reason)
        }
        if flows != nil { for slot in 0..<count { endFlow(slot, completed: false, at: now) } }
        isStopped = wasStopped
        if isOpen { offerRest(before: due) }
    }

    /// Counts the arrivals that were due and not begun. Few are counted one by one; of more, what the model expects is taken.
    private mutating func offerRest(before due: UInt64) {
        for _ in 0..<Self.mostCounted {
            guard nextArrival < due else { return }
            if nextArrival >= measuredFrom { counters.offered += 1 }
            advanceArrival(threads)
        }
        let first = max(nextArrival, measuredFrom)
        guard first < due else { return }
        let rest = (arrivals.expected(by: due - start) - arrivals.expected(by: first - start)) / Double(threads)
        counters.offered += Int(min(max(0, rest), Self.mostOffered))
    }

    /// Arrivals that are counted one by one, which takes less than a hundredth of a second.
    private static let mostCounted = 100_000
    /// The most that are counted in all, so that those of several threads can be added.
    private static let mostOffered = 1e15
}
