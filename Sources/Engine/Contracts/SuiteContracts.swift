import Contracts
public import JSON
public import Scenarios

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
        for named in plan.suites.compactMap(\.contract) where contracts[named.path] == nil {
            do throws(Problems.Found) {
                let contract = try Contract.load(named.path, files: files)
                for warning in contract.warnings { problems.add(warning) }
                contracts[named.path] = contract
            } catch {
                problems.add("the contract can't be used", at: named.location)
                for diagnostic in error.diagnostics { problems.add(diagnostic) }
            }
        }
        try problems.throwIfAny()
        warnings = problems.diagnostics
    }

    /// What is allowed in the contracts and yet deserves a word.
    public private(set) var warnings: [Diagnostic] = []

    /// What watches the exchanges of `suite`; nil when it names no contract.
    func watch(of suite: SuitePlan) -> ContractWatch? {
        guard let named = suite.contract, let contract = contracts[named.path] else { return nil }
        return ContractWatch(contract, named, possible: suite.possibleKinds)
    }
}
