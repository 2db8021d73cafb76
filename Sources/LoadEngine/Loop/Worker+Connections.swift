import CLinux
import Glibc
import HTTP
import Measurement
import Transport

extension Worker {
    /// Opens connections before the load, and returns when they are open or could not be opened.
    mutating func openBefore() {
        let policy = setup.plan.connections
        let all = isReusing ? min(setup.slots, policy.openedBefore ?? setup.slots) : 0
        for slot in 0..<setup.share(of: all, number) {
            let place = UInt64(slot) * threads + UInt64(number)
            order(slot, earliest: Clock.now().addingSaturated(policy.openingInterval.multipliedSaturated(by: place)))
        }
        now = Clock.now()
        let pacing = policy.openingInterval.multipliedSaturated(by: UInt64(all))
        let deadline = now.addingSaturated(pacing).addingSaturated(timeout).addingSaturated(Self.openingGrace)
        while opening > 0, now < deadline, !setup.control.isStopped {
            now = Clock.now()
            let count = epoll_wait(epoll, events, Int32(Self.eventCount), 100)
            // Nothing was sent: what else comes is a connection's end, and is seen when the connection is used.
            for place in 0..<max(0, Int(count)) { if events[place].data.u64 == Self.wakeUp { takeMail() } }
        }
    }

    /// How much longer than one opening may take all of them together may, in nanoseconds.
    private static let openingGrace: UInt64 = 500_000_000

    /// Has a connection opened for `slot`.
    mutating func order(_ slot: Int, earliest: UInt64 = 0) {
        connections[slot].state = .opening
        opening += 1
        setup.pool.order(slot, setup.mailboxes[number], earliest: earliest)
    }

    /// Takes the connections that openers have left.
    mutating func takeMail() {
        for delivery in setup.mailboxes[number].take() {
            opening -= 1
            now = Clock.now()
            switch delivery.outcome {
            case .success(let connection): opened(delivery.slot, connection, delivery)
            case .failure(let failure): notOpened(delivery.slot, failure)
            }
        }
    }

    private mutating func opened(_ slot: Int, _ opened: OpenConnection, _ delivery: WorkerMailbox.Delivery) {
        let connection = connections + slot
        // What it was ordered for may have failed in the meantime.
        guard connection.pointee.state == .opening else { return opened.close() }
        let isReopened = connection.pointee.generation > 0 && isReusing
        connection.pointee.generation &+= 1
        connection.pointee.socket = opened.socket
        connection.pointee.easy = opened.easy
        connection.pointee.owner = opened
        connection.pointee.served = 0
        connection.pointee.state = .idle
        open += 1
        counters.opened += 1
        if isReopened { counters.reopened += 1 }
        let mark = UInt64(connection.pointee.generation) << 32 | UInt64(slot)
        let what = muster_epoll_in | muster_epoll_out | muster_epoll_peer_closed | muster_epoll_edge
        watch(opened.socket, what, mark)
        if connection.pointee.isAwaited {
            if isReusing, !isReopened { counters.openedLate += 1 }
            let since = max(delivery.begun, connection.pointee.intended)
            connection.pointee.openingTime = delivery.ended - min(delivery.ended, since)
            connection.pointee.isAwaited = false
            awaited -= 1
            // In a burst only what is sent again goes at once: the others wait to be let go.
            if !keepsResponses || connection.pointee.isSendCounted { send(slot) }
        } else if isOpen {
            closed.remove(slot)
            idle.push(slot)
        }
    }

    private mutating func notOpened(_ slot: Int, _ failure: ExchangeFailure) {
        let connection = connections + slot
        guard connection.pointee.state == .opening else { return }
        connection.pointee.state = .closed
        guard connection.pointee.isAwaited else { return }
        connection.pointee.isAwaited = false
        awaited -= 1
        if !connection.pointee.isSendCounted {
            connection.pointee.isSendCounted = true
            if connection.pointee.isCounted { counters.sent += 1 } else { counters.warmUp += 1 }
        }
        connection.pointee.requestSent = 0
        if failure.category == .timeout, connection.pointee.isCounted { counters.unopened += 1 }
        fail(slot, failure.category, failure.detail)
    }

    mutating func closeConnection(_ slot: Int) {
        let connection = connections + slot
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
