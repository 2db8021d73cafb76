import HTTP
import URI

/// The credentials that a mock knows and that generated suites send: what the environment says, or what both take for
/// want of that.
package struct KnownCredentials: Sendable {
    /// The parts of credentials, as the variables of generated suites are called.
    package enum Part: String, Sendable, CaseIterable {
        /// A bearer token.
        case token
        /// An API key.
        case key
        case user = "basic-user"
        case password = "basic-password"
        /// What follows the name of any other scheme.
        case credentials

        /// The environment variable that has it.
        package var shellName: String {
            "API_" + String(rawValue.uppercased().map { $0 == "-" ? "_" : $0 })
        }

        /// What stands for it where the environment says nothing.
        package var usual: String { "muster-\(rawValue)" }

        /// How a generated suite has it: from the environment, or else what is usual.
        package var template: String { "${env:\(shellName):-\(usual)}" }
    }

    private let values: [Part: String]

    /// The credentials that environment variables of these names give.
    package init(environment: [String: String] = [:]) {
        values = Dictionary(Part.allCases.map { ($0, environment[$0.shellName] ?? $0.usual) }) { $1 }
    }

    package subscript(_ part: Part) -> String { values[part] ?? part.usual }

    /// Whether a request has the right credentials of a scheme, and no others in the same place.
    func areRight(_ scheme: SecurityScheme, _ request: HTTPRequest) -> Bool {
        switch scheme.kind {
        case .apiKey(let name, .header): return request.headers.values(name) == [self[.key]]
        case .apiKey(let name, .query):
            return RequestTarget(request.url).query.filter { $0.name == name }
                .map { PercentText.decode($0.raw ?? "", plusIsSpace: true) } == [self[.key]]
        case .apiKey(let name, _):
            let pairs = request.headers.values("Cookie").flatMap { $0.split(separator: ";") }
            return pairs.contains { $0.drop { $0 == " " } == "\(name)=\(self[.key])" }
        case .http(let scheme, _): return authorization(request) == (scheme.lowercased(), right(scheme.lowercased()))
        case .oauth2, .openIDConnect: return authorization(request) == ("bearer", self[.token])
        // The transport knows of client certificates; the request doesn't.
        case .mutualTLS: return true
        }
    }

    private func right(_ scheme: String) -> String {
        switch scheme {
        case "basic": Base64.encode(Array("\(self[.user]):\(self[.password])".utf8))
        case "bearer": self[.token]
        default: self[.credentials]
        }
    }

    /// The scheme in lower case (RFC 9110, section 11.1) and what follows it; nothing where there isn't one field.
    private func authorization(_ request: HTTPRequest) -> (String, String) {
        let fields = request.headers.values("Authorization")
        guard fields.count == 1 else { return ("", "") }
        let scheme = fields[0].prefix { $0 != " " }
        return (scheme.lowercased(), String(fields[0].dropFirst(scheme.count).drop { $0 == " " }))
    }
}
