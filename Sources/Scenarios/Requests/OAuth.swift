import Decoding
import Diagnostics
package import HTTP
import JSON
import URI

/// How an access token is asked for (RFC 6749, section 4).
package struct OAuthTokenRequest: Sendable, Hashable {
    /// What is sent to the token endpoint. Who asks in the same way shares the token.
    package let request: HTTPRequest
    /// How long before it expires a token is renewed, in nanoseconds.
    package let renewBefore: UInt64
    /// The parameters that a refreshing request has too.
    private let shared: [(name: String, value: String)]

    init(
        url: String,
        parameters: [(name: String, value: String)],
        shared: [(name: String, value: String)],
        authorization: String?,
        renewBefore: UInt64
    ) {
        self.renewBefore = renewBefore
        self.shared = shared
        request = Self.request(url, parameters + shared, authorization)
    }

    /// The request that asks for another token by a refresh token (RFC 6749, section 6).
    package func refreshing(by token: String) -> HTTPRequest {
        let own = [(name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: token)]
        return Self.request(request.url, own + shared.filter { $0.name != "scope" }, request.headers["Authorization"])
    }

    private static func request(
        _ url: String,
        _ parameters: [(name: String, value: String)],
        _ authorization: String?
    ) -> HTTPRequest {
        let form = parameters.map { "\(BodyDecoder.formEncoded($0.name))=\(BodyDecoder.formEncoded($0.value))" }
        var fields = [
            HeaderField("Content-Type", "application/x-www-form-urlencoded"), HeaderField("Accept", "application/json"),
        ]
        if let authorization { fields.append(HeaderField("Authorization", authorization)) }
        let body = Array(form.joined(separator: "&").utf8)
        return HTTPRequest(method: "POST", url: url, headers: HeaderFields(fields), body: body)
    }

    package static func == (left: Self, right: Self) -> Bool { left.request == right.request }

    package func hash(into hasher: inout Hasher) { hasher.combine(request) }
}

/// Decodes `oauth2`, whose `${...}` are replaced.
struct OAuthDecoder {
    static let keys = [
        "tokenUrl", "grant", "clientId", "clientSecret", "credentialsIn", "scope", "user", "password", "refreshToken",
        "parameters", "renewBefore",
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
        guard let url = url(reader["tokenUrl"]), !node.holdsPending else { return nil }
        return OAuthTokenRequest(
            url: url,
            parameters: parameters,
            shared: shared,
            authorization: authorization,
            renewBefore: renewBefore
        )
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
        if text.hasPrefix("http://") || text.hasPrefix("https://") { return text }
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
