public import HTTP
import JSON
import Results

/// Holds exchanges against a contract.
public struct ContractChecks: Sendable {
    /// The contract.
    public let contract: Contract
    /// Which kinds of findings are allowed, and why.
    public let allowances: [ContractCheck: String]

    /// Checks by `contract`; what is found of the kinds in `allowances` is passed, with the reason noted.
    public init(_ contract: Contract, allowances: [ContractCheck: String] = [:]) {
        self.contract = contract
        self.allowances = allowances
    }

    /// Holds one exchange against the contract.
    ///
    /// - Parameters:
    ///   - request: What was sent.
    ///   - response: What came back; nil when nothing complete did.
    ///   - isMeantToBreak: Whether the request is meant to break the contract, so that only the response is judged.
    public func judge(_ request: HTTPRequest, _ response: HTTPResponse?, isMeantToBreak: Bool = false)
        -> ContractJudgement
    {
        var found = FindingCollector()
        let lookup = contract.lookUp(request)
        switch lookup {
        case .found(let match):
            if !isMeantToBreak { RequestCheck(contract, match, request).report(&found) }
            if let response { ResponseCheck(match.operation, request.method, response).run(&found) }
        case .otherMethods(let methods):
            if !isMeantToBreak {
                found.add(
                    .undocumentedMethod,
                    expected: "one of the path's methods: \(methods.joined(separator: ", "))",
                    found: request.method
                )
            }
        case .unknownPath:
            if !isMeantToBreak {
                found.add(.undocumentedPath, expected: "a path of \(contract.path)", found: request.url)
            }
        }
        if let response {
            // A server that fails on what it should refuse fails all the same.
            found.check(
                .serverError,
                response.status < 500,
                expected: "a status below 500",
                found: Self.words(response)
            )
        }
        return judgement(found, lookup.match?.operation.name)
    }

    private func judgement(_ found: FindingCollector, _ operation: String?) -> ContractJudgement {
        var judgement = ContractJudgement()
        judgement.operation = operation
        judgement.count = found.count
        judgement.unchecked = found.unchecked
        for finding in found.findings {
            if let reason = allowances[finding.check] {
                judgement.allowed.append(ContractJudgement.Allowed(finding: finding, reason: reason))
            } else {
                judgement.broken.append(finding)
            }
        }
        return judgement
    }

    static func words(_ response: HTTPResponse) -> String {
        response.reason.isEmpty ? "\(response.status)" : "\(response.status) \(response.reason)"
    }
}
