import Glibc
import Synchronization
package import Transport

/// Requests that are sent at one instant, each on a connection of its own that is opened before.
package struct BurstPlan: Sendable {
    /// How the requests are held and let go.
    package enum Release: String, Sendable, Hashable, CaseIterable {
        /// Everything but the last byte is sent ahead of time; at the instant the last bytes follow, back to back from
        /// every thread: the server gets them together.
        case lastByte = "last-byte"
        /// At the instant whole requests are sent, one after the other.
        case none
    }

    /// The origin, as a URL: scheme, host and port.
    package var target: String
    /// The origins of the requests, the target first; `nil` where everything goes to the target.
    package var origins: LoadOrigins?
    /// How connections are made; its limits for a response's head and body hold too.
    package var configuration: ClientConfiguration
    /// The requests, from which one is drawn by weight for each request index.
    package var endpoints: [LoadEndpoint]
    /// How many requests.
    package var count: Int
    /// How many there are rows for, where each row is given once.
    package var requests = UInt64.max
    /// Whether the report has the responses; otherwise they are judged as they come, and dropped.
    package var keepsResponses = true
    /// How they are let go.
    package var release = Release.lastByte
    /// How many threads let them go, by default one a core.
    package var threads: Int
    /// Nanoseconds from a request's last byte to that of its response; 0 for no limit.
    package var timeout: UInt64 = 30_000_000_000
    /// How the connections are opened; they are as many as the requests.
    package var connections = ConnectionPolicy()
    /// ``LoadPlan/heldBytes``.
    package var heldBytes = LoadPlan.usualHeldBytes
    /// What all randomness is derived from.
    package var seed: UInt64 = 0

    /// A plan of its parts; the rest has defaults.
    package init(
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

/// All that was measured of a burst.
package struct BurstReport: Sendable {
    /// The figures, with times from the common instant of the release (response) and from each request's own (service).
    package var figures: LoadReport
    /// The complete responses, by request index, where they are kept.
    package var responses: [KeptResponse] { figures.responses }
    /// What each thread let go.
    package var releases: [ReleaseFigures]

    /// How many packets the release took over HTTP/2; 0 where the system doesn't tell.
    package var packets: Int { releases.reduce(0) { $0 + $1.packets } }

    /// From the first to the last byte handed to the kernel, over all threads, in nanoseconds.
    package var releaseSpread: UInt64 {
        let released = releases.filter { $0.count > 0 }
        guard let first = released.map(\.first).min(), let last = released.map(\.last).max() else { return 0 }
        return last - first
    }
}

/// How one thread let its part of a burst go; instants are of the monotonic clock, in nanoseconds.
package struct ReleaseFigures: Sendable, Hashable {
    /// Which thread.
    package var thread: Int
    /// How many requests it let go.
    package var count: Int
    /// Just before the first was handed to the kernel.
    package var first: UInt64
    /// When the last had been.
    package var last: UInt64

    /// How many packets it took, over HTTP/2, as Linux counts them.
    package var packets = 0

    /// From the first to the last, in nanoseconds.
    package var spread: UInt64 { last - first }
}

/// What makes a load's workers do a burst.
struct BurstRun: Sendable {
    let release: BurstPlan.Release
    let keepsResponses: Bool
    let barrier: SpinBarrier
}

/// Where the threads of a burst meet: they poll, as waking one takes longer than letting a hundred requests go.
final class SpinBarrier: Sendable {
    private let missing: Atomic<Int>
    private let instant = Atomic<UInt64>(0)
    /// How long after the last thread has come they go: the time in which all see it.
    private static let lead: UInt64 = 20_000
    /// How long a thread polls before it lets others have the core in between: those that are to come may need it.
    private static let patience: UInt64 = 200_000

    init(_ count: Int) { missing = Atomic(count) }

    /// Returns at the common instant, which it gives.
    func arrive() -> UInt64 {
        let isLast = missing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
        if isLast { instant.store(Clock.now() + Self.lead, ordering: .releasing) }
        let arrived = Clock.now()
        while instant.load(ordering: .acquiring) == 0 {
            if Clock.now() > arrived + Self.patience { sched_yield() }
        }
        let common = instant.load(ordering: .acquiring)
        while Clock.now() < common {}
        return common
    }
}
