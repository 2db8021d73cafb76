import HTTP
import JSON
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios
import Transport

/// Sends a burst or load by the engine at wire speed and gives its figures.
struct WireRunner {
    let step: Step
    let target: String
    let seed: UInt64
    let settings: LoadSettings
    var configuration: ClientConfiguration
    /// From the start to the last byte, in place of the requests' own.
    let timeout: UInt64?
    var watch: LoadWatch
    /// What a person should know of the version that was chosen.
    private(set) var remark: String?

    /// Runs a load, and gives its single responses where they are kept.
    func run(
        _ load: Load,
        _ prepared: Prepared,
        keepsResponses: Bool,
        control: LoadControl = LoadControl()
    ) async throws(LoadEngineError) -> LoadReport {
        var plan = LoadPlan(
            target: prepared.origins[0],
            configuration: configuration,
            endpoints: prepared.endpoints,
            model: model(load),
            duration: load.duration
        )
        plan.origins = prepared.origins
        plan.requests = rows
        plan.warmUp = load.warmUp
        // Of a flow, every request counts.
        plan.highestRate = load.highestRate.map { $0 * Double(step.variants.map(\.steps.count).max() ?? 1) }
        plan.drain = load.drain ?? prepared.timeout
        plan.threads = threads(load)
        plan.pacing = settings.pacing == .precise ? .precise(spin: 1_000_000) : .economical
        plan.timeout = prepared.timeout
        plan.connections = policy(load, reuses: step.connection.reusesConnections)
        plan.flowTexts = prepared.flowTexts
        plan.seed = seed
        plan.keepsResponses = keepsResponses
        let watching = watch.begin(control, load, prepared.endpoints.map(\.name))
        do throws(LoadEngineError) {
            let report = try await LoadEngine.run(plan, control: control)
            await watching.end()
            return report
        } catch {
            await watching.end()
            throw error
        }
    }

    /// Runs a burst, and gives its single responses where they are kept.
    func run(
        _ burst: Burst,
        _ prepared: Prepared,
        keepsResponses: Bool
    ) async throws(LoadEngineError) -> BurstReport {
        var plan = BurstPlan(
            target: prepared.origins[0],
            configuration: configuration,
            endpoints: prepared.endpoints,
            count: burst.requests
        )
        plan.origins = prepared.origins
        plan.requests = rows
        plan.keepsResponses = keepsResponses
        plan.release = burst.release == .lastByte ? .lastByte : .none
        plan.threads = min(settings.threads ?? System.cores, max(1, burst.requests / 16))
        plan.timeout = prepared.timeout
        plan.seed = seed
        return try await LoadEngine.burst(plan)
    }

    /// How many requests there are rows for.
    private var rows: UInt64 {
        guard let data = step.data, data.order == .once else { return .max }
        return UInt64(data.rows.count)
    }

    /// What one thread sends without effort, a second: one that has less to do leaves a core to others, perhaps to the server.
    private static let easyRate = 10_000.0

    /// One a core at most, and no more than there is work for.
    private func threads(_ load: Load) -> Int {
        if let threads = settings.threads { return threads }
        if case .closed(let users, _, _) = load.model { return max(1, min(System.cores, users)) }
        return max(1, min(System.cores, Int(((load.highestRate ?? 0) / Self.easyRate).rounded(.up))))
    }

    /// Whether the requests go over HTTP/2; otherwise over HTTP/1.1.
    var isHTTP2: Bool { configuration.version == .http2 }

    /// Finds out which version is spoken: HTTP/2 where it is with each of `origins`, as the whole of a load has one.
    ///
    /// - Parameter limit: How long each may take to answer, in nanoseconds; 0 for no limit.
    mutating func negotiate(_ origins: [String], limit: UInt64) async {
        guard configuration.version != .http1 else { return }
        let isAsked = configuration.version == .http2
        for origin in origins {
            let speaks: Bool
            if origin.hasPrefix("https:") {
                let choice = await ConnectorThread.choosesHTTP2(configuration, url: origin, limit: limit)
                speaks = choice ?? isAsked
                if isAsked, !speaks { remark = ConnectorThread.whyNoHTTP2 }
            } else {
                // A proxy that gets the requests themselves is spoken to as HTTP/1.1.
                speaks = isAsked && !configuration.isAbsolute(origin)
            }
            guard speaks else {
                configuration.version = .http1
                return
            }
        }
        configuration.version = origins.isEmpty && !isAsked ? .http1 : .http2
    }

    private func policy(_ load: Load, reuses: Bool) -> ConnectionPolicy {
        var policy = ConnectionPolicy()
        policy.isReusing = load.connections.isReusing && reuses
        policy.streams = load.connections.streams
        policy.maximum = load.connections.maximum(streams: isHTTP2 && policy.isReusing ? policy.streams : 1)
        if case .closed = load.model {
            policy.openedBefore = load.connections.openedBefore
        } else {
            policy.openedBefore =
                load.connections.openedBefore ?? (policy.isReusing ? min(isHTTP2 ? 1 : 16, policy.maximum) : 0)
        }
        policy.openingInterval = load.connections.openingInterval
        policy.resends = step.connection.resends
        return policy
    }

    private func model(_ load: Load) -> LoadModel {
        guard case .closed(let users, let think, let rampUp) = load.model else {
            let seed = seed
            return .open { load.arrivals(seed: seed) ?? ReplayedArrivals([]) }
        }
        let time: ThinkTime =
            switch think {
            case .constant(0): .none
            case .constant(let time): .constant(time)
            case .exponential(let mean): .exponential(mean: mean)
            }
        return .closed(users: users, think: time, rampUp: rampUp)
    }
}
