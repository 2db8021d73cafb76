import JSON
import URI

/// Takes secrets out of requests: what remains is the name of a variable.
struct SecretKeeper {
    /// A value that was taken out.
    struct Secret: Sendable, Hashable {
        /// The variable that stands for it.
        var variable: String
        var value: String
        /// Whether the value is a template of the environment's (`${env:NAME}`), which stays as the file has it.
        var isEnvironments = false

        /// The environment variable that brings it.
        var environment: String { VariableName.environment(variable) }
    }

    private(set) var secrets: [Secret] = []
    /// Variables of the file that hold a secret.
    private(set) var secretVariables: Set<String> = []
    private var taken: Set<String>

    /// - Parameter taken: The names that other variables have.
    init(taken: Set<String>) {
        self.taken = taken
    }

    /// What stands for a secret in a template; the same value has the same name everywhere.
    mutating func reference(_ value: String, called name: String) -> String {
        if value.isEmpty { return value }
        let variables = TemplateText.variables(in: value)
        if !variables.isEmpty {
            secretVariables.formUnion(variables)
            return value
        }
        let isEnvironments = EnvironmentNames.isOne(value)
        // What is put together when it is sent holds nothing of the file's.
        if value.replacing("$${", with: "").contains("${"), !isEnvironments { return value }
        if let known = secrets.first(where: { $0.value == value }) { return "${\(known.variable)}" }
        let wanted = VariableName.made(of: name)
        var free = wanted
        var count = 2
        // Variables apart, `api-key` and `api_key` are one in the environment.
        let environments = Set(taken.map(VariableName.environment))
        while taken.contains(free) || environments.contains(VariableName.environment(free)) {
            free = "\(wanted)\(count)"
            count += 1
        }
        taken.insert(free)
        secrets.append(Secret(variable: free, value: value, isEnvironments: isEnvironments))
        return "${\(free)}"
    }

    /// The request without its secrets.
    mutating func clean(_ request: ImportedRequest) -> ImportedRequest {
        var request = request
        cleanAuthorization(&request)
        for index in request.headers.indices where SecretNames.holds(request.headers[index].name) {
            let field = request.headers[index]
            request.headers[index].value = reference(field.value, called: Self.shortName(field.name))
        }
        if let cookies = request.header("Cookie") { setCookies(cookies, &request) }
        for index in request.query.indices where SecretNames.holds(request.query[index].name) {
            request.query[index].value = reference(request.query[index].value, called: request.query[index].name)
        }
        if let auth = request.auth { request.auth = cleanAuth(auth) }
        request.body = request.body.map { cleanBody($0) }
        cleanConnection(&request.connection)
        return request
    }

    /// The password of a client's key, and a proxy's.
    private mutating func cleanConnection(_ connection: inout JSONObject) {
        if var tls = connection["tls"]?.object, let password = tls["keyPassword"]?.string {
            tls["keyPassword"] = .string(reference(password, called: "keyPassword"))
            connection["tls"] = .object(tls)
        }
        guard let proxy = connection["proxy"]?.string, let at = proxy.lastIndex(of: "@") else { return }
        let before = proxy[..<at]
        let start = before.firstRange(of: "://")?.upperBound ?? before.startIndex
        guard let (user, password) = before[start...].cut(at: ":"), !password.isEmpty else { return }
        let hidden = reference(password, called: "proxyPassword")
        connection["proxy"] = .string("\(proxy[..<start])\(user):\(hidden)\(proxy[at...])")
    }

    /// The request, of whose captures those are hidden that are used as secrets.
    func hidingCaptures(_ request: ImportedRequest) -> ImportedRequest {
        var request = request
        for capture in request.captures where secretVariables.contains(capture.name) {
            var hidden = capture.value.object ?? ["json": capture.value]
            hidden["secret"] = true
            request.captures[capture.name] = .object(hidden)
        }
        return request
    }

    /// `Authorization` is what a suite writes as `auth`.
    private mutating func cleanAuthorization(_ request: inout ImportedRequest) {
        guard let value = request.header("Authorization") else { return }
        guard let (scheme, rest) = value.cut(at: " ") else { return }
        let credentials = rest.trimmed
        switch scheme.lowercased() {
        case "bearer":
            request.auth = ["bearer": .string(reference(credentials, called: "token"))]
            request.removeHeader("Authorization")
        case "basic":
            guard let (user, password) = BasicCredentials.parts(of: credentials) else { break }
            request.auth = BasicCredentials.auth(user, reference(password, called: "password"))
            request.removeHeader("Authorization")
        default:
            request.removeHeader("Authorization")
            request.headers.append(.init("Authorization", "\(scheme) \(reference(credentials, called: "credentials"))"))
        }
    }

    private mutating func setCookies(_ cookies: String, _ request: inout ImportedRequest) {
        let pairs = cookies.split(separator: ";").map { pair -> String in
            guard let (name, value) = pair.cut(at: "=") else { return pair.trimmed }
            return "\(name.trimmed)=\(reference(value.trimmed, called: name.trimmed))"
        }
        request.removeHeader("Cookie")
        request.headers.append(.init("Cookie", pairs.joined(separator: "; ")))
    }

    private mutating func cleanAuth(_ auth: JSONValue) -> JSONValue {
        guard let object = auth.object else { return auth }
        var cleaned = JSONObject()
        for member in object {
            switch member.value {
            case .string(let text) where member.name == "bearer":
                cleaned[member.name] = .string(reference(text, called: "token"))
            case .string(let text) where member.name == "key":
                cleaned[member.name] = .string(reference(text, called: "signingKey"))
            case .string(let text) where member.name == "value":
                cleaned[member.name] = .string(reference(text, called: "apiKey"))
            case .string(let text) where SecretNames.holds(member.name) && member.name != "tokenUrl":
                cleaned[member.name] = .string(reference(text, called: member.name))
            case .object: cleaned[member.name] = cleanAuth(member.value)
            case .null, .bool, .number, .string, .array: cleaned[member.name] = member.value
            }
        }
        return .object(cleaned)
    }

    private mutating func cleanBody(_ body: ImportedRequest.Body) -> ImportedRequest.Body {
        switch body {
        case .json(let value): return .json(cleanValue(value, called: ""))
        case .form(var fields):
            for index in fields.indices where SecretNames.holds(fields[index].name) {
                fields[index].value = reference(fields[index].value, called: fields[index].name)
            }
            return .form(fields)
        case .multipart(let parts):
            return .multipart(
                parts.map { part in
                    var part = part
                    let name = part["name"]?.string ?? ""
                    if let text = part["text"]?.string, SecretNames.holds(name) {
                        part["text"] = .string(reference(text, called: name))
                    }
                    return part
                }
            )
        case .text, .file, .base64: return body
        }
    }

    private mutating func cleanValue(_ value: JSONValue, called name: String) -> JSONValue {
        switch value {
        case .string(let text): return SecretNames.holds(name) ? .string(reference(text, called: name)) : value
        case .array(let elements):
            var cleaned: [JSONValue] = []
            for element in elements { cleaned.append(cleanValue(element, called: name)) }
            return .array(cleaned)
        case .object(let object):
            var cleaned = JSONObject()
            for member in object { cleaned[member.name] = cleanValue(member.value, called: member.name) }
            return .object(cleaned)
        case .null, .bool, .number: return value
        }
    }

    /// `X-Api-Key` as a person calls it: `api-key`.
    private static func shortName(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasPrefix("x-") ? String(name.dropFirst(2)) : name
    }
}

/// User and password as basic authentication has them (RFC 7617).
enum BasicCredentials {
    static func parts(of base64: String) -> (user: String, password: String)? {
        guard let bytes = Base64URL.decodeAny(base64.filter { !$0.isWhitespace }),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return text.cut(at: ":").map { (TemplateText.literal($0.before), TemplateText.literal($0.behind)) }
    }

    static func auth(_ user: String, _ password: String) -> JSONValue {
        ["basic": ["user": .string(user), "password": .string(password)]]
    }
}

/// Which names say that their value is a secret.
enum SecretNames {
    /// Whether a header field, a parameter, a member or a variable of this name holds a secret.
    static func holds(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if whole.contains(plain) { return true }
        if harmless.contains(where: plain.hasSuffix) { return false }
        return parts.contains { plain.contains($0) }
    }

    private static let whole: Set<String> = [
        "authorization", "proxyauthorization", "auth", "pwd", "pass", "pin", "otp", "jwt", "sig", "signature", "sid",
        "sessionid", "bearer", "credential", "credentials", "accesskey", "xsrf", "csrf", "passphrase",
    ]
    private static let parts = [
        "password", "passwd", "secret", "token", "apikey", "privatekey", "accesskey", "authkey", "sessionkey",
    ]
    /// Such names hold a time, a kind or a number of something secret, and nothing secret.
    private static let harmless = [
        "type", "expiresin", "expires", "expiry", "endpoint", "url", "name", "count", "length",
    ]
}
