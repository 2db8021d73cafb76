package import HTTP
import JSON

/// Answers requests as a contract says: with examples of the document, or values made along its schemas.
///
/// What breaks the contract is refused with problem details (RFC 9457), in this order: 404 for an unknown path, 405
/// with `Allow`, 401 with `WWW-Authenticate`, 415, 400 with every violation, 412, 406. `Prefer: code=404` chooses the
/// response and `Prefer: example=NAME` its example; otherwise it is the first success, and the first example.
package struct ContractResponder: Sendable {
    /// The contract.
    package let contract: Contract
    private let writer: ResponseWriter
    /// The credentials that are right; nil where any are.
    private let known: KnownCredentials?
    /// What is kept of what was made; nil where nothing is.
    private let store: ContractStore?
    private let keys = AnsweredKeys()

    /// Answers by `contract`; the same seed gives the same answers.
    package init(_ contract: Contract, seed: UInt64 = 0) {
        self.init(contract, seed: seed, known: nil, isStateful: false)
    }

    /// Answers by `contract`: with `known`, other credentials are refused; a stateful one keeps what is made.
    package init(_ contract: Contract, seed: UInt64, known: KnownCredentials?, isStateful: Bool) {
        self.contract = contract
        self.known = known
        store = isStateful ? ContractStore(contract, seed: seed) : nil
        writer = ResponseWriter(seed: seed)
    }

    /// The answer to `request`. One to HEAD still has the content that one to GET has.
    package func response(to request: HTTPRequest) -> HTTPResponse {
        switch contract.lookUp(request) {
        case .found(let match): return response(to: request, match)
        case .unknownPath:
            return ProblemDetails(
                status: 404,
                title: "Not Found",
                detail: "the contract has no path for \(request.url)"
            ).response
        case .otherMethods(let methods):
            if request.method == "HEAD", methods.contains("GET") {
                var get = request
                get.method = "GET"
                return response(to: get)
            }
            let allowed = methods.contains("GET") && !methods.contains("HEAD") ? methods + ["HEAD"] : methods
            return ProblemDetails(
                status: 405,
                title: "Method Not Allowed",
                detail: "the path has \(allowed.joined(separator: ", ")), not \(request.method)",
                headers: [HeaderField("Allow", allowed.joined(separator: ", "))]
            ).response
        }
    }

    private func response(to request: HTTPRequest, _ match: RequestMatch) -> HTTPResponse {
        if let refusal = refusal(of: request, match) { return response(refusal, match.operation, request) }
        let preferences = Preferences(request.headers)
        guard let (status, definition) = chosen(match.operation, preferences) else {
            return ProblemDetails(
                status: 404,
                title: "Not Found",
                detail:
                    "\(match.operation.name) declares no response with the status \(preferences.code ?? "of any success")"
            ).response
        }
        if preferences.code == nil, store?.isAbsent(match) == true {
            let absent = ProblemDetails(status: 404, title: "Not Found", detail: "nothing of this ID was made")
            return response(absent, match.operation, request)
        }
        let preconditions = Preconditions(request: request)
        if request.method != "GET", preconditions.isConditional,
            preconditions.isBroken(by: self.response(to: preconditions.read))
        {
            let refusal = ProblemDetails(
                status: 412,
                title: "Precondition Failed",
                detail: "what the path names has another ETag"
            )
            return response(refusal, match.operation, request)
        }
        return keys.answer(request, match.operation) {
            let response = writer.response(
                status,
                definition,
                of: match.operation,
                accept: AcceptedTypes(request.headers["Accept"]),
                example: preferences.example
            )
            if response.status == 406, status != 406 {
                let types = definition.content.map(\.type.description).joined(separator: ", ")
                let detail = "the response \(definition.selector) has content of \(types)"
                let refusal = ProblemDetails(status: 406, title: "Not Acceptable", detail: detail)
                return self.response(refusal, match.operation, request)
            }
            return preconditions.applied(to: store?.answer(response, to: request, match) ?? response, definition)
        }
    }

    /// A refusal as the operation declares it: with content made along its schema where problem details (RFC 9457)
    /// aren't what is declared, and with its mandatory headers.
    private func response(_ refusal: ProblemDetails, _ operation: Operation, _ request: HTTPRequest) -> HTTPResponse {
        // 422 where it is the one of both that is declared.
        let statuses = refusal.status == 400 ? [400, 422] : [refusal.status]
        let declared = statuses.first { status in operation.responses.contains { $0.selector == .code(status) } }
        var refusal = refusal
        refusal.status = declared ?? refusal.status
        guard let definition = operation.response(for: refusal.status),
            definition.selector != .default || declared != nil
        else { return refusal.response }
        let own = refusal.response
        let problem = definition.content.first { content in
            content.type.accepts(MediaType("application/problem+json") ?? content.type)
                && content.schema.map { $0.isValid(refusal.value, .response) } ?? true
        }
        if definition.content.isEmpty || problem != nil, !definition.headers.contains(where: \.isRequired) {
            return own
        }
        // A refusal that the client says it doesn't accept is better than none (RFC 9110, section 12.4.1); that nothing
        // is accepted is what 406 says already.
        let wishes = refusal.status == 406 ? [nil] : [AcceptedTypes(request.headers["Accept"]), nil]
        var response = own
        for accept in wishes {
            response = writer.response(refusal.status, definition, of: operation, accept: accept, example: nil)
            if response.status == refusal.status { break }
        }
        if response.status != refusal.status {
            // No value could be made: at least the type is right.
            guard let type = definition.content.first(where: { $0.type.isJSON && !$0.type.isRange })?.type else {
                return own
            }
            response = own
            response.headers.remove("Content-Type")
            response.headers.append("Content-Type", type.description)
        }
        for field in refusal.headers where response.headers[field.name] == nil {
            response.headers.append(field.name, field.value)
        }
        return response
    }

    private func chosen(_ operation: Operation, _ preferences: Preferences) -> (Int, ResponseDefinition)? {
        if let code = preferences.code {
            guard let status = Int(code), (200...599).contains(status) else { return nil }
            return operation.response(for: status).map { (status, $0) }
        }
        let codes = operation.responses.compactMap { response -> Int? in
            switch response.selector {
            case .code(let code): (200...599).contains(code) ? code : nil
            case .range(let digit): (2...5).contains(digit) ? digit * 100 : nil
            case .default: nil
            }
        }
        let success = codes.filter { $0 < 300 }.min()
        let hasDefault = operation.responses.contains { $0.selector == .default }
        guard let status = success ?? (hasDefault ? 200 : codes.min()) else { return nil }
        return operation.response(for: status).map { (status, $0) }
    }

    private func refusal(of request: HTTPRequest, _ match: RequestMatch) -> ProblemDetails? {
        let faults = RequestCheck(contract, match, request, known: known).faults
        if let fault = faults.first(where: { if case .credentials = $0.part { true } else { false } }) {
            return ProblemDetails(
                status: 401,
                title: "Unauthorized",
                detail: "expected \(fault.expected)",
                headers: challenges(match.operation)
            )
        }
        if let fault = faults.first(where: { if case .contentType = $0.part { true } else { false } }) {
            return ProblemDetails(
                status: 415,
                title: "Unsupported Media Type",
                detail: "expected \(fault.expected), found \(fault.found)",
                headers: accepted(match.operation)
            )
        }
        if faults.isEmpty { return nil }
        let count = faults.count == 1 ? "a violation" : "\(faults.count) violations"
        return ProblemDetails(
            status: 400,
            title: "Bad Request",
            detail: "the request has \(count) of the contract",
            errors: faults.map(ProblemDetails.error)
        )
    }

    /// What would be understood (RFC 9110, section 15.5.16).
    private func accepted(_ operation: Operation) -> [HeaderField] {
        let types = (operation.requestBody?.content ?? []).map(\.type.description)
        return types.isEmpty ? [] : [HeaderField("Accept", types.joined(separator: ", "))]
    }

    /// A challenge for each scheme that would do (RFC 9110, section 11.6.1, which has no word for keys).
    private func challenges(_ operation: Operation) -> [HeaderField] {
        var challenges: [String] = []
        for name in operation.security.flatMap(\.schemes).map(\.name) {
            let challenge: String
            switch contract.securityScheme(name)?.kind {
            case .apiKey(let key, let location)?: challenge = "ApiKey name=\"\(key)\", in=\"\(location.rawValue)\""
            case .http(let scheme, _)?: challenge = "\(scheme) realm=\"\(Self.realm(contract))\""
            case .oauth2?, .openIDConnect?: challenge = "Bearer realm=\"\(Self.realm(contract))\""
            case .mutualTLS?, nil: continue
            }
            if !challenges.contains(challenge) { challenges.append(challenge) }
        }
        return challenges.map { HeaderField("WWW-Authenticate", $0) }
    }

    /// The title of the API, as far as a quoted string can have it.
    private static func realm(_ contract: Contract) -> String {
        String(contract.title.unicodeScalars.filter { (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\" })
    }
}

/// The media ranges of an `Accept` field with their weights (RFC 9110, section 12.5.1).
package struct AcceptedTypes {
    private let ranges: [(range: MediaType, weight: Double)]

    /// Nil for a field that isn't there or says nothing that can be read: then everything is accepted.
    package init?(_ field: String?) {
        let ranges = (field ?? "").split(separator: ",").compactMap { part -> (MediaType, Double)? in
            guard let range = MediaType(part.trimmingBlanks) else { return nil }
            return (range, range.parameters["q"].flatMap(Double.init) ?? 1)
        }
        if ranges.isEmpty { return nil }
        self.ranges = ranges
    }

    /// How much `type` is wanted, by the most specific range that covers it; 0 when it isn't.
    package func weight(of type: MediaType) -> Double {
        let covering = ranges.filter { pair in
            let range = pair.range
            return (range.type == "*" || range.type == type.type)
                && (range.subtype == "*" || range.subtype == type.subtype)
        }
        return covering.max { rank($0.range) < rank($1.range) }?.weight ?? 0
    }

    private func rank(_ range: MediaType) -> Int { (range.type == "*" ? 0 : 1) + (range.subtype == "*" ? 0 : 1) }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}

/// What a client's `Prefer` fields ask of a mock (RFC 7240): `code=404`, `example=NAME`.
struct Preferences {
    private(set) var code: String?
    private(set) var example: String?

    package init(_ headers: HeaderFields) {
        for field in headers.values("Prefer") {
            for (name, value) in Self.pairs(field) {
                // The first one of a name counts (RFC 7240, section 2).
                switch name {
                case "code": code = code ?? value
                case "example": example = example ?? value
                default: continue
                }
            }
        }
    }

    /// The names in lower case with their values; quotes are taken off.
    private static func pairs(_ field: String) -> [(name: String, value: String)] {
        var parts: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in field {
            if isEscaped || character != "\\" && character != "\"" && (isQuoted || character != "," && character != ";")
            {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else {
                parts.append("")
            }
        }
        return parts.compactMap { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { trimmed($0) }
            return pair.count == 2 ? (pair[0].lowercased(), pair[1]) : nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
