import HTTP
import JSON

/// Holds a request against its operation.
struct RequestCheck {
    private let contract: Contract
    private let match: RequestMatch
    private let request: HTTPRequest
    private var operation: Operation { match.operation }

    init(_ contract: Contract, _ match: RequestMatch, _ request: HTTPRequest) {
        self.contract = contract
        self.match = match
        self.request = request
    }

    func run(_ found: inout FindingCollector) {
        for parameter in operation.parameters { check(parameter, &found) }
        checkSecurity(&found)
        checkContent(&found)
    }

    private func check(_ parameter: Parameter, _ found: inout FindingCollector) {
        let what = "\(parameter.location.rawValue) parameter '\(parameter.name)'"
        switch ParameterReader.read(parameter, from: request, match) {
        case .absent:
            found.check(.requestBreaksContract, !parameter.isRequired, expected: "the \(what)", found: "none")
        case .malformed(let reason):
            found.add(.requestBreaksContract, expected: "the \(what) in its style", found: reason)
        case .value(let value):
            if parameter.allowsEmptyValue, value == "" { return }
            let violations = parameter.valueSchema?.validate(value, .request) ?? []
            found.add(.requestBreaksContract, violations, prefix: "\(what): ", hasPointers: false)
        }
    }

    private func checkSecurity(_ found: inout FindingCollector) {
        if operation.security.isEmpty { return }
        let credentials = CredentialReader(contract, request)
        let isMet = operation.security.contains { requirement in
            requirement.schemes.allSatisfy { credentials.has($0.name) }
        }
        let wanted = operation.security.map { requirement in
            requirement.schemes.isEmpty ? "none" : requirement.schemes.map(\.name).joined(separator: " and ")
        }.joined(separator: ", or ")
        found.check(.requestBreaksContract, isMet, expected: "credentials: \(wanted)", found: "none of them")
    }

    private func checkContent(_ found: inout FindingCollector) {
        guard let body = operation.requestBody else { return }
        guard let bytes = request.body, !bytes.isEmpty else {
            found.check(.requestBreaksContract, !body.isRequired, expected: "content", found: "none")
            return
        }
        let known = body.content.map(\.type.description).joined(separator: ", ")
        guard let field = request.headers["Content-Type"] else {
            return found.add(.requestBreaksContract, expected: "a Content-Type out of \(known)", found: "none")
        }
        guard let type = MediaType(field), let content = body.content.matching(type) else {
            return found.add(.requestBreaksContract, expected: "a Content-Type out of \(known)", found: "'\(field)'")
        }
        guard let schema = content.schema else { return }
        switch BodyReader.read(bytes, type, content) {
        case .unsupported(let what): found.skip("the request's content of type \(type.essence): \(what)")
        case .malformed(let reason):
            found.add(.requestBreaksContract, expected: "content that is \(type.essence)", found: reason)
        case .value(let value):
            found.add(
                .requestBreaksContract,
                schema.validate(value, .request),
                prefix: "content: ",
                hasPointers: false
            )
        }
    }
}
