package import Measurement
package import Scenarios
package import Transport

/// How a run goes about its cases.
package struct RunOptions: Sendable {
    /// How many cases run at the same time; 1 keeps the file's order.
    package var jobs = 8
    /// Whether the first failure ends the run.
    package var failFast = false
    /// After how many failed connections in a row a suite's target is called unreachable; 0 for never.
    package var unreachableAfter = 10
    /// How often every case is run.
    package var repeats = 1
    /// Whether the cases run in a random order, decided by the seed.
    package var shuffles = false
    /// In place of every request's timeout, in nanoseconds.
    package var timeout: UInt64?
    /// The seed of everything random.
    package var seed: UInt64 = 0
    /// The program and its version.
    package var tool = "muster"
    /// What the person decides about loads and bursts.
    package var load = LoadSettings()
    /// Which shard of a divided run it is; `nil` for all of it.
    package var shard: ShardOptions?
    /// What listens for requests of the target's own accord; `nil` where none are waited for.
    package var receiver: (any RequestReceiver)?
    /// What the files were planned with.
    package var plan = PlanOptions()

    /// The defaults.
    package init() {}

    /// What a request has when its scenario says nothing, in nanoseconds.
    package static let defaultTimeout: UInt64 = 30_000_000_000
}

/// What the person decides about loads and bursts.
package struct LoadSettings: Sendable {
    /// What the generator pays for exact starts.
    package enum Pacing: String, Sendable, Hashable, CaseIterable {
        /// Polls shortly before each start and for each response.
        case precise
        /// Sleeps, and starts tens of microseconds late.
        case economical
    }

    /// How many threads generate; `nil` for one a core.
    package var threads: Int?
    /// What exact starts may cost.
    package var pacing = Pacing.precise
    /// The most requests a second, whatever a file asks; `nil` for no limit.
    package var maximumRate: Double?
    /// The longest load in nanoseconds, whatever a file asks; `nil` for no limit.
    package var maximumDuration: UInt64?
    /// What is sent to hosts that nobody has allowed to load; `nil` where somebody else takes care.
    package var ledger: TrafficLedger?
    /// Whether a load whose figures can't be trusted passes all the same.
    package var acceptsDoubt = false
    /// Where loads show their figures while they run; `nil` for nowhere.
    package var metrics: LoadMetrics?
    /// Which part of each load is sent: all of it, but for a shard of several.
    package var share = ArrivalShare.all
    /// Where the target shows its own metrics, which are read beside loads; `nil` for nowhere.
    package var scrape: ScrapeSource?
    /// How the engine connects.
    package var configuration: @Sendable (ConnectionSettings) -> ClientConfiguration = {
        ClientConfiguration($0, isInsecure: false)
    }

    /// The defaults.
    package init() {}
}
