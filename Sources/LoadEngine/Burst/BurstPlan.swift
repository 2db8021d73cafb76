public import Transport

/// Requests that are sent at one instant, each on a connection of its own that is opened before.
public struct BurstPlan: Sendable {
    /// How the requests are held and let go.
    public enum Release: String, Sendable, Hashable, CaseIterable {
        /// Everything but the last byte is sent ahead of time; at the instant the last bytes follow, back to back from
        /// every thread: the server gets them together.
        case lastByte = "last-byte"
        /// At the instant whole requests are sent, one after the other.
        case none
    }

    /// The origin, as a URL: scheme, host and port.
    public var target: String
    /// The origins of the requests, the target first; `nil` where everything goes to the target.
    public var origins: LoadOrigins?
    /// How connections are made; its limits for a response's head and body hold too.
    public var configuration: ClientConfiguration
    /// The requests, from which one is drawn by weight for each request index.
    public var endpoints: [LoadEndpoint]
    /// How many requests.
    public var count: Int
    /// How many there are rows for, where each row is given once.
    public var requests = UInt64.max
    /// Whether the report has the responses; otherwise they are judged as they come, and dropped.
    public var keepsResponses = true
    /// How they are let go.
    public var release = Release.lastByte
    /// How many threads let them go, by default one a core.
    public var threads: Int
    /// Nanoseconds from a request's last byte to that of its response; 0 for no limit.
    public var timeout: UInt64 = 30_000_000_000
    /// How the connections are opened; they are as many as the requests.
    public var connections = ConnectionPolicy()
    /// ``LoadPlan/heldBytes``.
    public var heldBytes = LoadPlan.usualHeldBytes
    /// What all randomness is derived from.
    public var seed: UInt64 = 0

    /// A plan of its parts; the rest has defaults.
    public init(
        target: String,
        configuration: ClientConfiguration = ClientConfiguration(),
        endpoints: [LoadEndpoint],
        count: Int
    ) {
        self.target = target
        self.configuration = configuration
        self.endpoints = endpoints
        self.count = count
        threads = Cores.count
    }

    /// The same as a load of as many users.
    var load: LoadPlan {
        var plan = LoadPlan(
            target: target,
            configuration: configuration,
            endpoints: endpoints,
            model: .closed(users: count),
            duration: 1
        )
        plan.origins = origins
        plan.requests = requests
        plan.threads = threads
        plan.timeout = timeout
        plan.connections = connections
        plan.connections.isReusing = true
        plan.connections.openedBefore = nil
        plan.heldBytes = heldBytes
        plan.pacing = .economical
        plan.seed = seed
        return plan
    }
}
