import Contracts
public import Decoding
public import Diagnostics
public import Scenarios
public import Substitution

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
