import CCurl
import HTTP

extension Transfer {
    /// The exchange, now that libcurl ended with `result`.
    func exchange(_ result: CURLcode) -> Exchange {
        if result == CURLE_OK || endedAfterHead, let response { return exchange(.success(response)) }
        return exchange(.failure(failure(result)))
    }

    /// The exchange with its timings, now that it has ended with `outcome`.
    func exchange(_ outcome: Result<HTTPResponse, ExchangeFailure>) -> Exchange {
        let total = MonotonicInstant.now() - started
        let isNew = easy.get(.newConnections) > 0
        let isConnected = easy.get(.connectTime) > 0 || !isNew && easy.get(.sendTime) > 0
        return Exchange(
            outcome: outcome,
            timings: PhaseTimings(
                nameLookup: isNew ? phase(.nameLookupTime, total) : nil,
                connect: isNew ? phase(.connectTime, total) : nil,
                tls: isNew ? phase(.tlsTime, total) : nil,
                send: phase(.sendTime, total),
                firstByte: phase(.firstByteTime, total),
                total: total
            ),
            intended: job.intended,
            started: started,
            peer: isConnected ? peer : nil,
            newConnection: isNew
        )
    }

    /// A failure of this transfer in words that hold no secret, with what had come of the response.
    func failure(_ category: FailureCategory, _ text: String) -> ExchangeFailure {
        ExchangeFailure(category, redacted(text), partial: response)
    }

    private func failure(_ result: CURLcode) -> ExchangeFailure {
        if let violation { return failure(violation.category, violation.detail) }
        if result == CURLE_OK { return failure(.malformed, "the connection ended after an interim response") }
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

    private var peer: String? {
        guard let address = easy.get(.primaryAddress), !address.isEmpty else { return nil }
        let port = easy.get(.primaryPort)
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func redacted(_ text: String) -> String {
        let proxy = configuration.proxy.flatMap { TargetURL.password(in: $0.url) }
        return Redaction.redact(text, [sent.target.password, proxy].compactMap { $0 })
    }
}
