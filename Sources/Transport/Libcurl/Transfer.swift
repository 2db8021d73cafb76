import CCurl
import HTTP
import Synchronization

/// A job that is on its way, and what has come of it. libcurl's callbacks know it by its address.
final class Transfer {
    let easy: EasyHandle
    let job: Job
    let configuration: ClientConfiguration
    /// What is sent now: the job's request, or what a redirect made of it.
    var sent: CurlRequest
    /// The lists that libcurl reads while it sends.
    var headers = StringList()
    var resolve = StringList()

    var head = ResponseHead()
    var body: [UInt8] = []
    /// Why a callback ended the transfer.
    var violation: ExchangeFailure?
    /// Whether all that is wanted has come, and the transfer was ended for that.
    var hasEnough = false
    /// How often the present request was begun: libcurl begins again when a connection that had been used before
    /// turns out to be dead.
    var attempts = 0
    var redirects = 0
    /// When the events of the response came.
    var events = EventTally(nil)
    /// Why the present request goes out, and all that went out.
    var cause = Transmission.Cause.first
    var transmissions: [Transmission] = []

    /// When the job's first request was begun.
    let started: UInt64
    /// When the present one was.
    var begun: UInt64

    init(_ job: Job, on easy: EasyHandle, _ configuration: ClientConfiguration) throws(ExchangeFailure) {
        self.easy = easy
        self.job = job
        self.configuration = configuration
        sent = try CurlRequest(job.request, cookies: job.options.cookies?.value(for: job.url))
        begun = MonotonicInstant.now()
        started = begun
    }

    /// The transfer that a callback's argument stands for.
    static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// What has come of the response, when a final response has begun.
    var response: HTTPResponse? { head.response(body) }

    /// Whether this hop goes through the proxy.
    var usesProxy: Bool { proxy != nil }
    private var proxy: String? { configuration.proxyURL(for: sent.url.origin) }
}

extension Transfer {
    /// Sets every option for the request that is to be sent now.
    func prepare() throws(CurlError) {
        try easy.reset()
        try setBasics()
        try setConnection()
        try setRequest()
        try setCallbacks()
    }

    private func setBasics() throws(CurlError) {
        try easy.set(.noSignal, true)
        try easy.set(.protocols, "http,https")
        try easy.set(.http09Allowed, false)
        try easy.set(.pathAsIs, true)
        // A name look-up that goes on must not hold up the loop when its transfer ends.
        try easy.set(.quickExit, true)
        try easy.set(.userAgent, configuration.userAgent.isEmpty ? nil : configuration.userAgent)
        if job.options.decompresses { try easy.set(.acceptEncoding, "") }

        let timeout = job.options.timeout ?? configuration.timeout
        if timeout > 0 {
            let spent = begun - started
            try easy.set(.timeoutMilliseconds, EasyHandle.milliseconds(timeout > spent ? timeout - spent : 1))
        }
    }

    private func setConnection() throws(CurlError) {
        if configuration.freshConnections || job.options.freshConnection {
            try easy.set(.freshConnect, true)
            try easy.set(.forbidReuse, true)
        }
        resolve = StringList()
        if let entry = configuration.resolved(sent.url.origin) { try resolve.append(entry) }
        try easy.setConnection(
            configuration,
            isTLS: sent.url.origin.scheme == .https,
            proxy: proxy,
            resolve: resolve.head
        )
        try easy.setTLS(configuration.tls)
    }

    private func setRequest() throws(CurlError) {
        let request = sent.request
        try easy.set(.url, request.url)
        if !usesProxy, let target = sent.rawTarget { try easy.set(.requestTarget, target) }
        if let content = sent.content {
            try easy.set(.post, true)
            try easy.set(content: content)
        } else if request.method == "HEAD" {
            try easy.set(.noBody, true)
        } else {
            try easy.set(.get, true)
        }
        try easy.set(.customRequest, request.method)

        headers = StringList()
        for line in sent.lines { try headers.append(line) }
        try easy.set(.headers, headers.head)
    }
}

extension Transfer {
    /// Makes the request of a redirect that is to be followed ready, when libcurl ended with one; what a response sets
    /// is kept in any case.
    ///
    /// - Throws: why it can't be followed; the redirect is the partial response.
    func follow(_ result: CURLcode) throws(ExchangeFailure) -> Bool {
        guard head.isComplete, let response else { return false }
        job.options.cookies?.store(response.headers, from: sent.url)
        guard result == CURLE_OK else { return false }
        do throws(ExchangeFailure) {
            guard
                let next = try job.options.redirects.next(after: sent.request, response, followed: redirects)
            else { return false }
            sent = try CurlRequest(next, cookies: job.options.cookies?.value(for: HTTPURL(next.url)))
        } catch {
            throw failure(error.category, error.detail)
        }
        redirects += 1
        cause = .redirected(status: response.status)
        head = ResponseHead()
        body = []
        events = EventTally(nil)
        attempts = 0
        begun = MonotonicInstant.now()
        return true
    }

    /// The transfer that `easy` carries.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var address: UnsafePointer<CChar>?
        _ = muster_easy_get_string(easy, CURLINFO_PRIVATE, &address)
        return address.flatMap { Transfer.from(UnsafeMutableRawPointer(mutating: $0)) }
    }
}

extension Transfer {
    /// The exchange, now that libcurl ended with `result`.
    func exchange(_ result: CURLcode) -> Exchange {
        if result == CURLE_OK { noteEvents(isEnd: true) }
        if result == CURLE_OK || hasEnough, head.isComplete, var response {
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
        exchange.events = events.times(since: started)
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
        text = FailureTable.archive(text, configuration.tls) ?? text
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
        let passwords = [sent.request.url, proxy].compactMap { $0.flatMap(Redaction.password) }
        return Redaction.redact(text, passwords)
    }
}
