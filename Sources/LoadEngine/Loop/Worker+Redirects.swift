import HTTP

extension Worker {
    /// Follows the redirect that is complete in `buffer`, where redirects are followed. Whether it did, or failed at it.
    ///
    /// The exchange goes on: its response time counts from its intended start, its service time from its first request, and
    /// each request has the time-out.
    mutating func follow(_ slot: Int, _ buffer: UnsafeMutablePointer<UInt8>, keepsAlive: Bool) -> Bool {
        let connection = connections + slot
        let parser = connection.pointee.parser
        guard (300...399).contains(parser.status), let redirector = setup.redirectors[connection.pointee.endpoint]
        else {
            return false
        }
        let body = UnsafeRawBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd)
        let view = view(slot, buffer, body, at: Clock.now())
        let memory = self.memory(slot)?.takeUnretainedValue()
        switch redirector.follow(view, connection.pointee.isInFlow ? memory : nil, Int(connection.pointee.redirects)) {
        case .none: return false
        case .failed(let failure):
            fail(slot, failure.category, failure.detail, UnsafeBufferPointer(start: buffer, count: parser.bodyEnd))
        case .request(let bytes): sendNext(slot, bytes, keepsAlive: keepsAlive)
        }
        return true
    }

    private mutating func sendNext(_ slot: Int, _ bytes: [UInt8], keepsAlive: Bool) {
        let connection = connections + slot
        if connection.pointee.redirects == 0 { connection.pointee.firstSentAt = connection.pointee.sentAt }
        connection.pointee.redirects += 1
        connection.pointee.isResent = false
        let isWhole = connection.pointee.requestSent == connection.pointee.requestLength
        let destination = Int(connection.pointee.destination)
        bytes.withUnsafeBufferPointer { connection.pointee.use($0, origin: destination) }
        connection.pointee.served &+= 1
        inFlight.remove(slot)
        buffers.release(connection)
        if streams != nil {
            connection.pointee.state = .idle
            return startStream(slot)
        }
        guard keepsAlive, isReusing, isWhole else {
            closeConnection(slot)
            connection.pointee.isAwaited = true
            table.awaited += 1
            return order(slot)
        }
        connection.pointee.state = .idle
        send(slot)
    }
}
