import HTTP
import JSON
import Results
import Scenarios
import Signing
import Synchronization

/// Answers challenges of digest authentication (RFC 7616): learnt once for an origin, and kept for all cases and
/// connections of a run.
final class DigestKeeper: Sendable {
    /// What is known of an origin, and who is finding it out.
    final class Entry: Sendable {
        private struct State {
            var isAsking = false
            /// Whether the server was asked and wanted no answer: nobody need wait to be told.
            var isOpen = false
            var waiting: [CheckedContinuation<Bool, Never>] = []
        }

        let space = DigestSpace()
        private let state = Mutex(State())

        /// Waits while another request learns the challenge. Whether this one is to: then ``leave()`` has to follow.
        func enter() async -> Bool {
            await withCheckedContinuation { continuation in
                let asks: Bool? = state.withLock { state in
                    if state.isOpen || space.isKnown { return false }
                    guard state.isAsking else {
                        state.isAsking = true
                        return true
                    }
                    state.waiting.append(continuation)
                    return nil
                }
                if let asks { continuation.resume(returning: asks) }
            }
        }

        /// The request that was to learn the challenge has had its answer.
        func leave() {
            let waiting = state.withLock { state in
                let waiting = state.waiting
                state = State(isOpen: !space.isKnown)
                return waiting
            }
            for continuation in waiting { continuation.resume(returning: false) }
        }
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// The entry of the origin of `url`; `nil` for what can't be sent.
    func entry(_ url: String) -> Entry? {
        guard let origin = (try? HTTPURL(url))?.origin.description else { return nil }
        return entry(ofOrigin: origin)
    }

    /// The entry of an origin.
    func entry(ofOrigin origin: String) -> Entry {
        entries.withLock { entries in
            if let known = entries[origin] { return known }
            let entry = Entry()
            entries[origin] = entry
            return entry
        }
    }

    /// The request of `prepared` with the answer to what its server wants to have answered, as far as that is known.
    func authorized(_ prepared: PreparedRequest) -> HTTPRequest {
        guard let credentials = prepared.digest, let entry = entry(prepared.request.url) else {
            return prepared.request
        }
        return entry.space.authorizing(prepared.request, credentials)
    }

    /// Whether content goes into what `credentials` answer anywhere, or into the server's proof.
    func protectsContent(_ credentials: DigestCredentials) -> Bool {
        entries.withLock { Array($0.values) }.reduce(credentials.protectsContent) { known, entry in
            known || entry.space.protectsContent(credentials)
        }
    }

    /// What was sent in the end, and what came of it.
    struct Answered {
        var request: HTTPRequest
        var exchange: Exchange
        /// What a person should know of how it came about.
        var notes: [String] = []
        /// What is wrong with the server's proof that it knows the password.
        var finding: Finding?
    }

    /// A request that is sent again for its nonce isn't for another one's.
    private static let mostAnswers = 2

    /// Sends the request of `prepared`, and again where the server wants a challenge answered: that response isn't the
    /// exchange's.
    func send(_ prepared: PreparedRequest, _ options: SendOptions, by sender: any Sender) async -> Answered {
        guard let credentials = prepared.digest, let entry = entry(prepared.request.url) else {
            let exchange = await sender.send(prepared.request, options, at: nil)
            return Answered(request: prepared.request, exchange: exchange)
        }
        let asks = await entry.enter()
        let first = entry.space.authorizing(prepared.request, credentials)
        var answered = Answered(request: first, exchange: await sender.send(first, options, at: nil))
        var next = next(after: &answered, credentials, entry.space, isFirst: true)
        if asks { entry.leave() }
        for _ in 0..<Self.mostAnswers {
            guard let request = next else { break }
            answered.request = request
            answered.exchange = await sender.send(request, options, at: nil)
            next = self.next(after: &answered, credentials, entry.space, isFirst: false)
        }
        check(&answered, prepared, options, credentials, entry.space)
        return answered
    }

    /// Holds the server's proof, where it sends one, against the password.
    private func check(
        _ answered: inout Answered,
        _ prepared: PreparedRequest,
        _ options: SendOptions,
        _ credentials: DigestCredentials,
        _ space: DigestSpace
    ) {
        guard case .success(let response) = answered.exchange.outcome, response.status != 401 else { return }
        let sent = answered.exchange.transmissions.last?.request ?? answered.request
        let proof = space.proof(
            in: response.everyField,
            to: sent,
            content: options.mostEvents == nil ? response.contentAsItCame : nil,
            credentials
        )
        switch proof {
        case .none, .holds: break
        case .unchecked(let why): answered.notes.append("digest: the server's proof (rspauth) isn't checked: \(why)")
        case .wrong(let found): answered.finding = Self.finding(found)
        }
    }

    /// What is told of a proof that is `wrong`. What would be right isn't told: passwords could be tried out on it.
    static func finding(_ wrong: String) -> Finding {
        Finding(
            "digest.rspauth",
            expected: "a proof that the server knows the password (RFC 7616, section 3.5)",
            found: wrong
        )
    }

    /// The request that answers the challenge in what came; `nil` where it is the answer.
    private func next(
        after answered: inout Answered,
        _ credentials: DigestCredentials,
        _ space: DigestSpace,
        isFirst: Bool
    ) -> HTTPRequest? {
        guard case .success(let response) = answered.exchange.outcome else { return nil }
        space.learn(nextNonceIn: response.everyField, of: answered.request)
        var sent = answered.request
        if let last = answered.exchange.transmissions.last, case .redirected = last.cause {
            // No credentials go where they weren't meant to.
            guard let (from, to) = try? (HTTPURL(sent.url), HTTPURL(last.request.url)), from.origin == to.origin else {
                return nil
            }
            (sent.method, sent.url, sent.body) = (last.request.method, last.request.url, last.request.body)
        }
        switch space.reply(to: response.status, response.headers, of: sent, credentials, isFirst: isFirst) {
        case .none: return nil
        case .refused(let why):
            answered.notes.append("digest: \(why)")
            return nil
        case .again(let request, let isStale):
            answered.notes.append(
                isStale
                    ? "digest: the nonce wasn't taken any more (401), and the request was sent again with a new one"
                    : "digest: the server's challenge (401) was answered, and isn't the answer that is judged"
            )
            return request
        }
    }

    /// Learns the challenge of the server that `prepared` goes to, where it isn't known yet, by a request like it
    /// without credentials and content: what a person should know of it.
    func learn(_ prepared: PreparedRequest, _ options: SendOptions, by sender: any Sender) async -> String? {
        guard prepared.digest != nil, let entry = entry(prepared.request.url), await entry.enter() else { return nil }
        defer { entry.leave() }
        let body: [UInt8]? = prepared.request.body == nil ? nil : []
        let request = HTTPRequest(method: prepared.request.method, url: prepared.request.url, body: body)
        let exchange = await sender.send(request, options, at: nil)
        switch exchange.outcome {
        case .failure(let failure):
            return "digest: no challenge was learnt: \(failure.category.rawValue): \(failure.detail)"
        case .success(let response):
            guard response.status == 401 else {
                return "digest: the server answered \(response.status) to a request without credentials"
            }
            switch DigestChallenge.offer(in: response.headers) {
            case .none(let why), .unknown(let why): return "digest: \(why)"
            case .challenge(let challenge):
                // Nothing is answered yet: the first of the requests is the first that counts.
                entry.space.learn(challenge)
                return "digest: the server's challenge (401) was learnt by a request before, which is in no figure"
            }
        }
    }
}

extension HTTPResponse {
    /// The fields of the header section and behind the content, where a server may know more.
    var everyField: HeaderFields { HeaderFields(headers.all + trailers.all) }

    /// The content with the codings that it came with; `nil` where they were undone by somebody who doesn't keep it.
    fileprivate var contentAsItCame: [UInt8]? {
        if let codedBody { return codedBody }
        let isAsItCame = body.isEmpty || headers.values("Content-Encoding").isEmpty
        return isAsItCame ? body : nil
    }
}

extension CaseRunner {
    /// Learns the challenges that the requests of a burst or load answer, before it begins.
    func learnChallenges(of step: Step, _ sender: any Sender, _ scope: CaseScope) async -> [String] {
        var way = SendOptions(timeout: options.timeout ?? RunOptions.defaultTimeout)
        way.holdsSecret = scope.redactor.holdsSecret
        var notes: [String] = []
        for request in step.variants.flatMap(\.steps).map(\.request) where request["auth"] != nil {
            var own = scope
            RequestBinding(seed: seed, data: step.data).bind(&own, 0)
            // What a flow captures isn't there yet: its first request goes to the same server, as a rule.
            guard let prepared = try? own.request(request, target: target), !prepared.request.url.contains("${"),
                let note = await runner.digests.learn(prepared, way, by: sender)
            else { continue }
            notes.append(scope.redactor.redact(note))
        }
        return notes
    }
}
