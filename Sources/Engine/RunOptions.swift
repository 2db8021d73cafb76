public import Scenarios

/// How a run goes about its cases.
public struct RunOptions: Sendable {
    /// How many cases run at the same time; 1 keeps the file's order.
    public var jobs = 8
    /// Whether the first failure ends the run.
    public var failFast = false
    /// How often every case is run.
    public var repeats = 1
    /// Whether the cases run in a random order, decided by the seed.
    public var shuffles = false
    /// In place of every request's timeout, in nanoseconds.
    public var timeout: UInt64?
    /// The seed of everything random.
    public var seed: UInt64 = 0
    /// The program and its version.
    public var tool = "muster"
    /// What the person decides about loads and bursts.
    public var load = LoadSettings()
    /// What the files were planned with.
    public var plan = PlanOptions()

    /// The defaults.
    public init() {}

    /// What a request has when its scenario says nothing, in nanoseconds.
    public static let defaultTimeout: UInt64 = 30_000_000_000
}
