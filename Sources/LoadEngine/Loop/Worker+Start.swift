import HTTP

extension Worker {
    /// Starts the arrivals that are due, as long as there are places for them.
    mutating func startArrivals() {
        while schedule.isDue(now) {
            guard let slot = table.takeFree() else { return schedule.block() }
            schedule.unblock(now)
            guard begin(slot, intended: schedule.nextArrival) else { return }
            schedule.advance()
            now = Clock.now()
            // However many are due, somebody may want it to stop.
            guard now < pace.nextTick else { return }
        }
    }

    /// Starts the requests of users, and the further ones of flows, whose time has come.
    mutating func startUsers() {
        // Those that become ready meanwhile, as their requests fail, are of the next turn.
        let count = schedule.readyCount
        for place in 0..<count where now < schedule.end {
            let slot = schedule.ready(place)
            _ = begin(slot, intended: connections[slot].intended)
        }
        schedule.removeReady(count)
        while now < pace.nextTick, let (slot, instant) = schedule.takeTimer(now) {
            if connections[slot].isPaused {
                resume(slot)
            } else {
                guard now < schedule.end else { continue }
                _ = begin(slot, intended: instant)
            }
            now = Clock.now()
        }
    }

    /// Makes the request of `slot` and sends it, over a connection that is opened for it when there is none. `false` when
    /// no request is left to make.
    mutating func begin(_ slot: Int, intended: UInt64) -> Bool {
        guard let index = schedule.takeIndex(now) else { return false }
        let connection = connections + slot
        connection.pointee.index = index
        connection.pointee.intended = intended
        connection.pointee.isCounted = intended >= schedule.measuredFrom
        connection.pointee.isHeld = schedule.isHeld(intended)
        connection.pointee.endpoint = writer.draw(index)
        if flows != nil { beginFlow(slot) }
        start(slot)
        return true
    }

    /// Makes the request of `slot`'s endpoint and sends it, over a connection that is opened for it when there is none.
    mutating func start(_ slot: Int) {
        let connection = connections + slot
        connection.pointee.isResent = false
        connection.pointee.redirects = 0
        connection.pointee.isSendCounted = false
        connection.pointee.openingTime = 0
        connection.pointee.ownDelay = 0
        let endpoint = endpoints + connection.pointee.endpoint
        connection.pointee.isSampled = writer.isSampled(connection.pointee.index, endpoint)
        connection.pointee.isJudged = endpoint.pointee.hasJudge && connection.pointee.isSampled
        connection.pointee.isRead = connection.pointee.isJudged || endpoint.pointee.learns
        if connection.pointee.isCounted { figures.counters.offered += 1 }
        writer.write(connection, user: user(slot), memory(slot), &now, &figures)
        if connection.pointee.requestLength == 0 {
            countSend(slot, now)
            return fail(slot, .request, writer.problem)
        }
        if streams != nil { return startStream(slot) }
        if connection.pointee.destination != connection.pointee.origin, !isBurst { changeOrigin(slot) }
        if connection.pointee.state == .idle {
            send(slot)
        } else {
            connection.pointee.isAwaited = true
            table.awaited += 1
            if connection.pointee.state == .closed { order(slot) }
        }
    }
}
