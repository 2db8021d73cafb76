import CLinux
import Glibc
import HTTP
import Measurement

extension Worker {
    /// Starts the arrivals that are due, as long as there are connections for them.
    mutating func startArrivals() {
        while nextArrival <= now, nextArrival < end {
            guard let slot = idle.pop() ?? closed.pop() else {
                isBlocked = true
                return
            }
            if isBlocked {
                heldUntil = now
                isBlocked = false
            }
            let intended = nextArrival
            guard begin(slot, intended: intended) else { return }
            advanceArrival(threads)
            now = Clock.now()
            // However many are due, somebody may want it to stop.
            guard now < nextTick else { return }
        }
    }

    /// Starts the requests of users, and the further ones of flows, whose time has come.
    mutating func startUsers() {
        // Those that become ready meanwhile, as their requests fail, are of the next turn.
        let count = ready.count
        for place in 0..<count where now < end { _ = begin(ready[place], intended: connections[ready[place]].intended) }
        ready.removeFirst(count)
        while users.first <= now, now < nextTick {
            let (slot, instant) = users.removeFirst()
            if connections[slot].isPaused {
                resume(slot)
            } else {
                guard now < end else { continue }
                _ = begin(slot, intended: instant)
            }
            now = Clock.now()
        }
    }

    /// Makes the request of `slot` and sends it, over a connection that is opened for it when there is none. `false` when
    /// no request is left to make.
    mutating func begin(_ slot: Int, intended: UInt64) -> Bool {
        guard nextIndex < lastIndex else {
            feederIsExhausted = true
            nextArrival = .max
            end = min(end, now)
            return false
        }
        let connection = connections + slot
        let index = nextIndex
        nextIndex += threads
        connection.pointee.index = index
        connection.pointee.intended = intended
        connection.pointee.isCounted = intended >= measuredFrom
        connection.pointee.isHeld = intended < heldUntil
        connection.pointee.endpoint = draw(index)
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
        connection.pointee.isSampled =
            endpoint.pointee.share >= 1
            || Mixing.unit(seed ^ 0x7368_6172, connection.pointee.index) < endpoint.pointee.share
        connection.pointee.isJudged = endpoint.pointee.hasJudge && connection.pointee.isSampled
        connection.pointee.isRead = connection.pointee.isJudged || endpoint.pointee.learns
        if connection.pointee.isCounted { counters.offered += 1 }
        render(slot)
        if connection.pointee.requestLength == 0 {
            countSend(slot, now)
            fail(slot, .request, made.problem ?? "the request is empty: its source prepared nothing")
            return
        }
        if streams != nil { return startStream(slot) }
        if connection.pointee.destination != connection.pointee.origin, !isBurst {
            changeOrigin(slot)
        }
        if connection.pointee.state == .idle {
            send(slot)
        } else {
            connection.pointee.isAwaited = true
            awaited += 1
            if connection.pointee.state == .closed { order(slot) }
        }
    }

    @inline(__always)
    private func draw(_ index: UInt64) -> Int {
        if endpointCount == 1 { return 0 }
        let drawn = WorkerSetup.draws(seed, index)
        var place = 0
        while place < endpointCount - 1, drawn >= endpoints[place].threshold { place += 1 }
        return place
    }

    /// Writes the request's bytes into the connection's memory.
    @inline(__always)
    private mutating func render(_ slot: Int) {
        let connection = connections + slot
        let endpoint = endpoints + connection.pointee.endpoint
        connection.pointee.requestSent = 0
        connection.pointee.requestLength = 0
        switch endpoint.pointee.source {
        case .template:
            connection.pointee.destination = endpoint.pointee.origin
            let context = context(slot)
            if endpoint.pointee.renderer?.mayNotFit ?? false, !(endpoint.pointee.renderer?.fits(context) ?? true) {
                make(slot)
            } else {
                renderTemplate(slot, context)
            }
        case .ring: takePrepared(slot)
        case .made: make(slot)
        }
    }

    /// What the request of `slot` is rendered for.
    @inline(__always)
    private func context(_ slot: Int) -> Renderer.Context {
        let connection = connections + slot
        if connection.pointee.isInFlow, let flows, let renderer = endpoints[connection.pointee.endpoint].renderer {
            return flows.memory(slot)._withUnsafeGuaranteedRef { renderer.context($0, now) }
        }
        return Renderer.Context(index: connection.pointee.index, user: user(slot), now: now)
    }

    /// Has the request of `slot` made by itself.
    private mutating func make(_ slot: Int) {
        let connection = connections + slot
        made.begin()
        guard let maker = setup.makers[connection.pointee.endpoint] else { return }
        let occasion = RequestMaker.Occasion(
            index: connection.pointee.index,
            user: user(slot),
            memory: flows?.memory(slot).takeUnretainedValue()
        )
        maker.make(occasion, &made)
        made.bytes.withUnsafeBufferPointer { use(slot, $0, origin: made.origin) }
        // It may have taken its time.
        now = Clock.now()
    }

    /// Takes `bytes` as the request of `slot`.
    private func use(_ slot: Int, _ bytes: UnsafeBufferPointer<UInt8>, origin: Int) {
        let connection = connections + slot
        connection.pointee.destination = Int32(truncatingIfNeeded: origin)
        connection.pointee.requestLength = bytes.count
        guard let first = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(slot, bytes.count)
        connection.pointee.request?.update(from: first, count: bytes.count)
    }

    /// The number of the user whose requests `slot` sends.
    func user(_ slot: Int) -> Int { isOpen ? 0 : slot * Int(threads) + number }

    @inline(__always)
    private mutating func renderTemplate(_ slot: Int, _ context: Renderer.Context) {
        let connection = connections + slot
        let endpoint = endpoints + connection.pointee.endpoint
        endpoint.pointee.renderer?.prepare(now)
        let bound = endpoint.pointee.renderer?.bound ?? 0
        reserve(slot, 2 * (bound + context.extra))
        guard let output = connection.pointee.request else { return }
        connection.pointee.requestLength = endpoint.pointee.renderer?.render(into: output, context) ?? 0
    }

    func reserve(_ slot: Int, _ capacity: Int) {
        let connection = connections + slot
        guard connection.pointee.requestCapacity < capacity || connection.pointee.request == nil else { return }
        connection.pointee.request?.deallocate()
        connection.pointee.request = .allocate(capacity: max(1, capacity))
        connection.pointee.requestCapacity = capacity
    }

    /// Takes the request from the ring; waits when the ring is empty, and counts that.
    private mutating func takePrepared(_ slot: Int) {
        guard let ring = endpoints[connections[slot].endpoint].ring else { return }
        ring._withUnsafeGuaranteedRef { ring in
            var prepared = ring.first()
            if prepared == nil {
                let begun = Clock.now()
                sourceWaits += 1
                while prepared == nil {
                    sched_yield()
                    prepared = ring.first()
                }
                now = Clock.now()
                sourceWait += now - begun
            }
            if let prepared {
                use(slot, prepared.bytes, origin: prepared.origin)
                if prepared.bytes.isEmpty { made.problem = prepared.problem }
            }
            ring.drop()
        }
    }
}
