import HTTP

/// Tells which credentials a request has; whether they are right, only the server knows.
struct CredentialReader {
    private let contract: Contract
    private let request: HTTPRequest

    init(_ contract: Contract, _ request: HTTPRequest) {
        self.contract = contract
        self.request = request
    }

    /// Whether the request has what the security scheme called `name` asks for.
    func has(_ name: String) -> Bool {
        switch contract.securityScheme(name)?.kind {
        case .apiKey(let key, .header)?: return !(request.headers[key] ?? "").isEmpty
        case .apiKey(let key, .query)?:
            return RequestTarget(request.url).query.contains { $0.name == key && !($0.raw ?? "").isEmpty }
        case .apiKey(let key, _)?:
            let cookies = request.headers.values("Cookie").flatMap { $0.split(separator: ";") }
            return cookies.contains { $0.drop { $0 == " " }.hasPrefix("\(key)=") }
        case .http(let scheme, _)?: return hasAuthorization(scheme)
        case .oauth2?, .openIDConnect?: return hasAuthorization("Bearer")
        // The transport knows of client certificates; the request doesn't.
        case .mutualTLS?: return true
        case nil: return false
        }
    }

    /// Names of schemes are compared without regard to case (RFC 9110, section 11.1).
    private func hasAuthorization(_ scheme: String) -> Bool {
        guard let field = request.headers["Authorization"] else { return false }
        let word = field.prefix { $0 != " " }
        return word.lowercased() == scheme.lowercased() && field.utf8.count > word.utf8.count + 1
    }
}
