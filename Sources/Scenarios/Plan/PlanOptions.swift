/// What the person adds to the files.
public struct PlanOptions: Sendable {
    /// `--var`: values in place of those in the files.
    public var variables: [String: String]
    /// The environment, `--env-file` included.
    public var environment: Environment
    /// Whether environment variables that aren't set are let pass, as when the files are only checked.
    public var toleratesUnsetEnvironment: Bool
    /// The seed of everything random.
    public var seed: UInt64
    /// The run's: it is told of every secret as soon as one is known.
    public var redactor: Redactor

    /// The given options.
    public init(
        variables: [String: String] = [:],
        environment: Environment = Environment(),
        toleratesUnsetEnvironment: Bool = false,
        seed: UInt64 = 0,
        redactor: Redactor = Redactor()
    ) {
        self.variables = variables
        self.environment = environment
        self.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        self.seed = seed
        self.redactor = redactor
    }
}
