public import Diagnostics
public import Results

/// Everything that a run will do, decided and checked before anything is sent.
public struct Plan: Sendable {
    /// The suites, in the order in which they were named.
    public var suites: [SuitePlan]

    /// A plan of `suites`.
    public init(suites: [SuitePlan]) {
        self.suites = suites
    }
}

/// A suite with its scenarios multiplied.
public struct SuitePlan: Sendable {
    /// Its name.
    public var name: String
    /// Its description; empty when it has none.
    public var description: String
    /// Its file.
    public var file: SourceFile
    /// The base URL that the file names.
    public var target: String?
    /// The path of the mock file that it names.
    public var mock: String?
    /// The contract that it names.
    public var contract: SuiteContract?
    /// The requirements that it lists.
    public var requirements: [Requirement]
    /// Its cases, in file order.
    public var cases: [Case]
    /// How many cases the contract gives of each kind for the operations of `generate`, asked for or not.
    public var possibleKinds: [KindCount] = []
    /// The names in its `variables`.
    public var declaredVariables: [String]

    /// Whether the suite declares a variable `name`.
    func declares(_ name: String) -> Bool { declaredVariables.contains(name) }
}
