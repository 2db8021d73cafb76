import HTTP

/// What becomes of a job, from its start to its exchange.
extension WireLoop {
    /// Begins a job, or leaves it to libcurl.
    func start(_ job: Job) {
        let isHTTP2 =
            switch configuration.version {
            case .http1: false
            case .http2: true
            case .auto: mayBeHTTP2(job.url) && (!TLSSession.isAvailable || speakHTTP2.contains(job.url.origin))
            }
        if isHTTP2 { return handOver(job) }
        let exchange = WireExchange(job, timeout: job.options.timeout ?? configuration.timeout)
        active[job.id] = exchange
        if let expiry = exchange.expiry { deadlines.insert(job.id, at: expiry) }
        begin(exchange)
    }

    private func mayBeHTTP2(_ url: HTTPURL) -> Bool { configuration.version == .auto && url.origin.scheme == .https }

    /// Sends the present request from its beginning.
    private func begin(_ exchange: WireExchange) {
        do throws(ExchangeFailure) {
            try exchange.render(configuration)
            connect(exchange, isFresh: isFresh(exchange))
        } catch {
            fail(exchange, error)
        }
    }

    /// Whether each request has a connection of its own.
    private func isFresh(_ exchange: WireExchange) -> Bool {
        configuration.freshConnections || exchange.job.options.freshConnection
    }

    /// Sends the request on a kept connection, or has one opened for it.
    private func connect(_ exchange: WireExchange, isFresh: Bool) {
        guard let route = exchange.route else { return }
        while !isFresh, let kept = pool.take(route) {
            guard isClean(kept) else {
                drop(kept)
                continue
            }
            return send(exchange, on: kept, isNew: false)
        }
        do throws(CurlError) {
            let opener = try opener(route)
            // Where a redirect leads, HTTP/1.1 is asked for: the exchange stays here.
            let offersHTTP2 = exchange.redirects == 0 && mayBeHTTP2(exchange.job.url)
            exchange.opening = try opener.begin(exchange.job.id, offersHTTP2: offersHTTP2, self)
            advance(exchange)
        } catch {
            fail(exchange, ExchangeFailure(.local, error.message))
        }
    }

    private func opener(_ route: Route) throws(CurlError) -> ConnectionOpener {
        if let known = openers[route] { return known }
        let purpose = ConnectionOpener.Purpose(keepsEvidence: true)
        let opener = try ConnectionOpener(configuration, route, purpose, share: share)
        openers[route] = opener
        return opener
    }

    /// Goes on when its connection is open, or couldn't be opened.
    func advance(_ exchange: WireExchange) {
        guard let opening = exchange.opening, let result = opening.result(), let route = exchange.route else { return }
        switch result {
        case .failure(let failure): fail(exchange, failure)
        case .success((let open, let facts)):
            let connection = WireConnection(open, facts, route)
            exchange.opening = nil
            guard !facts.choseHTTP2 else {
                speakHTTP2.insert(exchange.job.url.origin)
                active[exchange.job.id] = nil
                return handOver(exchange.job)
            }
            watch(connection, isNew: true)
            send(exchange, on: connection, isNew: true)
        }
    }

    /// Looks after an exchange whose time has come, or libcurl's.
    func check(_ exchange: WireExchange, _ now: UInt64) {
        if let opening = exchange.opening {
            opening.actOnTimer(now)
            advance(exchange)
        }
        guard active[exchange.job.id] === exchange else { return }
        if let expiry = exchange.expiry, expiry <= now {
            return fail(exchange, ExchangeFailure(.timeout, lateness(of: exchange)))
        }
        if let due = exchange.continueBy, due <= now {
            exchange.goOn()
            send(exchange)
        }
    }

    private func lateness(of exchange: WireExchange) -> String {
        if exchange.connection == nil { return "no connection within the request's time, \(exchange.limit)" }
        if exchange.isUnanswered { return "no answer within the request's time, \(exchange.limit)" }
        return "the answer wasn't complete within the request's time, \(exchange.limit)"
    }

    private func send(_ exchange: WireExchange, on connection: WireConnection, isNew: Bool) {
        exchange.begin(on: connection, isNew: isNew)
        if let note = surplus.removeValue(forKey: connection.route.url) { exchange.notes.append(note) }
        if let due = exchange.continueBy { deadlines.insert(exchange.job.id, at: due) }
        send(exchange)
    }

    /// Writes what the connection takes; the rest when it takes more.
    func send(_ exchange: WireExchange) {
        guard let connection = exchange.connection else { return }
        while let step = exchange.withUnsent(connection.write) {
            switch step {
            case .bytes(let count): exchange.noteSent(count)
            case .again: return watch(connection, writable: true)
            case .end, .broken:
                // The answer may be there all the same: a server can refuse content without reading all of it.
                exchange.isWriteBroken = true
                watch(connection)
                return receive(exchange)
            }
        }
        watch(connection)
    }

    /// Reads what has come.
    func receive(_ exchange: WireExchange) {
        guard let connection = exchange.connection else { return }
        while true {
            switch connection.read(buffer) {
            case .bytes(let count):
                let isWaiting = exchange.continueBy != nil
                switch exchange.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                case .more: if isWaiting, exchange.continueBy == nil { send(exchange) }
                case .complete: return complete(exchange)
                case .failed(let problem): return fail(exchange, problem)
                }
                // Sending may have ended it.
                guard exchange.connection === connection else { return }
            case .again:
                guard exchange.isWriteBroken else { return }
                return lose(exchange, "the connection broke while the request was sent")
            case .end:
                if exchange.isUnanswered { return lose(exchange, ParserProblem.nothing.text) }
                switch exchange.takeEnd() {
                case .complete: return complete(exchange)
                case .failed(let problem): return fail(exchange, problem)
                case .more: return fail(exchange, .truncatedBody)
                }
            case .broken(let text): return lose(exchange, broken: text)
            }
        }
    }
}

// MARK: - Ends

extension WireLoop {
    /// The connection broke: a reset, or TLS that wasn't ended.
    private func lose(_ exchange: WireExchange, broken text: String) {
        if let failure = FailureTable.broken(text, isAnswered: !exchange.isUnanswered) {
            return fail(exchange, failure)
        }
        if exchange.isUnanswered { return lose(exchange, "the connection was reset without a response") }
        if exchange.connection?.isTLS == true, exchange.reader.endsWithConnection {
            return fail(exchange, ExchangeFailure(.malformed, OpenConnection.cutText))
        }
        fail(exchange, ExchangeFailure(.reset, "the connection was reset before the response was complete"))
    }

    /// The connection ended without a byte of an answer. A kept one may have been closed before the request reached it, so
    /// that it may go out once more; that is told.
    private func lose(_ exchange: WireExchange, _ why: String) {
        guard exchange.isOnUsedConnection else { return fail(exchange, ExchangeFailure(.reset, why)) }
        if let obstacle = exchange.obstacleToResending(exchange.job.options.resends) {
            return fail(exchange, ExchangeFailure(.reset, "\(why); it had been used before; \(obstacle)"))
        }
        if let connection = exchange.connection { drop(connection) }
        exchange.sendAgain(because: "\(why); it had been used before")
        connect(exchange, isFresh: true)
    }

    private func fail(_ exchange: WireExchange, _ problem: ParserProblem) {
        let text =
            switch problem {
            case .headTooLong: "the header section is longer than \(configuration.maxHeader) bytes"
            case .bodyTooLong: "the content is longer than \(configuration.maxBody) bytes"
            case .statusLine, .statusCode, .control, .blankLine, .noColon, .fieldName, .spacedFraming, .contentLength,
                .differingLengths, .lengthAndCoding, .coding, .codingInHTTP10, .chunkSize, .chunkExtension, .chunkEnd,
                .excess, .switchedProtocols, .truncatedHead, .truncatedBody, .nothing:
                problem.text
            }
        fail(exchange, ExchangeFailure(problem.category, text))
    }

    /// Ends an exchange without a complete response.
    func fail(_ exchange: WireExchange, _ failure: ExchangeFailure) {
        var partial = failure.partial ?? exchange.reader.response
        if let content = partial?.body, content.count > configuration.maxBody {
            partial?.body = Array(content.prefix(configuration.maxBody))
        }
        let secrets = [exchange.route?.secret, Redaction.password(in: exchange.request.url)].compactMap { $0 }
        finish(
            exchange,
            .failure(
                ExchangeFailure(
                    failure.category,
                    Redaction.redact(failure.detail, secrets),
                    partial: partial
                )
            )
        )
    }

    /// The response is complete: what it says may have to be followed, or what came behind it makes it none.
    private func complete(_ exchange: WireExchange) {
        guard let connection = exchange.connection, var response = exchange.reader.response else { return }
        if exchange.reader.keepsConnection, exchange.isSent, !isFresh(exchange), !exchange.closesConnection {
            switch connection.read(buffer) {
            case .again: keep(connection)
            case .bytes: return fail(exchange, .excess)
            case .end, .broken: drop(connection)
            }
        } else {
            drop(connection)
        }
        do throws(ExchangeFailure) {
            if try apply(&response, exchange) { return begin(exchange) }
        } catch {
            return fail(exchange, error)
        }
        finish(exchange, .success(response))
    }

    private func keep(_ connection: WireConnection) {
        connection.exchange = nil
        if !pool.keep(connection) { drop(connection) }
    }

    private func finish(_ exchange: WireExchange, _ outcome: Result<HTTPResponse, ExchangeFailure>) {
        let result = exchange.exchange(outcome)
        if let connection = exchange.connection, connection.exchange === exchange { drop(connection) }
        exchange.opening?.cancel()
        exchange.opening = nil
        active[exchange.job.id] = nil
        exchange.job.complete(result)
    }
}
