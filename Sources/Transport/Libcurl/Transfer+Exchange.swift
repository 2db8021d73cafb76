import CCurl
import HTTP

extension Transfer {
    /// The exchange, now that libcurl ended with `result`.
    func exchange(_ result: CURLcode) -> Exchange {
        if result == CURLE_OK || endedAfterHead, head.isComplete, var response {
            response.deviations.formUnion(ResponseRules.deviations(of: response, to: sent.request))
            return exchange(.success(response))
        }
        return exchange(.failure(failure(result)))
    }

    /// The exchange with its timings, now that it has ended with `outcome`.
    func exchange(_ outcome: Result<HTTPResponse, ExchangeFailure>) -> Exchange {
        let total = MonotonicInstant.now() - started
        // libcurl counts a connection, and tells its times and its address, when all of it is open, TLS included; what
        // failed before has its name look-up only, and wasn't a used one either.
        let isReused = attempts > 0 && easy.get(.newConnections) == 0
        let isConnected = easy.get(.connectTime) > 0 || isReused && easy.get(.sendTime) > 0
        var exchange = Exchange(
            outcome: outcome,
            timings: PhaseTimings(
                nameLookup: isReused ? nil : phase(.nameLookupTime, total),
                connect: isReused ? nil : phase(.connectTime, total),
                tls: isReused ? nil : phase(.tlsTime, total),
                send: phase(.sendTime, total),
                firstByte: phase(.firstByteTime, total),
                total: total
            ),
            intended: job.intended,
            started: started,
            peer: isConnected ? peer : nil,
            newConnection: isConnected && !isReused
        )
        exchange.transmissions = transmissions
        if let last = exchange.transmissions.indices.last, isConnected {
            let place = EasyHandle.place(easy.get(.localAddress), easy.get(.localPort))
            exchange.transmissions[last].connection = ConnectionEvidence(
                local: place,
                peer: peer,
                number: isReused ? nil : 1
            )
        }
        return exchange
    }

    /// A failure of this transfer in words that hold no secret, with what had come of the response.
    func failure(_ category: FailureCategory, _ text: String) -> ExchangeFailure {
        ExchangeFailure(category, redacted(text), partial: response)
    }

    private func failure(_ result: CURLcode) -> ExchangeFailure {
        if let violation { return failure(violation.category, violation.detail) }
        // libcurl is content with an answer that ends before its header section does.
        if result == CURLE_OK { return failure(.reset, "the connection was closed before the header section ended") }
        if transmissions.isEmpty, let lack = FailureTable.lack(of: easy, result) { return lack }
        if let (category, text) = FailureTable.response(result), !transmissions.isEmpty {
            return failure(category, text)
        }
        var text = easy.errorText
        if text.isEmpty { text = String(cString: curl_easy_strerror(result)) }
        let context = FailureTable.Context(
            text: text,
            usesProxy: usesProxy,
            proxyStatus: easy.get(.proxyStatus)
        )
        return failure(FailureTable.category(result, context), text)
    }

    /// A phase's end in nanoseconds since the start; `nil` when it wasn't reached.
    private func phase(_ info: EasyInfo<Int64>, _ total: UInt64) -> UInt64? {
        let microseconds = easy.get(info)
        guard microseconds > 0 else { return nil }
        return min(total, begun - started + UInt64(microseconds) * 1000)
    }

    private var peer: String? { EasyHandle.place(easy.get(.primaryAddress), easy.get(.primaryPort)) }

    private func redacted(_ text: String) -> String {
        let proxy = configuration.proxy.flatMap { Redaction.password(in: $0.url) }
        return Redaction.redact(text, [Redaction.password(in: sent.request.url), proxy].compactMap { $0 })
    }
}
