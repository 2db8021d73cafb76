package import HTTP
package import JSON
import JSONSchema

/// Holds a request against its operation.
package struct RequestCheck {
    private let contract: Contract
    private let match: RequestMatch
    /// The credentials that are right; nil where nobody here knows.
    private let known: KnownCredentials?
    private let request: HTTPRequest
    private var operation: Operation { match.operation }
    /// What breaks the contract.
    package private(set) var faults: [RequestFault] = []
    /// How many checks held.
    private(set) var held = 0
    /// What couldn't be checked, in words.
    private(set) var unchecked: [String] = []

    /// Checks the parameters, the credentials and the content.
    package init(_ contract: Contract, _ match: RequestMatch, _ request: HTTPRequest, known: KnownCredentials? = nil) {
        self.known = known
        self.contract = contract
        self.match = match
        self.request = request
        for parameter in match.operation.parameters { check(parameter) }
        checkSecurity()
        checkContent()
    }

    /// Adds everything to `found`: as mistakes of a suite, unless it is told whose they are.
    package func report(_ found: inout FindingCollector, as check: ContractCheck = .requestBreaksContract) {
        for fault in faults {
            found.add(
                check,
                expected: fault.expected,
                found: fault.found,
                place: fault.part.place,
                inRequest: fault.part.place == "content" ? fault.pointer : nil
            )
        }
        for _ in 0..<held { found.check(check, true, expected: "", found: "") }
        for description in unchecked { found.skip(description) }
    }

    private mutating func add(_ part: RequestFault.Part, _ passes: Bool = false, expected: String, found: String) {
        if passes {
            held += 1
        } else {
            faults.append(RequestFault(part: part, expected: expected, found: found, pointer: nil))
        }
    }

    /// Adds the violations of a schema; `prefix` says what they are about.
    private mutating func add(_ part: RequestFault.Part, _ violations: [JSONSchema.Violation], prefix: String) {
        if violations.isEmpty { held += 1 }
        for violation in violations {
            let pointer = violation.instanceLocation
            let place = pointer.tokens.isEmpty ? "" : "\(pointer): "
            let expected = prefix + place + FindingCollector.expected(violation)
            faults.append(RequestFault(part: part, expected: expected, found: violation.found, pointer: pointer))
        }
    }

    private mutating func check(_ parameter: Parameter) {
        let part = RequestFault.Part.parameter(parameter)
        let what = "\(parameter.location.rawValue) parameter '\(parameter.name)'"
        switch ParameterReader.read(parameter, from: request, match) {
        case .absent: add(part, !parameter.isRequired, expected: "the \(what)", found: "none")
        case .malformed(let reason): add(part, expected: "the \(what) in its style", found: reason)
        case .value(let value):
            if parameter.allowsEmptyValue, value == "" { return }
            add(part, parameter.valueSchema?.validate(value, .request) ?? [], prefix: "\(what): ")
        }
    }

    private mutating func checkSecurity() {
        if operation.security.isEmpty { return }
        let credentials = CredentialReader(contract, request, known: known)
        let isMet = operation.security.contains { requirement in
            requirement.schemes.allSatisfy { credentials.has($0.name) }
        }
        let wanted = operation.security.map { requirement in
            requirement.schemes.isEmpty ? "none" : requirement.schemes.map(\.name).joined(separator: " and ")
        }.joined(separator: ", or ")
        add(.credentials, isMet, expected: "credentials: \(wanted)", found: "none of them")
    }

    private mutating func checkContent() {
        guard let body = operation.requestBody else { return }
        guard let bytes = request.body, !bytes.isEmpty else {
            return add(.content, !body.isRequired, expected: "content", found: "none")
        }
        let known = body.content.map(\.type.description).joined(separator: ", ")
        guard let field = request.headers["Content-Type"] else {
            return add(.contentType, expected: "a Content-Type out of \(known)", found: "none")
        }
        guard let type = MediaType(field), let content = body.content.matching(type) else {
            return add(.contentType, expected: "a Content-Type out of \(known)", found: "'\(field)'")
        }
        guard let schema = content.schema else { return }
        switch BodyReader.read(bytes, type, content) {
        case .unsupported(let what): unchecked.append("the request's content of type \(type.essence): \(what)")
        case .malformed(let reason):
            add(.content, expected: "content that is \(type.essence)", found: reason)
        case .value(let value): add(.content, schema.validate(value, .request), prefix: "content: ")
        }
    }
}

/// Something in a request that breaks the contract.
package struct RequestFault: Sendable {
    /// The part of the request that it is about.
    package enum Part: Sendable {
        case parameter(Parameter)
        case credentials
        /// The media type of the content, or its absence.
        case contentType
        case content

        /// Its name, as allowances write it.
        package var place: String {
            switch self {
            case .parameter(let parameter): parameter.name
            case .credentials: "credentials"
            case .contentType: "content type"
            case .content: "content"
            }
        }
    }

    package let part: Part
    package let expected: String
    package let found: String
    /// Where in the parameter's value or the content, when a schema refuses it there.
    package let pointer: JSONPointer?
}

/// Tells which credentials a request has; whether they are right, only the server knows.
struct CredentialReader {
    private let contract: Contract
    private let request: HTTPRequest
    /// The credentials that are right; nil where nobody here knows.
    private let known: KnownCredentials?

    package init(_ contract: Contract, _ request: HTTPRequest, known: KnownCredentials? = nil) {
        self.contract = contract
        self.request = request
        self.known = known
    }

    /// Whether the request has what the security scheme called `name` asks for.
    package func has(_ name: String) -> Bool {
        if let known, let scheme = contract.securityScheme(name) { return known.areRight(scheme, request) }
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
