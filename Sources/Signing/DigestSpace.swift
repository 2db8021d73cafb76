package import HTTP
import Synchronization
import URI

/// What is known of the digest authentication of one origin, for all requests and connections that go there: its
/// challenge, and how often its nonce was used.
package final class DigestSpace: Sendable {
    /// What is known of a nonce.
    private struct Use {
        /// For how many requests it was used: answers come in any order, and an older challenge may come once more.
        var count: UInt32
        /// The nonce of the challenge that its session began with.
        var first: String
    }

    private struct State {
        var challenge: DigestChallenge?
        private var uses: [String: Use] = [:]
        /// Those of nonces before, which requests under way may have: a server may name another one with each answer.
        private var older: [String: Use] = [:]
        /// What stands for the passwords, made once for a challenge.
        var secrets: [DigestCredentials: String] = [:]
        /// Who asked, by the names that stand in fields.
        var users: [String: DigestCredentials] = [:]

        /// What is known of a nonce; `nil` for nothing.
        func use(of nonce: String) -> Use? { uses[nonce] ?? older[nonce] }

        mutating func keep(_ use: Use, of nonce: String) {
            if uses.count >= DigestSpace.mostNonces { (older, uses) = (uses, [:]) }
            uses[nonce] = use
        }
    }

    private let state = Mutex(State())
    private let clientNonce: String

    /// So many are remembered at the same time; those of more are made again.
    private static let mostUsers = 16_384
    /// Of so many nonces the uses are remembered at the same time, and of as many before them.
    private static let mostNonces = 4096

    /// Nothing is known yet.
    ///
    /// - Parameter clientNonce: The client's own nonce; random unless a test gives one.
    package init(clientNonce: String? = nil) {
        self.clientNonce = clientNonce ?? Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    /// Whether there is a challenge to answer before it is made.
    package var isKnown: Bool { state.withLock { $0.challenge != nil } }

    /// Whether answers of `credentials` protect the content too, as far as that is known.
    package func protectsContent(_ credentials: DigestCredentials) -> Bool {
        state.withLock { $0.challenge?.protectsContent(credentials) ?? credentials.protectsContent }
    }

    /// Takes a challenge in: from now on requests answer it before it is made again.
    package func learn(_ challenge: DigestChallenge) {
        state.withLock { state in
            if let known = state.challenge, known.nonce == challenge.nonce, known.hasSecrets(of: challenge) { return }
            if state.challenge?.hasSecrets(of: challenge) != true { state.secrets = [:] }
            let count = state.use(of: challenge.nonce)?.count ?? 0
            state.keep(Use(count: count, first: challenge.firstNonce), of: challenge.nonce)
            // Who asked is still known by the names of requests under way.
            state.challenge = challenge
        }
    }

    /// Takes in the nonce that an answer to `request` names for further requests (RFC 7616, section 3.5).
    package func learn(nextNonceIn fields: HeaderFields, of request: HTTPRequest) {
        guard let nonce = AuthenticationField.information(in: fields)["nextnonce"], !nonce.isEmpty,
            let sent = AuthenticationField.digest(in: request),
            let challenge = state.withLock({ $0.challenge }), sent.parameters["realm"] == challenge.realm
        else { return }
        learn(challenge.renewed(by: nonce))
    }

    /// `request` with the answer to the challenge that is known; as it is where none is.
    package func authorizing(_ request: HTTPRequest, _ credentials: DigestCredentials) -> HTTPRequest {
        guard let url = try? HTTPURL(request.url) else { return request }
        let field: String? = state.withLock { state in
            guard let challenge = state.challenge else { return nil }
            let secret =
                state.secrets[credentials] ?? challenge.secret(credentials, clientNonce: clientNonce)
            if state.secrets.count >= Self.mostUsers { (state.secrets, state.users) = ([:], [:]) }
            state.secrets[credentials] = secret
            state.users[challenge.userName(credentials)] = credentials
            // Nonces don't live for four thousand millions of requests.
            let count = (state.use(of: challenge.nonce)?.count ?? 0) &+ 1
            state.keep(Use(count: count, first: challenge.firstNonce), of: challenge.nonce)
            return challenge.authorization(
                credentials,
                secret: secret,
                DigestChallenge.Occasion(
                    method: request.method,
                    target: url.target,
                    content: request.body ?? [],
                    clientNonce: clientNonce,
                    count: count
                )
            )
        }
        guard let field else { return request }
        var request = request
        request.headers.remove("Authorization")
        request.headers.append("Authorization", field)
        return request
    }

    /// What is to be done about a response.
    package enum Reply: Sendable, Hashable {
        /// Nothing: it is the answer.
        case none
        /// Nothing: why the server's challenge isn't answered.
        case refused(String)
        /// The request is sent again as this one; `isStale` when it had answered another challenge.
        case again(HTTPRequest, isStale: Bool)
    }

    /// What is to be done about a response of `status` with `fields` to `request`, as it was sent; `credentials` are
    /// those of its field where they aren't given.
    ///
    /// - Parameter isFirst: Whether the request answered a challenge of before. Its server may have forgotten the nonce
    ///   since, and not every one says so: only what answers a challenge of its own exchange is refused for the user or
    ///   the password.
    package func reply(
        to status: Int,
        _ fields: HeaderFields,
        of request: HTTPRequest,
        _ credentials: DigestCredentials?,
        isFirst: Bool
    ) -> Reply {
        guard status == 401 else { return .none }
        let sent = AuthenticationField.digest(in: request)
        let challenge: DigestChallenge
        switch DigestChallenge.offer(in: fields) {
        case .challenge(let known): challenge = known
        case .none(let why), .unknown(let why): return .refused(why)
        }
        // What answered another target, as a redirect's does, answered nothing.
        if let sent, !challenge.isStale, !isFirst || sent.parameters["nonce"] == challenge.nonce,
            sent.parameters["realm"] == challenge.realm, sent.parameters["uri"] == (try? HTTPURL(request.url))?.target
        {
            return .refused("the server doesn't take the user or the password")
        }
        guard let credentials = credentials ?? sent.flatMap(credentials(of:)) else { return .none }
        learn(challenge)
        return .again(authorizing(request, credentials), isStale: sent != nil)
    }

    /// What the proof is worth that an answer to `request`, as it was sent, brings of its server's knowing the
    /// password, as of `credentials`, which are those of its field where they aren't given.
    ///
    /// - Parameters:
    ///   - fields: Those of the answer.
    ///   - content: Its content as it came, its codings on it; `nil` where that isn't known.
    package func proof(
        in fields: HeaderFields,
        to request: HTTPRequest,
        content: [UInt8]?,
        _ credentials: DigestCredentials?
    ) -> DigestProof {
        let information = AuthenticationField.information(in: fields)
        guard information["rspauth"] != nil, let sent = AuthenticationField.digest(in: request),
            let credentials = credentials ?? self.credentials(of: sent)
        else { return .none }
        let nonce = sent.parameters["nonce"] ?? ""
        let first = state.withLock { $0.use(of: nonce)?.first } ?? nonce
        return DigestProof(information, to: sent, method: request.method, firstNonce: first, content, credentials)
    }

    /// Whose answer a field is.
    private func credentials(of sent: AuthenticationField) -> DigestCredentials? {
        let coded = sent.parameters["username*"].flatMap { PercentCoding.decode(String($0.dropFirst("UTF-8''".count))) }
        guard let name = sent.parameters["username"] ?? coded else { return nil }
        return state.withLock { $0.users[name] }
    }
}
