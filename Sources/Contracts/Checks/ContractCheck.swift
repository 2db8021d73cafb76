package import HTTP
package import JSON
package import Results

/// What an exchange can be found to break; the raw values are stable names by which a suite allows them.
package enum ContractCheck: String, Sendable, CaseIterable {
    /// The contract has no such path.
    case undocumentedPath = "undocumented-path"
    /// The contract has the path, but not with this method.
    case undocumentedMethod = "undocumented-method"
    /// A request that breaks the contract, though the suite doesn't say that it is meant to.
    case requestBreaksContract = "request-breaks-contract"
    /// The server failed: a status of 500 or above, documented or not (RFC 9110, section 15.6).
    case serverError = "server-error"
    /// The operation declares no response with this status.
    case undocumentedStatus = "undocumented-status"
    /// The response has content of a type that isn't declared for its status, or none where some is, or some where none
    /// is.
    case undocumentedContentType = "undocumented-content-type"
    /// A header that the response must have is missing, or one breaks its schema.
    case responseHeader = "response-header"
    /// The content is declared to be JSON and isn't.
    case responseNotJSON = "response-not-json"
    /// The content breaks its schema.
    case responseSchema = "response-schema"
    /// The content has a member that is `writeOnly`, such as a password.
    case writeOnlyMember = "write-only-member"
    /// What the server sent to a webhook of the contract breaks it.
    case webhookBreaksContract = "webhook-breaks-contract"

    /// What is found, in a sentence for a person.
    package var meaning: String {
        switch self {
        case .undocumentedPath: "the contract has no such path"
        case .undocumentedMethod: "the contract doesn't have this method for the path"
        case .requestBreaksContract: "the request breaks the contract, and the suite doesn't say so"
        case .serverError: "the server failed"
        case .undocumentedStatus: "the operation declares no such status"
        case .undocumentedContentType: "the response declares no such content"
        case .responseHeader: "a header of the response is missing or wrong"
        case .responseNotJSON: "the content isn't JSON, as declared"
        case .responseSchema: "the content breaks its schema"
        case .writeOnlyMember: "the content has a member that only requests may have"
        case .webhookBreaksContract: "what the server sent to a webhook breaks the contract"
        }
    }
}

/// Holds exchanges against a contract.
package struct ContractChecks: Sendable {
    /// The contract.
    package let contract: Contract
    /// Which findings are allowed, and why.
    package let allowances: [ContractAllowance]

    /// Checks by `contract`; what `allowances` are about is passed, with the reason noted.
    package init(_ contract: Contract, allowances: [ContractAllowance] = []) {
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
    package func judge(
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
            if let response { ResponseCheck(match.operation, request, response).run(&found) }
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
                found: Self.description(response)
            )
        }
        return judgement(found, lookup.match?.operation.name, scenario, response?.status)
    }

    /// Holds what the server has sent of its own accord against the webhook that it is said to be of.
    package func judge(_ received: HTTPRequest, of webhook: ContractWebhook, scenario: String?) -> ContractJudgement {
        var found = FindingCollector()
        if let operation = webhook.operations.first(where: { $0.method == received.method }) {
            RequestCheck(contract, RequestMatch(operation: operation, pathValues: [:]), received)
                .report(&found, as: .webhookBreaksContract)
        } else {
            let methods = webhook.operations.map(\.method).joined(separator: ", ")
            found.add(
                .webhookBreaksContract,
                expected: "one of the webhook's methods: \(methods)",
                found: received.method
            )
        }
        return judgement(found, nil, scenario, nil)
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

    package static func description(_ response: HTTPResponse) -> String {
        response.reason.isEmpty ? "\(response.status)" : "\(response.status) \(response.reason)"
    }
}

/// Something that breaks the contract.
package struct ContractFinding: Sendable, Hashable {
    /// Its stable kind.
    package let check: ContractCheck
    /// What was expected and found; its expectation is `contract.` and the name of the kind.
    package let finding: Finding
    /// What it is about: the name of a parameter or header, `credentials`, `content type` or `content`; nil for the
    /// exchange as a whole.
    package let place: String?
    /// Where in the content of the request or response.
    package let pointer: JSONPointer?
}

/// What came of holding an exchange against a contract.
package struct ContractJudgement: Sendable, Hashable {
    /// A finding that the suite allows.
    package struct Allowed: Sendable, Hashable {
        /// What was found.
        package let finding: ContractFinding
        /// What allows it.
        package let allowance: ContractAllowance
        /// Why the suite allows it.
        package var reason: String { allowance.reason }
    }

    /// The ``Operation/name`` of the operation that the request was for; nil when there is none.
    package internal(set) var operation: String?
    /// What breaks the contract and isn't allowed.
    package internal(set) var broken: [ContractFinding] = []
    /// What breaks the contract and is allowed.
    package internal(set) var allowed: [Allowed] = []
    /// What couldn't be checked, in words: content that isn't JSON, for example.
    package internal(set) var unchecked: [String] = []
    /// How many checks were made.
    package internal(set) var count = 0

    /// What breaks the contract, as findings of a step.
    package var findings: [Finding] { broken.map(\.finding) }
}

/// A check that may fail, why, and where: what isn't limited may fail everywhere.
package struct ContractAllowance: Sendable, Hashable {
    /// The check.
    package var check: ContractCheck
    /// Why it may fail.
    package var reason: String
    /// The scenarios in which it may fail; empty for all.
    package var scenarios: [String] = []
    /// The ``Operation/name``s for which it may fail; empty for all.
    package var operations: [String] = []
    /// The statuses of the response with which it may fail; empty for all.
    package var statuses: [ClosedRange<Int>] = []
    /// Where it may fail: pointers into the content (`*` stands for any token, and what lies below is meant too), names
    /// of parameters and headers, `credentials`, `content type`, `content`; empty for everywhere.
    package var places: [String] = []

    /// An allowance without limits.
    package init(_ check: ContractCheck, reason: String) {
        self.check = check
        self.reason = reason
    }

    /// What limits it, in words; empty when nothing does.
    package var limits: String {
        var words: [String] = []
        if !scenarios.isEmpty { words.append("in " + scenarios.map { "'\($0)'" }.joined(separator: ", ")) }
        if !operations.isEmpty { words.append("for " + operations.joined(separator: ", ")) }
        let ranges = statuses.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        if !ranges.isEmpty { words.append("with " + ranges.joined(separator: ", ")) }
        if !places.isEmpty { words.append("at " + places.joined(separator: ", ")) }
        return words.joined(separator: "; ")
    }

    /// Whether it is about `finding`, in an exchange of `scenario` with `operation`, answered with `status`.
    package func covers(_ finding: ContractFinding, scenario: String?, operation: String?, status: Int?) -> Bool {
        check == finding.check
            && (scenarios.isEmpty || scenario.map(scenarios.contains) ?? false)
            && (operations.isEmpty || operation.map(operations.contains) ?? false)
            && (statuses.isEmpty || status.map { status in statuses.contains { $0.contains(status) } } ?? false)
            && (places.isEmpty || places.contains { Self.isAt($0, finding) })
    }

    private static func isAt(_ place: String, _ finding: ContractFinding) -> Bool {
        guard place.hasPrefix("/") else { return finding.place.map { HeaderFields.sameName(place, $0) } ?? false }
        guard let wanted = JSONPointer(place)?.tokens, let tokens = finding.pointer?.tokens,
            tokens.count >= wanted.count
        else { return false }
        return zip(wanted, tokens).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
