public import Scenarios
public import Transport

/// What the person decides about loads and bursts.
public struct LoadSettings: Sendable {
    /// What the generator pays for exact starts.
    public enum Pacing: String, Sendable, Hashable, CaseIterable {
        /// Polls shortly before each start and for each response.
        case precise
        /// Sleeps, and starts tens of microseconds late.
        case economical
    }

    /// How many threads generate; `nil` for one a core.
    public var threads: Int?
    /// What exact starts may cost.
    public var pacing = Pacing.precise
    /// The most requests a second, whatever a file asks; `nil` for no limit.
    public var maximumRate: Double?
    /// The longest load in nanoseconds, whatever a file asks; `nil` for no limit.
    public var maximumDuration: UInt64?
    /// What is sent to hosts that nobody has allowed to load; `nil` where somebody else takes care.
    public var ledger: TrafficLedger?
    /// Whether a load whose figures can't be trusted passes all the same.
    public var acceptsDoubt = false
    /// Where loads show their figures while they run; `nil` for nowhere.
    public var metrics: LoadMetrics?
    /// How the engine connects.
    public var configuration: @Sendable (ConnectionSettings) -> ClientConfiguration = {
        ClientConfiguration($0, isInsecure: false)
    }

    /// The defaults.
    public init() {}
}
