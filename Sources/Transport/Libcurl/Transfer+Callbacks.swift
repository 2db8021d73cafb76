import CCurl
import HTTP

extension Transfer {
    func setCallbacks() throws(CurlError) {
        try easy.set(.privateData, address)
        try easy.set(.headerData, address)
        try easy.set(.headerFunction) { bytes, _, count, transfer in
            Transfer.from(transfer)?.take(header: UnsafeRawBufferPointer(start: bytes, count: count)) ?? 0
        }
        try easy.set(.writeData, address)
        try easy.set(.writeFunction) { bytes, _, count, transfer in
            Transfer.from(transfer)?.take(body: UnsafeRawBufferPointer(start: bytes, count: count)) ?? 0
        }
        try easy.set(.verbose, true)
        try easy.set(.debugData, address)
        try easy.set(.debugFunction) { _, kind, bytes, count, transfer in
            Transfer.from(transfer)?.note(kind, UnsafeRawBufferPointer(start: bytes, count: count))
            return 0
        }
        try easy.set(.prereqData, address)
        try easy.set(.prereqFunction) { transfer, _, _, _, _ in
            Transfer.from(transfer)?.mayBegin() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    /// What a callback returns, other than the count, to end the transfer.
    private static let stop = 0

    private func take(header line: UnsafeRawBufferPointer) -> Int {
        do throws(MalformedResponse) {
            switch try head.take(line) {
            case .more: break
            case .restarted: body.removeAll()
            case .complete:
                reserve()
                // What libcurl gives is decoded: when an event came can't be seen behind a coding.
                let type = head.fields["Content-Encoding"] == nil ? head.fields["Content-Type"] : nil
                events = EventTally(type.flatMap { EventFormat($0.utf8) }, most: job.options.mostEvents)
                // libcurl would wait for the content of a HEAD that carries some itself: the only way to send it is
                // as a POST by another name.
                if sent.request.method == "HEAD", sent.request.body != nil {
                    hasEnough = true
                    return Self.stop
                }
            }
        } catch {
            violation = ExchangeFailure(.malformed, error.reason)
            return Self.stop
        }
        guard head.size <= configuration.maxHeader else {
            let limit = configuration.maxHeader
            violation = ExchangeFailure(.tooLarge, "the header section is longer than \(limit) bytes")
            return Self.stop
        }
        return line.count
    }

    private func reserve() {
        if let length = head.contentLength { body.reserveCapacity(min(max(0, length), 1 << 20, configuration.maxBody)) }
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        let room = configuration.maxBody - body.count
        guard bytes.count <= room else {
            body.append(contentsOf: bytes.prefix(room))
            let limit = configuration.maxBody
            violation = ExchangeFailure(.tooLarge, "the content is longer than \(limit) bytes")
            return Self.stop
        }
        body.append(contentsOf: bytes)
        noteEvents()
        guard let end = events.end else { return bytes.count }
        body.removeLast(body.count - min(end, body.count))
        hasEnough = true
        return Self.stop
    }

    /// Looks for events in what has come.
    func noteEvents(isEnd: Bool = false) {
        guard events.isOfEvents else { return }
        body.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            _ = events.take(
                first,
                headEnd: 0,
                bodyEnd: bytes.count,
                isCoded: false,
                isEnd: isEnd,
                clock: MonotonicInstant.now
            )
        }
    }

    /// Keeps what goes out and comes back, for evidence. libcurl tells the header section of a request at once.
    private func note(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
        switch kind {
        case CURLINFO_HEADER_OUT:
            var request = sent.request
            if let end = bytes.firstIndex(of: 0x0A) { request.headers = MessageHead.fields(bytes[(end + 1)...]) }
            transmissions.append(Transmission(cause: cause, request: request, sent: KeptBytes(bytes)))
        case CURLINFO_DATA_OUT: if !transmissions.isEmpty { transmissions[transmissions.count - 1].sent.append(bytes) }
        case CURLINFO_HEADER_IN, CURLINFO_DATA_IN:
            if !transmissions.isEmpty { transmissions[transmissions.count - 1].received.append(bytes) }
        default: break
        }
    }

    /// Whether libcurl may begin to send: always at first; again, on a new connection in place of one that turned out
    /// to be dead, only what is idempotent (RFC 9110, section 9.2.2), and never in place of a response that has come.
    private func mayBegin() -> Bool {
        attempts += 1
        if attempts == 1 { return true }
        if head.isComplete {
            hasEnough = true
            return false
        }
        let why = "the connection, used before, was closed without a response"
        guard job.options.resends, MethodEffect.isIdempotent(sent.request.method) else {
            let obstacle = job.options.resends ? "\(sent.request.method) isn't sent twice" : "'resend' is false"
            violation = ExchangeFailure(.reset, "\(why); \(obstacle)")
            return false
        }
        cause = .resent(why)
        return true
    }
}
