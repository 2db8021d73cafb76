import HTTP

/// What becomes of a job, from its start to its exchange.
extension WireLoop {
    /// Begins a job.
    func start(_ job: Job) {
        let exchange = WireExchange(job, timeout: job.options.timeout ?? configuration.timeout)
        active[job.id] = exchange
        if let expiry = exchange.expiry { deadlines.insert(job.id, at: expiry) }
        begin(exchange)
    }

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
    func isFresh(_ exchange: WireExchange) -> Bool {
        configuration.freshConnections || exchange.job.options.freshConnection
    }

    /// Sends the request on a kept connection, or has one opened for it.
    func connect(_ exchange: WireExchange, isFresh: Bool) {
        guard let route = exchange.route, let url = exchange.rendered?.url else { return }
        if !isFresh, let kept = shared(route) { return send(exchange, onStreamOf: kept, isNew: false) }
        let isRepeatable = exchange.job.options.resends && MethodEffect.isIdempotent(exchange.request.method)
        while !isFresh, let kept = pool.take(route, isRepeatable: isRepeatable) {
            guard isClean(kept) else {
                drop(kept)
                continue
            }
            return send(exchange, on: kept, isNew: false)
        }
        do throws(CurlError) {
            let connector = try connector(route)
            let offersHTTP2 = mayBeHTTP2(url) && route.isTLS
            exchange.opening = try connector.begin(exchange.job.id, offersHTTP2: offersHTTP2, self)
            advance(exchange)
        } catch {
            fail(exchange, ExchangeFailure(.local, error.message))
        }
    }

    private func connector(_ route: Route) throws(CurlError) -> Connector {
        if let known = connectors[route] { return known }
        let purpose = Connector.Purpose(keepsEvidence: true)
        let connector = try Connector(configuration, route, purpose, share: share)
        connectors[route] = connector
        return connector
    }

    /// Goes on when its connection is open, or couldn't be opened.
    func advance(_ exchange: WireExchange) {
        guard let opening = exchange.opening, let result = opening.result(), let route = exchange.route else { return }
        switch result {
        case .failure(let failure): fail(exchange, failure)
        case .success((let open, let facts)):
            let connection = WireConnection(open, facts, route)
            exchange.opening = nil
            guard facts.choseHTTP2 || configuration.version == .http2 && !route.isTLS && !route.isAbsolute else {
                if configuration.version == .http2, route.isTLS { exchange.notes.append(TLSSession.whyNoHTTP2) }
                watch(connection, isNew: true)
                return send(exchange, on: connection, isNew: true)
            }
            do throws(CurlError) {
                try share(connection, isKept: !isFresh(exchange))
                send(exchange, onStreamOf: connection, isNew: true)
            } catch {
                fail(exchange, ExchangeFailure(.other, error.message))
            }
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
            if let connection = exchange.connection, exchange.place != nil {
                releaseContent(exchange, on: connection)
            } else {
                send(exchange)
            }
        }
    }

    private func lateness(of exchange: WireExchange) -> String {
        if exchange.connection == nil { return "no connection within the request's time, \(exchange.limit)" }
        if exchange.isUnanswered { return "no answer within the request's time, \(exchange.limit)" }
        return "the answer wasn't complete within the request's time, \(exchange.limit)"
    }

    private func send(_ exchange: WireExchange, on connection: WireConnection, isNew: Bool) {
        exchange.begin(on: connection, isNew: isNew)
        if let note = surplus.removeValue(forKey: connection.route.url) {
            exchange.notes.append(note)
            exchange.deviations.insert(.surplusBytes)
        }
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
                case .more:
                    if exchange.noteEvents() { return cutOff(exchange) }
                    if isWaiting, exchange.continueBy == nil { send(exchange) }
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

    /// The connection ended without a byte of an answer. A kept one may have been closed before the request reached it,
    /// so that it may go out once more; that is told.
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
        if let place = exchange.place, let connection = exchange.connection, let streams = connection.streams {
            let partial = failure.partial ?? streams.response(place)
            takeOff(exchange, connection)
            return fail(exchange, ExchangeFailure(failure.category, failure.detail, partial: partial))
        }
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
        guard let connection = exchange.connection, let response = exchange.reader.response else { return }
        _ = exchange.noteEvents(isEnd: true)
        // Servers end a connection after an error of theirs without a word, often when the next request is on its way:
        // it would be blamed for that.
        if exchange.reader.keepsConnection, exchange.isSent, !isFresh(exchange), !exchange.closesConnection,
            response.status < 500
        {
            switch connection.read(buffer) {
            case .again: keep(connection)
            case .bytes: return fail(exchange, .excess)
            case .end, .broken: drop(connection)
            }
        } else {
            drop(connection)
        }
        finish(exchange, response)
    }

    /// As many events have come as are asked for: what would follow isn't read.
    private func cutOff(_ exchange: WireExchange) {
        guard let connection = exchange.connection, let response = exchange.reader.response else { return }
        drop(connection)
        finish(exchange, response)
    }

    /// Does what a complete response says: it is the exchange's, or is followed.
    func finish(_ exchange: WireExchange, _ complete: HTTPResponse) {
        var response = complete
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

/// What is done with a response before it is the exchange's: the rules of `HTTP`.
extension WireLoop {
    /// Takes what the complete response says: cookies, codings, deviations; and whether it is followed, in which case
    /// the exchange has the next request.
    ///
    /// - Throws: why the response is none, or can't be followed.
    func apply(_ response: inout HTTPResponse, _ exchange: WireExchange) throws(ExchangeFailure) -> Bool {
        guard let url = exchange.rendered?.url else { return false }
        let options = exchange.job.options
        options.cookies?.store(response.headers, from: url)
        if let next = try options.redirects.next(
            after: exchange.request,
            response,
            followed: exchange.redirects
        ) {
            exchange.follow(next, status: response.status)
            return true
        }
        let isCoded = ContentDecoder.isNeeded(for: response.headers)
        if isCoded, response.headers["Authentication-Info"] != nil || response.trailers["Authentication-Info"] != nil {
            response.codedBody = response.body
        }
        if options.decompresses, isCoded {
            response = try ContentDecoder.decode(response, limit: configuration.maxBody)
        }
        response.deviations.formUnion(ResponseRules.deviations(of: response, to: exchange.request))
        return false
    }
}
