import Glibc
import HTTP
import Measurement

extension Worker {
    /// A response is complete in `buffer`: judges and records it.
    mutating func judge(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>, staged: Int, hangUp: Bool) {
        let connection = connections + slot
        let endpoint = endpoints + connection.pointee.endpoint
        let parser = connection.pointee.parser
        let keepsAlive = parser.keepsAlive && !hangUp
        let broken: Broken?
        switch follow(slot, buffer, keepsAlive: keepsAlive) {
        case .done: return
        case .none: broken = verdict(slot, buffer)
        case .broken(let why): broken = verdict(slot, buffer) ?? why
        }
        // By far the most hold: on their way nothing is left that would have to be released.
        guard let broken else {
            guard keep(slot, buffer, broken: nil) else { return fail(slot, .local, buffers.noRoom) }
            if staged > 0, !buffers.keepsResponses, endpoint.pointee.remembers,
                !connection.pointee.isJudged || endpoint.pointee.isRepeatable
            {
                endpoint.pointee.memory.commit(staged, parser, isSampled: connection.pointee.isSampled)
            }
            return complete(slot, status: parser.status, keepsAlive: keepsAlive, passes: true)
        }
        if let category = broken.category {
            let response = UnsafeBufferPointer(start: buffer, count: parser.bodyEnd)
            return fail(slot, category, broken.kind, response)
        }
        guard keep(slot, buffer, broken: broken.kind) else { return fail(slot, .local, buffers.noRoom) }
        now = Clock.now()
        recordBroken(slot, broken, buffer)
        complete(slot, status: parser.status, keepsAlive: keepsAlive, passes: false)
    }

    /// Keeps the response where all are kept; `false` when there is no room for it.
    @inline(__always)
    private mutating func keep(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>, broken: String?) -> Bool {
        let connection = connections + slot
        guard buffers.keepsResponses, connection.pointee.isCounted else { return true }
        if connection.pointee.completedAt == 0 { connection.pointee.completedAt = Clock.now() }
        return buffers.keepResponse(connection, buffer, broken: broken)
    }

    /// Why a response doesn't hold.
    struct Broken {
        /// The kind of expectation that it breaks, or why it is no response.
        var kind: String
        /// Set when it is no response: its content can't be decoded.
        var category: FailureCategory?
        /// Set when time alone is wrong with it: by how much it was too long, in nanoseconds.
        var excess: UInt64?
        /// Whether it is seen in responses that are judged alone.
        var isOfSample = false
    }

    /// What is wrong with the response; `nil` when it holds.
    private mutating func verdict(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>) -> Broken? {
        let connection = connections + slot
        let parser = connection.pointee.parser
        if !parser.deviations.isEmpty {
            note(parser.deviations, connection)
            if let broken = forbidden(parser.deviations, connection) { return broken }
        }
        if isDecoded(connection) { return decodedVerdict(slot, buffer) }
        if !endpoints[connection.pointee.endpoint].statuses[parser.status] {
            return wrongStatus(slot)
        }
        guard connection.pointee.isRead else { return nil }
        let body = UnsafeRawBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd)
        return judged(slot, buffer, body, at: Clock.now())
    }

    private func wrongStatus(_ slot: Int) -> Broken {
        let status = "status \(connections[slot].parser.status)"
        let expectsFailure = endpoints[connections[slot].endpoint].expectsFailure
        return Broken(kind: expectsFailure ? "\(status), where a failure is expected" : status)
    }

    /// Whether the response's content has a coding that is to be undone.
    func isDecoded(_ connection: UnsafeMutablePointer<Connection>) -> Bool {
        guard connection.pointee.parser.isCoded else { return false }
        let endpoint = endpoints + connection.pointee.endpoint
        return endpoint.pointee.decompresses && (connection.pointee.isSampled || endpoint.pointee.captures)
    }

    /// The verdict on what coded content was before it was coded. Memory is taken for it.
    private mutating func decodedVerdict(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>) -> Broken? {
        let connection = connections + slot
        let parser = connection.pointee.parser
        // The response has come; what decoding takes isn't its time.
        let instant = Clock.now()
        connection.pointee.completedAt = instant
        let head = UnsafeRawBufferPointer(start: buffer, count: parser.headEnd)
        let body = UnsafeRawBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd)
        var response = HTTPResponse(status: parser.status, headers: MessageHead(head).fields, body: Array(body))
        do throws(ExchangeFailure) {
            response = try ContentDecoder.decode(response, limit: limits.body)
        } catch {
            return Broken(kind: error.detail, category: error.category)
        }
        if !response.deviations.isEmpty {
            note(response.deviations, connection)
            if let broken = forbidden(response.deviations, connection) { return broken }
        }
        if buffers.keepsResponses { buffers.decoded = response.body }
        if !endpoints[connection.pointee.endpoint].statuses[parser.status] {
            return wrongStatus(slot)
        }
        guard connection.pointee.isRead else { return nil }
        return response.body.withUnsafeBytes { judged(slot, buffer, $0, at: instant) }
    }

    /// Asks the judge, or the flow's capture, about a response that came at `instant`: what judging takes isn't its
    /// time.
    private mutating func judged(
        _ slot: Int,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ body: UnsafeRawBufferPointer,
        at instant: UInt64
    ) -> Broken? {
        let connection = connections + slot
        let endpoint = connection.pointee.endpoint
        connection.pointee.completedAt = instant
        let view = view(slot, buffer, body, at: instant)
        let isJudged = connection.pointee.isJudged
        guard endpoints[endpoint].captures, let flows else {
            return setup.judges[endpoint]?.judge(view, connection.pointee.index).map {
                Broken(kind: $0.kind, excess: $0.excess, isOfSample: isJudged)
            }
        }
        return flows.memory(slot)._withUnsafeGuaranteedRef { memory in
            setup.captures[endpoint]?.take(view, memory, isJudged).map {
                Broken(kind: $0.kind, excess: $0.excess, isOfSample: isJudged)
            }
        }
    }

    /// The response that is complete in `buffer`, with `body` for its content.
    func view(
        _ slot: Int,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ body: UnsafeRawBufferPointer,
        at instant: UInt64
    ) -> ResponseView {
        let connection = connections + slot
        return ResponseView(
            status: connection.pointee.parser.status,
            head: UnsafeRawBufferPointer(start: buffer, count: connection.pointee.parser.headEnd),
            body: body,
            request: UnsafeRawBufferPointer(start: connection.pointee.request, count: connection.pointee.requestLength),
            user: user(slot),
            origin: Int(connection.pointee.destination),
            responseTime: instant - min(instant, connection.pointee.intended),
            events: events?.tally(slot).pointee.times(since: connection.pointee.intended),
            trailers: UnsafeRawBufferPointer(
                start: buffer + connection.pointee.parser.bodyEnd,
                count: connection.pointee.parser.trailerEnd - connection.pointee.parser.bodyEnd
            )
        )
    }

    /// Counts how a response breaks the standard.
    func note(_ found: Deviations, _ connection: UnsafeMutablePointer<Connection>) {
        guard connection.pointee.isCounted else { return }
        figures.count(found)
    }

    /// Bytes came that nobody asked for, after a response that is counted by now.
    mutating func recordSurplus(_ slot: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        let connection = connections + slot
        guard connection.pointee.isCounted, connection.pointee.served > 0 else { return }
        note([.surplusBytes], connection)
        // No more can be broken than have come.
        guard let broken = forbidden([.surplusBytes], connection),
            figures.counters.broken < figures.counters.completed
        else { return }
        if setup.control.noteFailure() { isStopped = true }
        figures.countBroken(excess: nil, delay: 0, isOfSample: false)
        record(slot, nil, broken.kind, bytes)
    }

    private func forbidden(_ found: Deviations, _ connection: UnsafeMutablePointer<Connection>) -> Broken? {
        let broken = found.intersection(endpoints[connection.pointee.endpoint].forbidden)
        return broken.first { _ in true }.map { Broken(kind: "protocol.\($0.name): \($0.text) (\($0.section))") }
    }

    private mutating func recordBroken(_ slot: Int, _ broken: Broken, _ buffer: UnsafeMutablePointer<UInt8>) {
        if setup.control.noteFailure() { isStopped = true }
        guard connections[slot].isCounted else { return }
        figures.countBroken(
            excess: broken.excess,
            delay: connections[slot].ownDelay,
            isOfSample: broken.isOfSample
        )
        let response = UnsafeBufferPointer(start: buffer, count: connections[slot].parser.bodyEnd)
        record(slot, nil, broken.kind, response)
    }

    func record(
        _ slot: Int,
        _ category: FailureCategory?,
        _ detail: String,
        _ response: UnsafeBufferPointer<UInt8>
    ) {
        let connection = connections + slot
        figures.log(category, detail) {
            let sent = UnsafeBufferPointer(start: connection.pointee.request, count: connection.pointee.requestLength)
            return FailureKind(
                category: category,
                detail: detail,
                count: 1,
                endpoint: connection.pointee.endpoint,
                origin: Int(connection.pointee.destination),
                index: connection.pointee.index,
                request: Array(sent.prefix(FailureLog.mostBytes)),
                response: Array(response.prefix(FailureLog.mostBytes)),
                secrets: memory(slot)?.takeUnretainedValue().secrets ?? []
            )
        }
    }

    /// Records a complete response, and lets the connection go on to the next request.
    mutating func complete(_ slot: Int, status: Int, keepsAlive: Bool, passes: Bool) {
        let connection = connections + slot
        let judged = connection.pointee.completedAt
        now = Clock.now()
        let instant = judged > 0 ? judged : now
        connection.pointee.completedAt = 0
        if connection.pointee.isCounted {
            if now >= figures.secondEnd { figures.endSeconds(before: now, inFlight: inFlight.count) }
            let begun = connection.pointee.redirects == 0 ? connection.pointee.sentAt : connection.pointee.firstSentAt
            let responseTime = instant - min(instant, connection.pointee.intended)
            figures.countResponse(
                endpoint: connection.pointee.endpoint,
                status: status,
                isJudged: connection.pointee.isJudged,
                responseTime: responseTime,
                serviceTime: instant - begun,
                delay: connection.pointee.ownDelay,
                at: instant
            )
            if responseTime > figures.slowest.least { keepSlow(slot, status, responseTime, instant - begun) }
        }
        connection.pointee.served &+= 1
        inFlight.remove(slot)
        buffers.release(connection)
        if keepsAlive, isReusing, connection.pointee.requestSent == connection.pointee.requestLength {
            connection.pointee.state = .idle
        } else {
            closeConnection(slot)
        }
        if flows != nil, goOnFlow(slot, passes: passes, at: instant) { return }
        goOn(slot)
    }

    /// Keeps what is known of a response that is one of the slowest so far.
    @inline(never)
    private mutating func keepSlow(_ slot: Int, _ status: Int, _ responseTime: UInt64, _ serviceTime: UInt64) {
        let connection = connections + slot
        let sent = UnsafeBufferPointer(start: connection.pointee.request, count: connection.pointee.requestLength)
        figures.slowest.add(
            SlowestResponse(
                endpoint: connection.pointee.endpoint,
                index: connection.pointee.index,
                status: status,
                intended: connection.pointee.intended,
                responseTime: responseTime,
                serviceTime: serviceTime,
                trace: TraceID(request: sent)
            )
        )
    }

    /// Records a request that failed, whose connection can't be used any more.
    mutating func fail(
        _ slot: Int,
        _ category: FailureCategory,
        _ detail: String,
        _ response: UnsafeBufferPointer<UInt8>? = nil
    ) {
        let connection = connections + slot
        now = Clock.now()
        let isExpected = isExpected(category, connection)
        if category.isOfTarget, !isExpected, setup.control.noteFailure() { isStopped = true }
        if connection.pointee.isCounted {
            if now >= figures.secondEnd { figures.endSeconds(before: now, inFlight: inFlight.count) }
            figures.countFailure(category, isExpected: isExpected, at: now)
            if !isExpected { record(slot, category, detail, response ?? connection.pointee.keptBytes) }
        }
        connection.pointee.completedAt = 0
        if connection.pointee.state == .busy { inFlight.remove(slot) }
        buffers.release(connection)
        closeConnection(slot)
        if flows != nil, goOnFlow(slot, passes: isExpected, at: now) { return }
        goOn(slot)
    }

    /// The connection broke before the response was complete. One that had been used before may have gone stale in the
    /// meantime: when no byte came over it, and the method is idempotent, the request is sent again, once, on a new one
    /// (RFC 9110, section 9.2.2; RFC 9112, section 9.3.1).
    mutating func lose(_ slot: Int, _ detail: String) {
        let connection = connections + slot
        let isFresh = connection.pointee.filled == 0 && connection.pointee.parser.extraHead == 0
        guard isFresh, connection.pointee.served > 0, !connection.pointee.isResent,
            endpoints[connection.pointee.endpoint].isIdempotent, setup.plan.connections.resends
        else { return fail(slot, .reset, detail) }
        countResent(connection)
        inFlight.remove(slot)
        closeConnection(slot)
        connection.pointee.isAwaited = true
        table.awaited += 1
        order(slot)
    }

    /// Whether a failure is the one that is expected of the request.
    func isExpected(_ category: FailureCategory, _ connection: UnsafeMutablePointer<Connection>) -> Bool {
        guard endpoints[connection.pointee.endpoint].expectsFailure else { return false }
        let check = setup.plan.endpoints[connection.pointee.endpoint].check
        let elapsed = now - min(now, connection.pointee.intended)
        return check.failures.contains(category) && elapsed <= check.longestFailure
    }

    /// The request is sent once more: it counts as often as it goes out.
    @inline(__always)
    mutating func countResent(_ connection: UnsafeMutablePointer<Connection>) {
        connection.pointee.isResent = true
        guard connection.pointee.isCounted else { return }
        figures.counters.resent += 1
        figures.counters.sent += 1
    }

    /// What follows a request on `slot`: it serves further arrivals, or its user thinks.
    @inline(__always)
    private mutating func goOn(_ slot: Int) {
        if schedule.isOpen { return table.free(slot) }
        guard !isStopped, !isBurst else { return }
        connections[slot].intended = now
        schedule.think(slot, from: now)
    }
}

extension FailureCategory {
    /// Whether it is the target's, and not that of a request that was cut off, couldn't be made, or for which this
    /// machine lacked something.
    fileprivate var isOfTarget: Bool {
        switch self {
        case .cancelled, .request, .local: false
        case .dns, .refused, .tls, .proxy, .timeout, .reset, .malformed, .tooLarge, .other: true
        }
    }
}
