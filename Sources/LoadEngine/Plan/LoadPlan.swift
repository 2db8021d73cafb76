public import Transport

/// One load against one origin: what is sent, when, over which connections, and what a response must be.
public struct LoadPlan: Sendable {
    /// The origin, as a URL: scheme, host and port. Everything goes there that has no other among ``origins``.
    public var target: String
    /// The origins of the requests, the target first; `nil` where everything goes to the target.
    public var origins: LoadOrigins?
    /// How connections are made; its limits for a response's head and body hold too.
    public var configuration: ClientConfiguration
    /// The requests, from which one is drawn by weight for each request index.
    public var endpoints: [LoadEndpoint]
    /// How many requests there are at most, of flows the first ones: the load ends when there is none left to begin.
    public var requests = UInt64.max
    /// How many texts a flow's memory holds.
    public var flowTexts = 0
    /// When requests start; of flows, when their first ones do.
    public var model: LoadModel
    /// Nanoseconds from the start whose requests are left out of the figures.
    public var warmUp: UInt64 = 0
    /// Nanoseconds of measured load, after the warm-up.
    public var duration: UInt64
    /// Nanoseconds that requests in flight, and arrivals still waiting, get after the load's end.
    public var drain: UInt64 = 5_000_000_000
    /// How many threads generate, by default one a core; each has connections of its own, so there are never more threads
    /// than connections.
    public var threads: Int
    /// How exactly starts are kept.
    public var pacing = Pacing.precise(spin: 1_000_000)
    /// Nanoseconds from a request's send to the last byte of its response; 0 for no limit.
    public var timeout: UInt64 = 30_000_000_000
    /// Which connections there are.
    public var connections = ConnectionPolicy()
    /// Whether the report has every second, or every few of a load that takes longer than ten minutes. Those who want each
    /// take them while it runs, with ``LoadControl/takeSeconds()``.
    public var keepsSeconds = true
    /// Whether the report has the responses; otherwise they are judged as they come, and dropped.
    public var keepsResponses = false
    /// The most requests a second that the model asks for; `nil` when that isn't known, as of users. Memory for the seconds is
    /// taken in advance by it.
    public var highestRate: Double?
    /// Bytes of responses that are held at a time beyond a connection's first 32 KiB, over all threads. What doesn't fit is
    /// dropped and fails as something that this machine lacks; one response always fits.
    public var heldBytes = LoadPlan.usualHeldBytes
    /// What all randomness is derived from.
    public var seed: UInt64 = 0

    /// A plan of its parts; the rest has defaults.
    public init(
        target: String,
        configuration: ClientConfiguration = ClientConfiguration(),
        endpoints: [LoadEndpoint],
        model: LoadModel,
        duration: UInt64
    ) {
        self.target = target
        self.configuration = configuration
        self.endpoints = endpoints
        self.model = model
        self.duration = duration
        threads = Cores.count
    }

    /// 512 MiB.
    public static let usualHeldBytes = 512 << 20
}
