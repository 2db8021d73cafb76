import Decoding
import Diagnostics
package import HTTP
import JSON
package import Signing
import URI

/// How an access token is asked for (RFC 6749, section 4).
package struct OAuthTokenRequest: Sendable, Hashable {
    /// The token endpoint.
    package let url: String
    /// How long before it expires a token is renewed, in nanoseconds.
    package let renewBefore: UInt64
    private let parameters: [Parameter]
    /// The parameters that a refreshing request has too.
    private let shared: [Parameter]
    private let authorization: String?
    private let assertion: ClientAssertion?

    private struct Parameter: Sendable, Hashable {
        var name: String
        var value: String

        var text: String { "\(BodyDecoder.formEncoded(name))=\(BodyDecoder.formEncoded(value))" }
    }

    init(
        url: String,
        parameters: [(name: String, value: String)],
        shared: [(name: String, value: String)],
        authorization: String?,
        assertion: ClientAssertion? = nil,
        renewBefore: UInt64
    ) {
        self.url = url
        self.parameters = parameters.map { Parameter(name: $0.name, value: $0.value) }
        self.shared = shared.map { Parameter(name: $0.name, value: $0.value) }
        self.authorization = authorization
        self.assertion = assertion
        self.renewBefore = renewBefore
    }

    /// When a request is made, and what is like no other's: what a client's assertion says of itself.
    package struct Occasion: Sendable {
        /// Milliseconds since 1970.
        package var now: Int64
        package var id: String

        package init(now: Int64, id: String) {
            self.now = now
            self.id = id
        }
    }

    /// What is sent to the token endpoint.
    ///
    /// - Parameter refreshToken: What asks for another token (RFC 6749, section 6); `nil` for the grant itself.
    /// - Throws: that its assertion couldn't be signed.
    package func request(by refreshToken: String? = nil, _ occasion: Occasion) throws(WebTokenError) -> HTTPRequest {
        var sent = parameters + shared
        if let refreshToken {
            sent = [
                Parameter(name: "grant_type", value: "refresh_token"),
                Parameter(name: "refresh_token", value: refreshToken),
            ]
            sent += shared.filter { $0.name != "scope" }
        }
        if let assertion {
            sent.append(Parameter(name: "client_assertion_type", value: ClientAssertion.type))
            sent.append(Parameter(name: "client_assertion", value: try assertion.token(occasion)))
        }
        var fields = [
            HeaderField("Content-Type", "application/x-www-form-urlencoded"), HeaderField("Accept", "application/json"),
        ]
        if let authorization { fields.append(HeaderField("Authorization", authorization)) }
        let body = Array(sent.map(\.text).joined(separator: "&").utf8)
        return HTTPRequest(method: "POST", url: url, headers: HeaderFields(fields), body: body)
    }

    /// Who asks in the same way shares the token, whenever it is to be renewed.
    package static func == (left: Self, right: Self) -> Bool {
        left.url == right.url && left.parameters == right.parameters && left.shared == right.shared
            && left.authorization == right.authorization && left.assertion == right.assertion
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(url)
        hasher.combine(parameters)
        hasher.combine(shared)
    }
}

/// A client's proof of who it is: a token that it signs anew for each request (RFC 7523, section 2.2; `private_key_jwt`
/// and, with a shared secret, `client_secret_jwt` of OpenID Connect).
struct ClientAssertion: Sendable {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    let parts: WebTokenDecoder.Parts
    /// The key, by which one is told from another.
    let key: String
    /// How long one holds, in nanoseconds.
    let lifetime: UInt64

    func token(_ occasion: OAuthTokenRequest.Occasion) throws(WebTokenError) -> String {
        let seconds = occasion.now / 1000
        var claims = parts.claims
        claims["iat"] = claims["iat"] ?? .number(JSONNumber(seconds))
        claims["exp"] = claims["exp"] ?? .number(JSONNumber(seconds + Int64(clamping: lifetime / 1_000_000_000)))
        claims["jti"] = claims["jti"] ?? .string(occasion.id)
        return try parts.token(claims)
    }
}

extension ClientAssertion: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        left.key == right.key && left.lifetime == right.lifetime && left.parts.header == right.parts.header
            && left.parts.claims == right.parts.claims
    }
}

/// Decodes `oauth2`, whose `${...}` are replaced.
struct OAuthDecoder {
    static let keys = [
        "tokenUrl", "grant", "clientId", "clientSecret", "clientAssertion", "credentialsIn", "scope", "user",
        "password", "refreshToken", "parameters", "renewBefore",
    ]

    /// The grants, and what each needs.
    private static let grants: [(name: String, needs: [(key: String, parameter: String)])] = [
        ("client_credentials", []),
        ("password", [("user", "username"), ("password", "password")]),
        ("refresh_token", [("refreshToken", "refresh_token")]),
    ]

    let problems: Problems
    /// The base URL; `nil` when it isn't known yet.
    let target: String?

    /// How the token is asked for; `nil` when something is wrong, or isn't known yet.
    func request(_ node: JSONNode) -> OAuthTokenRequest? {
        guard let reader = ObjectReader(node, "'oauth2'", keys: Self.keys, problems) else { return nil }
        for key in ["tokenUrl", "clientId"] { _ = reader.required(key, "'oauth2'") }
        reader.exclusive(["clientSecret", "clientAssertion"], "proof of the client")
        let grant = grant(reader)
        var parameters = [(name: "grant_type", value: grant.name)]
        for (key, parameter) in grant.needs {
            _ = reader.required(key, "the grant '\(grant.name)'")
            parameters.append((parameter, reader.text(key) ?? ""))
        }
        for (key, name) in Self.grants.flatMap({ grant in grant.needs.map { ($0.key, grant.name) } })
        where !grant.needs.contains(where: { $0.key == key }) {
            guard let member = reader.present([key]).first else { continue }
            problems.add("'\(key)' belongs to the grant '\(name)'", at: member.nameLocation)
        }
        var shared: [(name: String, value: String)] = []
        if let scope = reader.text("scope") { shared.append(("scope", scope)) }
        shared += ObjectReader.pairs(reader["parameters"], "'parameters'", problems)
        let id = reader.text("clientId") ?? ""
        var authorization: String?
        if let secret = reader.text("clientSecret") {
            if isInBody(reader) {
                shared += [(name: "client_id", value: id), (name: "client_secret", value: secret)]
            } else {
                // RFC 6749, section 2.3.1: each is form-encoded before.
                let pair = "\(BodyDecoder.formEncoded(id)):\(BodyDecoder.formEncoded(secret))"
                authorization = "Basic \(Base64.encode(Array(pair.utf8)))"
            }
        } else {
            shared.append(("client_id", id))
        }
        let renewBefore = reader.duration("renewBefore") ?? 30_000_000_000
        let url = url(reader["tokenUrl"])
        var assertion: ClientAssertion?
        if let node = reader["clientAssertion"] {
            assertion = self.assertion(node, clientID: id, url: url)
            if assertion == nil { return nil }
        }
        guard let url, !node.holdsPending else { return nil }
        return OAuthTokenRequest(
            url: url,
            parameters: parameters,
            shared: shared,
            authorization: authorization,
            assertion: assertion,
            renewBefore: renewBefore
        )
    }

    private static let assertionKeys = ["algorithm", "key", "keyEncoding", "header", "claims", "lifetime"]

    /// What proves who the client is: its claims are those of RFC 7523, section 3, unless they are written.
    private func assertion(_ node: JSONNode, clientID: String, url: String?) -> ClientAssertion? {
        let decoder = WebTokenDecoder(problems: problems)
        guard let reader = ObjectReader(node, "'clientAssertion'", keys: Self.assertionKeys, problems),
            let algorithm = decoder.algorithm(reader, "'clientAssertion'"),
            reader.required("key", "'clientAssertion'") != nil,
            decoder.areObjects(reader)
        else { return nil }
        let lifetime = reader.duration("lifetime") ?? 60_000_000_000
        guard !node.holdsPending, var parts = decoder.parts(reader, algorithm, claims: reader["claims"]) else {
            return nil
        }
        for (name, value) in [("iss", clientID), ("sub", clientID), ("aud", url ?? "")]
        where parts.claims[name] == nil { parts.claims[name] = .string(value) }
        return ClientAssertion(parts: parts, key: reader.text("key") ?? "", lifetime: lifetime)
    }

    private func grant(_ reader: ObjectReader) -> (name: String, needs: [(key: String, parameter: String)]) {
        guard let node = reader["grant"], let text = Leaf.text(node, "'grant'", problems) else { return Self.grants[0] }
        if let grant = Self.grants.first(where: { $0.name == text }) { return grant }
        if !node.isPending {
            let known = Self.grants.map(\.name)
            problems.add("unknown grant '\(text)'", at: node.location, help: UnknownName.help(text, among: known))
        }
        return Self.grants[0]
    }

    private func isInBody(_ reader: ObjectReader) -> Bool {
        guard let node = reader["credentialsIn"], let text = Leaf.text(node, "'credentialsIn'", problems) else {
            return false
        }
        if !["header", "body"].contains(text), !node.isPending {
            problems.add("'credentialsIn' must be \"header\" or \"body\", found '\(text)'", at: node.location)
        }
        return text == "body"
    }

    /// An absolute URL, or a path on the target's host.
    private func url(_ node: JSONNode?) -> String? {
        guard let node, let text = Leaf.text(node, "'tokenUrl'", problems), !node.isPending else { return nil }
        if HTTPURL.Scheme.of(text) != nil { return text }
        guard text.hasPrefix("/") else {
            problems.add(
                "'tokenUrl' must be an absolute URL, or a path on the target, found '\(text)'",
                at: node.location
            )
            return nil
        }
        let base = target ?? "http://target"
        return (base.hasSuffix("/") ? String(base.dropLast()) : base) + text
    }
}
