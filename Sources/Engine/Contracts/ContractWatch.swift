import ContractCases
import Contracts
public import Decoding
public import Diagnostics
import HTTP
import Results
public import Scenarios
public import Substitution
import Synchronization

/// Holds the exchanges of one suite against its contract, and notes what they exercise of it.
final class ContractWatch: Sendable {
    private struct Notes {
        var coverage: ContractCoverage
        var exchanges = 0
        var allowed: [ContractAllowance: Int] = [:]
        var unchecked: [String] = []
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

    /// What an exchange breaks of the contract, and how many checks were made. What isn't counted leaves no trace in the
    /// result: requests that search for the smallest failure.
    ///
    /// A request is the suite's own mistake only when the scenario expects success of it (statuses of 2xx and no other):
    /// one that expects an error, or leaves open what it gets, breaks the contract on purpose, as questions and generated
    /// cases do.
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
                for allowed in judgement.allowed { notes.allowed[allowed.allowance, default: 0] += 1 }
                for description in judgement.unchecked where !notes.unchecked.contains(description) {
                    notes.unchecked.append(description)
                }
            }
        }
        let broken = judgement.broken.filter { finding in
            switch finding.check {
            // A scenario that names the failure as right gets what it asks for.
            case .serverError: plan.question == nil && !Self.names(response.status, expectation)
            // Which status comes is what a question asks.
            case .undocumentedStatus: plan.question == nil && !isGenerated
            case .writeOnlyMember: true
            // The expectations of generated cases are made from the contract, and know which answers come from below it.
            case .undocumentedPath, .undocumentedMethod, .requestBreaksContract, .undocumentedContentType,
                .responseHeader, .responseNotJSON, .responseSchema:
                !isGenerated
            }
        }
        return (broken.map(\.finding), judgement.count)
    }

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

    private static let generatedTag = "generated"

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
public struct SuiteContracts: Sendable {
    private var contracts: [String: Contract] = [:]

    /// No contracts: nothing is held against any.
    public init() {}

    /// The contracts that the suites of `plan` name.
    ///
    /// - Throws: Everything that is wrong with any of them.
    public init(of plan: Plan, files: FileStore) throws(Problems.Found) {
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
        try problems.throwIfAny()
        warnings = problems.diagnostics
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
    public private(set) var warnings: [Diagnostic] = []

    /// What watches the exchanges of `suite`; nil when it names no contract.
    func watch(of suite: SuitePlan) -> ContractWatch? {
        guard let named = suite.contract, let contract = contracts[named.path] else { return nil }
        return ContractWatch(contract, named, possible: suite.possibleKinds)
    }
}
