import CLinux
import Glibc
import HTTP
import Measurement
import Transport

/// The connections that carry streams: opened, read, written and ended.
extension Worker {
    /// What tells an event of such a connection from one of a slot.
    static let carrierMark: UInt64 = 0x8000_0000

    /// Has a connection of a group to an origin opened.
    mutating func orderCarrier(group: Int, origin: Int = 0, earliest: UInt64 = 0) {
        guard let streams else { return }
        let number = streams.number(group: group, origin: origin)
        let lane = streams.lane(number)
        guard lane.pointee.state == .closed else { return }
        lane.pointee.state = .opening
        table.opening += 1
        setup.pool.order(number, origin: origin, setup.mailboxes[self.number], earliest: earliest)
    }

    mutating func openedCarrier(_ delivery: WorkerMailbox.Delivery, _ opened: OpenConnection) {
        guard let streams else { return }
        let lane = streams.lane(delivery.slot)
        guard opened.easy == nil || opened.choseHTTP2 else {
            opened.close()
            return notOpenedCarrier(
                delivery,
                ExchangeFailure(
                    .malformed,
                    ConnectorThread.whyNoHTTP2
                )
            )
        }
        let session: HTTP2Session
        do throws(CurlError) {
            session = try HTTP2Session(
                places: streams.each,
                isTLS: opened.easy != nil,
                limits: limits,
                mostHeld: max(buffers.most / streams.groups, limits.head.addingSaturated(limits.body))
            )
        } catch {
            opened.close()
            return notOpenedCarrier(delivery, ExchangeFailure(.local, error.message))
        }
        let index = self.streams?.add { generation in
            StreamConnections.Carrier(
                session: session,
                owner: opened,
                socket: opened.socket,
                easy: opened.easy,
                lane: delivery.slot,
                group: delivery.slot % streams.groups,
                generation: generation
            )
        }
        guard let index else { return }
        lane.pointee.state = .settling
        lane.pointee.carrier = index
        lane.pointee.begun = delivery.begun
        lane.pointee.expiry = now.addingSaturated(timeout)
        self.streams?.settling += 1
        table.open += 1
        figures.counters.opened += 1
        listen(index, isNew: true)
        self.streams?.mark(index)
        flush(index)
    }

    mutating func notOpenedCarrier(_ delivery: WorkerMailbox.Delivery, _ failure: ExchangeFailure) {
        guard let lane = streams?.lane(delivery.slot) else { return }
        lane.pointee.state = .closed
        failWaiting(lane, failure)
    }

    /// Fails the requests that wait for a connection which could not be opened. Those that follow them are of the next.
    private mutating func failWaiting(
        _ lane: UnsafeMutablePointer<StreamConnections.Lane>,
        _ failure: ExchangeFailure
    ) {
        var slot = lane.pointee.firstWaiting
        lane.pointee.firstWaiting = -1
        lane.pointee.lastWaiting = -1
        while slot >= 0 {
            let next = connections[Int(slot)].after
            connections[Int(slot)].isAwaited = false
            connections[Int(slot)].state = .closed
            table.awaited -= 1
            failUnopened(Int(slot), failure)
            slot = next
        }
    }

    /// The server's settings have come: the lane is open.
    private mutating func settle(_ number: Int) {
        guard let streams, let carrier = streams.carriers[number], carrier.session.hasSettings else { return }
        let lane = streams.lane(carrier.lane)
        guard lane.pointee.state == .settling, lane.pointee.carrier == number else { return }
        lane.pointee.state = .open
        self.streams?.settling -= 1
        let isReopened = lane.pointee.hasBeenOpen && isReusing
        lane.pointee.hasBeenOpen = true
        if isReopened { figures.counters.reopened += 1 }
        guard !isHeldBack else { return }
        now = Clock.now()
        lane.pointee.expiry = now.addingSaturated(timeout)
        if lane.pointee.firstWaiting >= 0, isReusing, !isReopened { figures.counters.openedLate += 1 }
        var slot = lane.pointee.firstWaiting
        while slot >= 0 {
            let connection = connections + Int(slot)
            connection.pointee.openingTime = now - min(now, max(lane.pointee.begun, connection.pointee.intended))
            slot = connection.pointee.after
        }
        sendWaiting(lane)
        slot = lane.pointee.firstWaiting
        while slot >= 0 {
            connections[Int(slot)].isHeld = true
            slot = connections[Int(slot)].after
        }
    }

    /// Ends the wait for a server that doesn't send its settings, or that allows no stream.
    mutating func expireWaits() {
        guard let streams, timeout != .max else { return }
        for number in 0..<streams.count {
            guard let carrier = streams.carriers[number] else { continue }
            let lane = streams.lane(carrier.lane)
            guard lane.pointee.carrier == number, lane.pointee.expiry <= now else { continue }
            let limit = "within \(timeout / 1_000_000) ms"
            switch lane.pointee.state {
            case .closed, .opening: continue
            case .settling:
                let text = "the server's HTTP/2 settings didn't come \(limit) (RFC 9113, section 3.4)"
                end(number, ExchangeFailure(.timeout, text))
            case .open:
                // Those that are under way have times of their own, and make room when these are over.
                guard carrier.session.active == 0, lane.pointee.firstWaiting >= 0, !isHeldBack else { continue }
                let text = "the server allowed no stream \(limit) (RFC 9113, section 5.1.2)"
                failWaiting(lane, ExchangeFailure(.timeout, text))
            }
        }
    }

    // MARK: Bytes

    private func listen(_ number: Int, isNew: Bool = false) {
        guard let carrier = streams?.carriers[number] else { return }
        var event = epoll_event()
        event.events = muster_epoll_in | muster_epoll_peer_closed | (carrier.isBlocked ? muster_epoll_out : 0)
        event.data.u64 = UInt64(carrier.generation) << 32 | Self.carrierMark | UInt64(number)
        epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, carrier.socket, &event)
    }

    /// Something has happened on a connection's socket.
    mutating func handleCarrier(_ event: epoll_event) {
        let number = Int(truncatingIfNeeded: event.data.u64 & (Self.carrierMark - 1))
        let generation = UInt32(truncatingIfNeeded: event.data.u64 >> 32)
        guard let carrier = streams?.carriers[number], carrier.generation == generation else { return }
        if event.events & muster_epoll_out != 0 {
            streams?.carriers[number]?.isBlocked = false
            listen(number)
            streams?.mark(number)
        }
        if event.events & ~muster_epoll_out != 0 { receiveCarrier(number) }
    }

    /// How often a connection is read before the others have their turn: each time as much as the buffer takes.
    private static let mostReads = 16

    mutating func receiveCarrier(_ number: Int) {
        guard let carrier = streams?.carriers[number] else { return }
        for _ in 0..<Self.mostReads {
            let count = Self.read(carrier.socket, carrier.easy, buffers.incoming, ResponseBuffers.size)
            if count == Self.again { break }
            guard count > 0 else {
                takeEnds(number)
                let isCut = count < 0 || carrier.owner.wasCut
                return end(number, lost(carrier, isCut ? "was reset" : "was closed"))
            }
            if now >= schedule.measuredFrom { figures.counters.bytesIn += count }
            let goesOn = carrier.session.receive(buffers.incoming, count)
            settle(number)
            takeEvents(number)
            takeEnds(number)
            guard goesOn else { return end(number, lost(carrier, "was ended")) }
            if count < ResponseBuffers.size, carrier.easy == nil { break }
        }
        streams?.mark(number)
        goOn(number)
    }

    private func lost(_ carrier: StreamConnections.Carrier, _ how: String) -> ExchangeFailure {
        if carrier.easy != nil, let failure = carrier.owner.broken(isAnswered: carrier.served > 0) { return failure }
        return carrier.session.brokenConnection("the connection \(how) before the response was complete")
    }

    /// Streams may have ended: others that wait for one begin, here or, where the connection takes no more, on the
    /// next.
    private mutating func goOn(_ number: Int) {
        guard let streams, let carrier = streams.carriers[number], !carrier.isLeaving else { return }
        guard carrier.session.takesRequests else { return leave(number) }
        let lane = streams.lane(carrier.lane)
        if lane.pointee.firstWaiting >= 0, lane.pointee.carrier == number { sendWaiting(lane) }
    }

    /// Writes what is to be written on all connections.
    mutating func flushStreams() {
        while let number = streams?.dirty.pop() {
            streams?.carriers[number]?.isDirty = false
            flush(number)
        }
    }

    private mutating func flush(_ number: Int) {
        guard let carrier = streams?.carriers[number], !carrier.isBlocked else { return }
        while true {
            let output = carrier.session.output()
            guard let first = output.baseAddress, output.count > 0 else { break }
            let sent = Self.write(carrier.socket, carrier.easy, first, output.count)
            if sent == Self.again {
                streams?.carriers[number]?.isBlocked = true
                listen(number)
                break
            }
            guard sent > 0 else {
                takeEnds(number)
                return end(number, lost(carrier, "broke while requests were sent,"))
            }
            if now >= schedule.measuredFrom { figures.counters.bytesOut += sent }
            carrier.session.wrote(sent)
        }
        // Frames that were made may have ended streams, whether they could be written or not.
        takeEnds(number)
        guard let present = streams?.carriers[number] else { return }
        if carrier.session.isOver || present.isLeaving && carrier.session.active == 0 {
            return end(number, lost(carrier, "was ended"))
        }
        goOn(number)
    }

    // MARK: Ends

    /// A connection takes no further requests: the next one opens another. It ends when those that it carries have
    /// ended.
    mutating func leave(_ number: Int) {
        guard let streams, let carrier = streams.carriers[number], !carrier.isLeaving else { return }
        self.streams?.carriers[number]?.isLeaving = true
        self.streams?.mark(number)
        release(number, carrier, carrier.session.brokenConnection("the connection took no request"))
    }

    /// The lane of a connection has it no more; those that wait for it get another, or fail where that one took no
    /// request: a server that takes leave of each connection at once would be asked for the next one for ever.
    private mutating func release(
        _ number: Int,
        _ carrier: StreamConnections.Carrier,
        _ failure: @autoclosure () -> ExchangeFailure
    ) {
        guard let streams else { return }
        let lane = streams.lane(carrier.lane)
        guard lane.pointee.carrier == number, lane.pointee.state == .open || lane.pointee.state == .settling else {
            return
        }
        if lane.pointee.state == .settling { self.streams?.settling -= 1 }
        lane.pointee.state = .closed
        guard lane.pointee.firstWaiting >= 0 else { return }
        guard carrier.isUsed else { return failWaiting(lane, failure()) }
        orderCarrier(group: carrier.group, origin: carrier.lane / streams.groups)
    }

    /// A connection has ended: so have the requests that it carries.
    private mutating func end(_ number: Int, _ failure: ExchangeFailure) {
        guard let carrier = streams?.carriers[number] else { return }
        streams?.carriers[number]?.isLeaving = true
        release(number, carrier, failure)
        loseStreams(of: number, carrier, failure)
        sayWhy(carrier)
        epoll_ctl(epoll, EPOLL_CTL_DEL, carrier.socket, nil)
        carrier.session.free()
        carrier.owner.close()
        streams?.remove(number)
        table.open -= 1
    }

    /// Tells the server why a connection ends, if it listens.
    private func sayWhy(_ carrier: StreamConnections.Carrier) {
        let output = carrier.session.output()
        if let first = output.baseAddress, output.count > 0 {
            _ = Self.write(carrier.socket, carrier.easy, first, output.count)
        }
    }

    /// Says goodbye on all connections, and closes them.
    mutating func closeCarriers() {
        guard let streams else { return }
        for number in 0..<streams.count {
            guard let carrier = streams.carriers[number] else { continue }
            carrier.session.close()
            sayWhy(carrier)
            carrier.session.free()
            carrier.owner.close()
            self.streams?.remove(number)
        }
    }
}
