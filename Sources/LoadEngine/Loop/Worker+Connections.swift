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
        while opening > 0 || (streams?.settling ?? 0) > 0, now < deadline, !setup.control.isStopped {
            now = Clock.now()
            let count = epoll_wait(epoll, events, Int32(Self.eventCount), 100)
            // Nothing was sent: what else comes is a connection's end, and is seen when the connection is used; or an HTTP/2
            // server's settings.
            for place in 0..<max(0, Int(count)) {
                if events[place].data.u64 == Self.wakeUp || streams != nil { handle(events[place]) }
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
        opening += 1
        setup.pool.order(slot, origin: Int(connections[slot].origin), setup.mailboxes[number], earliest: earliest)
    }

    /// Takes the connections that openers have left.
    mutating func takeMail() {
        for delivery in setup.mailboxes[number].take() {
            opening -= 1
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
        connection.pointee.served = 0
        hold(opened, slot)
        open += 1
        counters.opened += 1
        if isReopened { counters.reopened += 1 }
        if connection.pointee.isAwaited {
            if isReusing, !isReopened { counters.openedLate += 1 }
            let since = max(delivery.begun, connection.pointee.intended)
            connection.pointee.openingTime = delivery.ended - min(delivery.ended, since)
            connection.pointee.isAwaited = false
            awaited -= 1
            // In a burst only what is sent again goes at once: the others wait to be let go.
            if !isBurst || connection.pointee.isSendCounted { send(slot) }
        } else if isOpen {
            closed.remove(slot)
            idle.push(slot)
        }
    }

    private mutating func notOpened(_ delivery: WorkerMailbox.Delivery, _ failure: ExchangeFailure) {
        let slot = delivery.slot
        let connection = connections + slot
        guard connection.pointee.state == .opening, connection.pointee.origin == delivery.origin else { return }
        connection.pointee.state = .closed
        guard connection.pointee.isAwaited else { return }
        connection.pointee.isAwaited = false
        awaited -= 1
        failUnopened(slot, failure)
    }

    /// Fails the request of `slot`, for which no connection could be opened.
    mutating func failUnopened(_ slot: Int, _ failure: ExchangeFailure) {
        let connection = connections + slot
        if !connection.pointee.isSendCounted {
            connection.pointee.isSendCounted = true
            if connection.pointee.isCounted { counters.sent += 1 } else { counters.warmUp += 1 }
        }
        connection.pointee.requestSent = 0
        let isUnopened = failure.category == .timeout && !isExpected(.timeout, connection)
        if isUnopened, connection.pointee.isCounted { counters.unopened += 1 }
        fail(slot, failure.category, failure.detail)
    }

    mutating func closeConnection(_ slot: Int) {
        let connection = connections + slot
        if streams != nil { return leaveStream(slot) }
        connection.pointee.state = .closed
        guard connection.pointee.socket >= 0 else { return }
        // Events that are still in hand are told by the generation to be of the past.
        connection.pointee.generation &+= 1
        connection.pointee.socket = -1
        connection.pointee.easy = nil
        connection.pointee.owner?.close()
        connection.pointee.owner = nil
        open -= 1
    }
}

/// An open connection that waits until a request of its place in the thread's array goes to its origin again.
struct ParkedConnection {
    var slot: Int
    var origin: Int32
    var owner: OpenConnection
    var served: UInt32
}

extension Worker {
    /// How many connections to other origins a place in the array keeps.
    private static let mostParked = 7

    /// The request of `slot` goes to another origin than its connection leads to: that one is put aside, and the one to the
    /// request's origin is taken, if there is any.
    mutating func changeOrigin(_ slot: Int) {
        let connection = connections + slot
        switch connection.pointee.state {
        case .idle: park(slot)
        // What is being opened is closed when it comes.
        case .opening: return order(slot)
        case .closed, .busy: break
        }
        let destination = connection.pointee.destination
        guard let place = parked.firstIndex(where: { $0.slot == slot && $0.origin == destination }) else { return }
        let taken = parked.remove(at: place)
        connection.pointee.origin = taken.origin
        connection.pointee.served = taken.served
        hold(taken.owner, slot)
    }

    private mutating func park(_ slot: Int) {
        let connection = connections + slot
        guard let owner = connection.pointee.owner else { return }
        if parked.count(where: { $0.slot == slot }) == Self.mostParked,
            let oldest = parked.firstIndex(where: { $0.slot == slot })
        {
            parked.remove(at: oldest).owner.close()
            open -= 1
        }
        parked.append(
            ParkedConnection(
                slot: slot,
                origin: connection.pointee.origin,
                owner: owner,
                served: connection.pointee.served
            )
        )
        epoll_ctl(epoll, EPOLL_CTL_DEL, connection.pointee.socket, nil)
        connection.pointee.state = .closed
        connection.pointee.generation &+= 1
        connection.pointee.socket = -1
        connection.pointee.easy = nil
        connection.pointee.owner = nil
    }

    /// Makes `owner` the connection of `slot`, and listens to it.
    private mutating func hold(_ owner: OpenConnection, _ slot: Int) {
        let connection = connections + slot
        connection.pointee.generation &+= 1
        connection.pointee.socket = owner.socket
        connection.pointee.easy = owner.easy
        connection.pointee.owner = owner
        connection.pointee.state = .idle
        let mark = UInt64(connection.pointee.generation) << 32 | UInt64(slot)
        watch(owner.socket, muster_epoll_in | muster_epoll_out | muster_epoll_peer_closed | muster_epoll_edge, mark)
    }
}
