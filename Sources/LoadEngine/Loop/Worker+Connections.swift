import CLinux
import Glibc
import HTTP
import Measurement
import Transport

extension Worker {
    /// Opens connections before the load, and returns when they are open or could not be opened.
    mutating func openBefore() {
        let policy = setup.plan.connections
        let most = setup.plan.mostConnections
        // Over HTTP/2 a burst's requests have ordered their connections as they were made.
        var own = streams.map { isBurst ? 0 : $0.groups } ?? count
        if let before = policy.openedBefore { own = setup.share(of: min(most, before), number) }
        for slot in 0..<(isReusing ? own : 0) {
            let place = UInt64(slot) * threads + UInt64(number)
            let earliest = Clock.now().addingSaturated(policy.openingInterval.multipliedSaturated(by: place))
            if streams != nil { orderCarrier(group: slot, earliest: earliest) } else { order(slot, earliest: earliest) }
        }
        now = Clock.now()
        let pacing = policy.openingInterval.multipliedSaturated(by: UInt64(most))
        let deadline = now.addingSaturated(pacing).addingSaturated(timeout).addingSaturated(Self.openingGrace)
        while table.opening > 0 || (streams?.settling ?? 0) > 0, now < deadline, !setup.control.isStopped {
            now = Clock.now()
            let count = epoll_wait(epoll, ready, Int32(Self.eventCount), 100)
            // Nothing was sent: what else comes is a connection's end, and is seen when the connection is used; or an
            // HTTP/2 server's settings.
            for place in 0..<max(0, Int(count)) {
                if ready[place].data.u64 == Self.wakeUp || streams != nil { handle(ready[place]) }
            }
            if streams != nil { flushStreams() }
        }
    }

    /// How much longer than one opening may take all of them together may, in nanoseconds.
    private static let openingGrace: UInt64 = 500_000_000

    /// Has a connection opened for `slot`.
    mutating func order(_ slot: Int, earliest: UInt64 = 0) {
        connections[slot].state = .opening
        connections[slot].origin = connections[slot].destination
        table.opening += 1
        setup.pool.order(slot, origin: Int(connections[slot].origin), setup.mailboxes[number], earliest: earliest)
    }

    /// Takes the connections that connectors have left.
    mutating func takeMail() {
        for delivery in setup.mailboxes[number].take() {
            table.opening -= 1
            now = Clock.now()
            switch delivery.outcome {
            case .success(let connection) where streams != nil: openedCarrier(delivery, connection)
            case .failure(let failure) where streams != nil: notOpenedCarrier(delivery, failure)
            case .success(let connection): opened(delivery, connection)
            case .failure(let failure): notOpened(delivery, failure)
            }
        }
    }

    private mutating func opened(_ delivery: WorkerMailbox.Delivery, _ opened: OpenConnection) {
        let slot = delivery.slot
        let connection = connections + slot
        // What it was ordered for may have failed in the meantime.
        guard connection.pointee.state == .opening, connection.pointee.origin == delivery.origin else {
            return opened.close()
        }
        let isReopened = connection.pointee.generation > 0 && isReusing
        table.attach(opened, to: slot)
        table.open += 1
        figures.counters.opened += 1
        if isReopened { figures.counters.reopened += 1 }
        if connection.pointee.isAwaited {
            if isReusing, !isReopened { figures.counters.openedLate += 1 }
            let since = max(delivery.begun, connection.pointee.intended)
            connection.pointee.openingTime = delivery.ended - min(delivery.ended, since)
            connection.pointee.isAwaited = false
            table.awaited -= 1
            // In a burst only what is sent again goes at once: the others wait to be let go.
            if !isBurst || connection.pointee.isSendCounted { send(slot) }
        } else if schedule.isOpen {
            table.gained(slot)
        }
    }

    private mutating func notOpened(_ delivery: WorkerMailbox.Delivery, _ failure: ExchangeFailure) {
        let slot = delivery.slot
        let connection = connections + slot
        guard connection.pointee.state == .opening, connection.pointee.origin == delivery.origin else { return }
        connection.pointee.state = .closed
        guard connection.pointee.isAwaited else { return }
        connection.pointee.isAwaited = false
        table.awaited -= 1
        failUnopened(slot, failure)
    }

    /// Fails the request of `slot`, for which no connection could be opened.
    mutating func failUnopened(_ slot: Int, _ failure: ExchangeFailure) {
        let connection = connections + slot
        if !connection.pointee.isSendCounted {
            connection.pointee.isSendCounted = true
            if connection.pointee.isCounted { figures.counters.sent += 1 } else { figures.counters.warmUp += 1 }
        }
        connection.pointee.requestSent = 0
        let isUnopened = failure.category == .timeout && !isExpected(.timeout, connection)
        if isUnopened, connection.pointee.isCounted { figures.counters.unopened += 1 }
        fail(slot, failure.category, failure.detail)
    }

    mutating func closeConnection(_ slot: Int) {
        if streams != nil { leaveStream(slot) } else { table.close(slot) }
    }

    /// The request of `slot` goes to another origin than its connection leads to: that one is put aside, and the one to
    /// the request's origin is taken, if there is any.
    mutating func changeOrigin(_ slot: Int) {
        switch connections[slot].state {
        case .idle: table.park(slot)
        // What is being opened is closed when it comes.
        case .opening: return order(slot)
        case .closed, .busy: break
        }
        table.unpark(slot)
    }
}
