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

    /// The given options.
    public init(
        variables: [String: String] = [:],
        environment: Environment = Environment(),
        toleratesUnsetEnvironment: Bool = false,
        seed: UInt64 = 0
    ) {
        self.variables = variables
        self.environment = environment
        self.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        self.seed = seed
    }
}
