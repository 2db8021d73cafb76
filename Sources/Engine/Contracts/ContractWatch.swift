import ContractCases
import Contracts
package import Decoding
package import Diagnostics
import HTTP
import Quantities
import Results
package import Scenarios
package import Substitution
import Synchronization

/// Holds the exchanges of one suite against its contract, and notes what they exercise of it.
final class ContractWatch: Sendable {
    private struct Notes {
        var coverage: ContractCoverage
        var exchanges = 0
        var allowed: [ContractAllowance: Int] = [:]
        var unchecked: [String] = []
        /// Statuses of answers to generated cases that their operation doesn't declare.
        var undocumented: [UndocumentedStatus: Seen] = [:]

        /// Keeps what was allowed and what couldn't be checked.
        mutating func add(_ judgement: ContractJudgement) {
            for allowed in judgement.allowed { self.allowed[allowed.allowance, default: 0] += 1 }
            for description in judgement.unchecked where !unchecked.contains(description) {
                unchecked.append(description)
            }
        }
    }

    /// A status that an operation doesn't declare.
    private struct UndocumentedStatus: Hashable {
        var operation: String
        var status: Int
    }

    /// Who saw it.
    private struct Seen {
        var finding: Finding
        /// The scenarios.
        var scenarios: Set<String> = []
        var count = 0
    }

    private let checks: ContractChecks
    private let notes: Mutex<Notes>
    private let possible: [KindCount]

    /// Watches by `contract`; `possible` are the kinds of generated cases that it has.
    init(_ contract: Contract, _ named: SuiteContract, possible: [KindCount]) {
        checks = ContractChecks(contract, allowances: named.allowances.compactMap { Self.allowance($0, contract) })
        self.possible = possible
        var coverage = ContractCoverage(contract)
        for count in possible { coverage.declare(kinds: [count.kind], for: count.operation) }
        notes = Mutex(Notes(coverage: coverage))
    }

    /// Notes what an exchange of `plan` exercises; a flow's kind is that of its last step.
    func note(_ request: HTTPRequest, _ response: HTTPResponse?, of plan: Case, isLast: Bool) {
        let kinds = isLast ? Self.kinds(of: plan) : []
        notes.withLock { notes in
            notes.exchanges += 1
            notes.coverage.record(request, response, kinds: kinds, of: plan.operation)
        }
    }

    /// What an exchange breaks of the contract, and how many checks were made. What isn't counted leaves no trace in
    /// the result: requests that search for the smallest failure.
    ///
    /// A request is the suite's own mistake only when the scenario expects success of it (statuses of 2xx and no
    /// other): one that expects an error, or leaves open what it gets, breaks the contract on purpose, as questions and
    /// generated cases do.
    func judge(
        _ request: HTTPRequest,
        _ response: HTTPResponse,
        of plan: Case,
        _ expectation: Expectation,
        isCounted: Bool = true
    ) -> (findings: [Finding], count: Int) {
        let expectsSuccess = expectation.acceptedStatuses.allSatisfy { $0.lowerBound >= 200 && $0.upperBound < 300 }
        let isGenerated = plan.tags.contains(Self.generatedTag)
        let isMeant = !expectsSuccess || plan.question != nil || isGenerated
        let judgement = checks.judge(request, response, scenario: plan.scenario, isMeantToBreak: isMeant)
        if isCounted {
            notes.withLock { notes in
                notes.add(judgement)
                if isGenerated, let operation = judgement.operation {
                    let key = UndocumentedStatus(operation: operation, status: response.status)
                    for broken in judgement.broken where broken.check == .undocumentedStatus {
                        notes.undocumented[key, default: Seen(finding: broken.finding)].scenarios.insert(plan.scenario)
                        notes.undocumented[key]?.count += 1
                    }
                }
            }
        }
        let broken = judgement.broken.filter { finding in
            switch finding.check {
            // A scenario that names the failure as right gets what it asks for.
            case .serverError: plan.question == nil && !Self.names(response.status, expectation)
            // Which status comes is what a question asks; of generated cases it is told once for the operation.
            case .undocumentedStatus: plan.question == nil && !isGenerated
            case .writeOnlyMember, .webhookBreaksContract: true
            // The expectations of generated cases are made from the contract, and know which answers come from below
            // it.
            case .undocumentedPath, .undocumentedMethod, .requestBreaksContract, .undocumentedContentType,
                .responseHeader, .responseNotJSON, .responseSchema:
                !isGenerated
            }
        }
        return (broken.map(\.finding), judgement.count)
    }

    /// What a request that the server has sent breaks of the webhook called `name`, and how many checks were made.
    func judge(_ received: HTTPRequest, sentTo name: String, in plan: Case) -> (findings: [Finding], count: Int) {
        guard let webhook = checks.contract.webhook(name) else { return ([], 0) }
        let judgement = checks.judge(received, of: webhook, scenario: plan.scenario)
        notes.withLock { notes in
            notes.add(judgement)
            if let operation = webhook.operations.first(where: { $0.method == received.method }) {
                notes.coverage.record(received: operation)
            }
        }
        return (judgement.findings, judgement.count)
    }

    /// The first success that the webhook called `name` may be answered with; `nil` where none is declared.
    func success(of name: String) -> Int? { checks.contract.webhook(name)?.success }

    /// The statuses of answers to generated cases that their operations don't declare, each with the first answer among
    /// `results`.
    ///
    /// A success must be declared; a refusal need not: "the documentation is not necessarily expected to cover all
    /// possible HTTP response codes" (OpenAPI 3.1.0, Responses Object), so that it is only said.
    func observed(_ outline: CaseOutline, _ results: [CaseResult]) -> CaseResult {
        let seen = notes.withLock { $0.undocumented }
        let keys = seen.keys.sorted { ($0.operation, $0.status) < ($1.operation, $1.status) }
        var steps: [StepResult] = []
        var refusals: [Int: [String]] = [:]
        for key in keys {
            guard let entry = seen[key] else { continue }
            guard key.status < 400 else {
                refusals[key.status, default: []].append(key.operation)
                continue
            }
            let first = results.lazy.filter { entry.scenarios.contains($0.scenario) }.flatMap(\.steps)
                .first { $0.response?.status == key.status }
            var finding = entry.finding
            finding.found += ", in \(entry.count == 1 ? "1 answer" : "\(entry.count) answers")"
            steps.append(
                StepResult(
                    name: key.operation,
                    request: first?.request,
                    response: first?.response,
                    findings: [finding],
                    expectations: 1
                )
            )
        }
        if !refusals.isEmpty {
            var step = StepResult(name: "refusals", expectations: 0)
            step.notes = refusals.sorted { $0.key < $1.key }.map { status, operations in
                let more = operations.count > 3 ? " and \(operations.count - 3) more" : ""
                return "\(status) is given, and not declared, by \(operations.prefix(3).joined(separator: ", "))\(more)"
            }
            steps.append(step)
        }
        let isBroken = steps.contains { !$0.findings.isEmpty }
        // One shard sees a part of the successes.
        let reason = isBroken || outline.shard != nil ? nil : Self.silence(of: results)
        return CaseResult(
            outline,
            isBroken ? .failed : reason == nil ? .passed : .error,
            reason: reason ?? "",
            startedAt: WallClock.milliseconds(),
            steps: steps
        )
    }

    /// Why the answers to generated cases say nothing of successes; `nil` when they do.
    private static func silence(of results: [CaseResult]) -> String? {
        let generated = results.filter { $0.tags.contains(generatedTag) }
        let statuses = generated.lazy.flatMap(\.steps).compactMap { $0.response?.status }
        guard statuses.contains(where: { _ in true }) else { return "no generated case was answered" }
        let asksForSuccess = generated.contains { $0.tags.contains(validKind) && $0.verdict != .skipped }
        guard asksForSuccess, !statuses.contains(where: { $0 < 400 }) else { return nil }
        return
            "no request was answered with success, so that nothing is known of what the contract promises then: known IDs and "
            + "credentials ('values') make requests that can succeed"
    }

    private static let validKind = "valid-request"

    /// What came of it, for the reports.
    var result: ContractResult {
        let notes = notes.withLock { $0 }
        let allowed = checks.allowances.sorted { $0.check.rawValue < $1.check.rawValue }.map { allowance in
            ContractResult.Allowed(
                check: allowance.check.rawValue,
                reason: allowance.reason,
                limits: allowance.limits,
                count: notes.allowed[allowance] ?? 0
            )
        }
        let cases = Dictionary(
            possible.map { (CoverageItem(.kinds, $0.operation, $0.kind), $0.cases) },
            uniquingKeysWith: +
        )
        let rows = notes.coverage.rows.map { row in
            ContractResult.Coverage(
                area: row.item.area.rawValue,
                owner: row.item.owner,
                name: row.item.name,
                count: row.count,
                cases: cases[row.item]
            )
        }
        let kinds = Set(possible.map(\.kind))
        return ContractResult(
            file: checks.contract.path,
            exchanges: notes.exchanges,
            unmatched: notes.coverage.unmatched,
            allowed: allowed,
            unchecked: notes.unchecked,
            coverage: rows,
            notApplicable: possible.isEmpty ? [] : CaseKind.all.map(\.name).filter { !kinds.contains($0) }
        )
    }

    private static func allowance(_ named: SuiteContract.Allowance, _ contract: Contract) -> ContractAllowance? {
        guard let check = ContractCheck(rawValue: named.check) else { return nil }
        var allowance = ContractAllowance(check, reason: named.reason)
        allowance.scenarios = named.scenarios.map(\.text)
        allowance.operations = named.operations.compactMap { contract.operation(called: $0.text)?.name }
        allowance.statuses = named.status?.ranges ?? []
        allowance.places = named.places.map(\.text)
        return allowance
    }

    static let generatedTag = "generated"

    /// Whether the expectation says which statuses are right, and this one is.
    private static func names(_ status: Int, _ expectation: Expectation) -> Bool {
        let accepted = expectation.acceptedStatuses
        return accepted != [0...999] && accepted.contains { $0.contains(status) }
    }

    /// The kinds of a generated case are its tags.
    private static func kinds(of plan: Case) -> [String] {
        plan.tags.contains(generatedTag) ? plan.tags.filter { CaseKind.named($0) != nil } : []
    }
}

/// The contracts that the suites of a plan name, read before anything is sent.
package struct SuiteContracts: Sendable {
    private var contracts: [String: Contract] = [:]

    /// No contracts: nothing is held against any.
    package init() {}

    /// The contracts that the suites of `plan` name.
    ///
    /// - Throws: Everything that is wrong with any of them.
    package init(of plan: Plan, files: FileStore) throws(Problems.Found) {
        let problems = Problems()
        for named in plan.suites.compactMap(\.contract) {
            do throws(Problems.Found) {
                if contracts[named.path] == nil {
                    let contract = try Contract.load(named.path, files: files)
                    for remark in contract.remarks { problems.add(remark) }
                    contracts[named.path] = contract
                }
                guard let contract = contracts[named.path] else { continue }
                for allowance in named.allowances { Self.check(allowance, contract, problems) }
            } catch {
                problems.add("the contract can't be used", at: named.location)
                for diagnostic in error.diagnostics { problems.add(diagnostic) }
            }
        }
        for suite in plan.suites { checkWebhooks(suite, problems) }
        try problems.throwIfAny()
        warnings = problems.diagnostics
    }

    /// Complains of webhooks that the suite waits for and its contract doesn't have.
    private func checkWebhooks(_ suite: SuitePlan, _ problems: Problems) {
        let contract = suite.contract.flatMap { contracts[$0.path] }
        // One that can't be used is told.
        if suite.contract != nil, contract == nil { return }
        var told: Set<String> = []
        let receiving = [suite.frame.cases, suite.cases].joined().lazy.filter(\.receives)
        for named in receiving.flatMap(\.allSteps).compactMap(\.reception?.webhook)
        where contract?.webhook(named.text) == nil && told.insert(named.location.description).inserted {
            problems.add(
                contract == nil
                    ? "'webhook' is one of the suite's contract, and the suite names none"
                    : "the contract has no webhook '\(named.text)'",
                at: named.location,
                help: contract.map { UnknownName.help(named.text, among: $0.webhooks.map(\.name)) }
                    ?? "add \"contract\": \"api.openapi.json\" to the suite"
            )
        }
    }

    /// Complains of operations that an allowance names and the contract doesn't have.
    private static func check(_ allowance: SuiteContract.Allowance, _ contract: Contract, _ problems: Problems) {
        for name in allowance.operations where contract.operation(called: name.text) == nil {
            problems.add(
                "the contract has no operation '\(name.text)'",
                at: name.location,
                help: UnknownName.help(name.text, among: contract.operations.map { $0.id ?? $0.name })
            )
        }
    }

    /// What is allowed in the contracts and yet deserves a word.
    package private(set) var warnings: [Diagnostic] = []

    /// The case that tells which statuses the generated cases of `suite` showed that the contract doesn't have; nil
    /// where there are none, or no contract.
    func observation(of suite: SuitePlan) -> CaseOutline? {
        guard let named = suite.contract, contracts[named.path] != nil,
            suite.cases.contains(where: { $0.tags.contains(ContractWatch.generatedTag) })
        else { return nil }
        return CaseOutline(
            name: Self.observationName,
            scenario: Self.observationName,
            file: named.location.file.path,
            line: named.location.line,
            tags: [ContractWatch.generatedTag, ContractCheck.undocumentedStatus.rawValue],
            covers: []
        )
    }

    private static let observationName = "generated cases: every success is one that the contract declares"

    /// What watches the exchanges of `suite`; nil when it names no contract.
    func watch(of suite: SuitePlan) -> ContractWatch? {
        guard let named = suite.contract, let contract = contracts[named.path] else { return nil }
        return ContractWatch(contract, named, possible: suite.possibleKinds)
    }
}
