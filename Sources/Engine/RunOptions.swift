public import Measurement
public import Scenarios
public import Transport

/// How a run goes about its cases.
public struct RunOptions: Sendable {
    /// How many cases run at the same time; 1 keeps the file's order.
    public var jobs = 8
    /// Whether the first failure ends the run.
    public var failFast = false
    /// After how many failed connections in a row a suite's target is called unreachable; 0 for never.
    package var unreachableAfter = 10
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
    /// Which shard of a divided run it is; `nil` for all of it.
    package var shard: ShardOptions?
    /// What listens for requests of the target's own accord; `nil` where none are waited for.
    package var receiver: (any RequestReceiver)?
    /// What the files were planned with.
    public var plan = PlanOptions()

    /// The defaults.
    public init() {}

    /// What a request has when its scenario says nothing, in nanoseconds.
    public static let defaultTimeout: UInt64 = 30_000_000_000
}

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
    /// Which part of each load is sent: all of it, but for a shard of several.
    public var share = ArrivalShare.all
    /// Where the target shows its own metrics, which are read beside loads; `nil` for nowhere.
    package var scrape: ScrapeSource?
    /// How the engine connects.
    public var configuration: @Sendable (ConnectionSettings) -> ClientConfiguration = {
        ClientConfiguration($0, isInsecure: false)
    }

    /// The defaults.
    public init() {}
}
