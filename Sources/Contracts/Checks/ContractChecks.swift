public import HTTP
import JSON
import Results

/// Holds exchanges against a contract.
public struct ContractChecks: Sendable {
    /// The contract.
    public let contract: Contract
    /// Which findings are allowed, and why.
    public let allowances: [ContractAllowance]

    /// Checks by `contract`; what `allowances` are about is passed, with the reason noted.
    public init(_ contract: Contract, allowances: [ContractAllowance] = []) {
        self.contract = contract
        self.allowances = allowances
    }

    /// Holds one exchange against the contract.
    ///
    /// - Parameters:
    ///   - request: What was sent.
    ///   - response: What came back; nil when nothing complete did.
    ///   - scenario: The scenario that the exchange belongs to, for allowances that are limited to some.
    ///   - isMeantToBreak: Whether the request is meant to break the contract, so that only the response is judged.
    public func judge(
        _ request: HTTPRequest,
        _ response: HTTPResponse?,
        scenario: String? = nil,
        isMeantToBreak: Bool = false
    ) -> ContractJudgement {
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
        return judgement(found, lookup.match?.operation.name, scenario, response?.status)
    }

    private func judgement(_ found: FindingCollector, _ operation: String?, _ scenario: String?, _ status: Int?)
        -> ContractJudgement
    {
        var judgement = ContractJudgement()
        judgement.operation = operation
        judgement.count = found.count
        judgement.unchecked = found.unchecked
        for finding in found.findings {
            let allowance = allowances.first {
                $0.covers(finding, scenario: scenario, operation: operation, status: status)
            }
            if let allowance {
                judgement.allowed.append(ContractJudgement.Allowed(finding: finding, allowance: allowance))
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
