import Glibc
package import Measurement
package import Transport

/// One load against one origin: what is sent, when, over which connections, and what a response must be.
package struct LoadPlan: Sendable {
    /// The origin, as a URL: scheme, host and port. Everything goes there that has no other among ``origins``.
    package var target: String
    /// The origins of the requests, the target first; `nil` where everything goes to the target.
    package var origins: LoadOrigins?
    /// How connections are made; its limits for a response's head and body hold too.
    package var configuration: ClientConfiguration
    /// The requests, from which one is drawn by weight for each request index.
    package var endpoints: [LoadEndpoint]
    /// How many requests there are at most, of flows the first ones: the load ends when there is none left to begin.
    package var requests = UInt64.max
    /// How many texts a flow's memory holds.
    package var flowTexts = 0
    /// When requests start; of flows, when their first ones do.
    package var model: LoadModel
    /// Nanoseconds from the start whose requests are left out of the figures.
    package var warmUp: UInt64 = 0
    /// Nanoseconds of measured load, after the warm-up.
    package var duration: UInt64
    /// Nanoseconds that requests in flight, and arrivals still waiting, get after the load's end.
    package var drain: UInt64 = 5_000_000_000
    /// How many threads generate, by default one a core; each has connections of its own, so there are never more
    /// threads than connections.
    package var threads: Int
    /// How exactly starts are kept.
    package var pacing = Pacing.precise(spin: 1_000_000)
    /// Nanoseconds from a request's send to the last byte of its response; 0 for no limit.
    package var timeout: UInt64 = 30_000_000_000
    /// Which connections there are.
    package var connections = ConnectionPolicy()
    /// Whether the report has every second, or every few of a load that takes longer than ten minutes. Those who want
    /// each take them while it runs, with ``LoadControl/takeSeconds()``.
    package var keepsSeconds = true
    /// Whether the report has the responses; otherwise they are judged as they come, and dropped.
    package var keepsResponses = false
    /// The most requests a second that the model asks for; `nil` when that isn't known, as of users. Memory for the
    /// seconds is taken in advance by it.
    package var highestRate: Double?
    /// Bytes of responses that are held at a time beyond a connection's first 32 KiB, over all threads. What doesn't
    /// fit is dropped and fails as something that this machine lacks; one response always fits.
    package var heldBytes = LoadPlan.usualHeldBytes
    /// What all randomness is derived from.
    package var seed: UInt64 = 0
    /// Which of the load's arrivals, or users, are sent: those of the share, of the whole that ``model`` tells. Arrival
    /// i is of share i mod n, so that n plans which differ in nothing but their share send together what one plan
    /// without one sends.
    package var share = ArrivalShare.all
    /// When the load begins, by the monotonic clock; `nil` for as soon as it is ready. One that isn't ready by then
    /// begins late.
    package var startsAt: UInt64?

    /// A plan of its parts; the rest has defaults.
    package init(
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
    package static let usualHeldBytes = 512 << 20
}

/// When the requests of a load start.
package enum LoadModel: Sendable {
    /// At the instants of an arrival process, whatever the responses do. Thread k of n takes each n-th arrival from the
    /// k-th on, so every call has to make the same process.
    case open(@Sendable () -> any ArrivalProcess)
    /// When a user's response has come: each of `users` sends, waits for the response, and thinks. The users begin one
    /// after the other, evenly over `rampUp` nanoseconds.
    case closed(users: Int, think: ThinkTime = .none, rampUp: UInt64 = 0)
}

/// What a user does between a response and the next request.
package enum ThinkTime: Sendable, Hashable {
    /// Sends at once.
    case none
    /// Waits for this many nanoseconds.
    case constant(UInt64)
    /// Waits for a time that is exponentially distributed with this mean, in nanoseconds.
    case exponential(mean: UInt64)
}

/// Which connections a load uses.
package struct ConnectionPolicy: Sendable, Hashable {
    /// Whether connections are kept for further requests; otherwise each request has its own, closed after it.
    package var isReusing = true
    /// The most connections, and so requests in flight, of an open load, over all threads. Arrivals beyond wait for
    /// one. A closed load has one connection for each user.
    package var maximum = 256
    /// How many requests an HTTP/2 connection carries at the same time at most; the server may allow fewer. Each of an
    /// open load's connections adds as many to what can be in flight; a closed load has a connection for so many users.
    package var streams = 100
    /// How many are opened before the load starts; `nil` for all of them, none when they aren't reused.
    package var openedBefore: Int?
    /// Nanoseconds between the openings before the start.
    package var openingInterval: UInt64 = 0
    /// How many threads open connections, each many at the same time: more than one for TLS handshakes, which take
    /// their time of a core.
    package var connectors = 2

    /// Whether an idempotent request is sent again, once, when the kept connection that it went to ends without a byte
    /// of an answer (RFC 9110, section 9.2.2).
    package var resends = true

    /// The defaults.
    package init() {}
}

/// How exactly the engine keeps the time, and what it pays for it.
package enum Pacing: Sendable, Hashable {
    /// Sleeps until shortly before the next start, then polls; and polls after each activity as long as a response is
    /// awaited: at most `spin` nanoseconds each time.
    case precise(spin: UInt64)
    /// Never polls: a start or a response waits for the thread to be woken.
    case economical

    var spin: UInt64 {
        switch self {
        case .precise(let spin): spin
        case .economical: 0
        }
    }
}

extension LoadPlan {
    /// Whether HTTP/2 is spoken; what else is asked for is HTTP/1.1 here.
    var isHTTP2: Bool { configuration.version == .http2 }

    /// How many requests a connection carries at the same time.
    var streams: Int { isHTTP2 && connections.isReusing ? max(1, connections.streams) : 1 }

    /// How many requests can be in flight at most, over all threads.
    var slots: Int {
        switch model {
        case .open: connections.maximum.multipliedSaturated(by: streams)
        case .closed(let users, _, _): share.part(of: users)
        }
    }

    /// How many connections there are at most, over all threads.
    var mostConnections: Int { slots / streams + (slots % streams > 0 ? 1 : 0) }

    /// The seconds of the measured load, the last one perhaps not complete.
    var seconds: Int { Int(clamping: duration / 1_000_000_000 + (duration % 1_000_000_000 > 0 ? 1 : 0)) }

    /// Whether it asks for as many responses as can be had, and not for exact times.
    var gathers: Bool {
        if case .closed(_, .none, _) = model { pacing == .economical } else { false }
    }

    /// Its origins, the target first.
    func allOrigins() throws(LoadEngineError) -> LoadOrigins {
        let origins = origins ?? LoadOrigins()
        do throws(LoadOrigins.Refusal) {
            guard try origins.number(target) == 0 else {
                throw LoadOrigins.Refusal(reason: "\(target) isn't the first of the load's origins: it has to be")
            }
        } catch {
            throw LoadEngineError(error.reason)
        }
        return origins
    }

    /// Checks what can't be run.
    func check() throws(LoadEngineError) {
        guard !endpoints.isEmpty else { throw LoadEngineError("the load has no requests: give it one at least") }
        try checkFlows()
        let followers = followers
        if let (_, bad) = endpoints.enumerated().first(where: { place, endpoint in
            !(endpoint.weight > 0 && endpoint.weight.isFinite) && !followers.contains(place)
        }) {
            throw LoadEngineError("the weight of \(bad.name) is \(bad.weight): it has to be more than 0")
        }
        guard slots > 0 else {
            throw LoadEngineError("the load has \(slots) connections or users: it needs 1 at least")
        }
        guard slots <= Self.mostSlots else {
            throw LoadEngineError(
                "the load could have \(slots) requests in flight, and \(Self.mostSlots) is the most: ask for fewer connections, "
                    + "or streams on each"
            )
        }
        guard duration > 0 else { throw LoadEngineError("the load's duration is 0: give it some time") }
        for endpoint in endpoints {
            switch endpoint.pattern {
            case .template(let template, _): try check(template, endpoint.name)
            case .source, .made: break
            }
        }
    }

    /// What is kept of each takes half a kilobyte.
    private static let mostSlots = 4_000_000

    /// The endpoints that follow another.
    private var followers: Set<Int> { Set(endpoints.compactMap(\.next)) }

    /// Flows go forward: each ends, and no endpoint is in two.
    private func checkFlows() throws(LoadEngineError) {
        let followers = followers
        guard followers.count == endpoints.count(where: { $0.next != nil }) else {
            throw LoadEngineError("a request follows two others: give each flow requests of its own")
        }
        for (place, endpoint) in endpoints.enumerated() {
            if let next = endpoint.next, !(place + 1..<endpoints.count).contains(next) {
                throw LoadEngineError(
                    "\(endpoint.name) is followed by request \(next): it has to come after it in the list"
                )
            }
            if followers.contains(place), endpoint.weight != 0 {
                throw LoadEngineError("\(endpoint.name) follows another request and has a weight: it has to be 0")
            }
            if case .template(let template, _) = endpoint.pattern, !followers.contains(place),
                (template.head + template.body).contains(where: { if case .captured = $0 { true } else { false } })
            {
                throw LoadEngineError("\(endpoint.name) is made of what its flow has captured, and it is the first")
            }
            if case .source = endpoint.pattern, followers.contains(place) {
                throw LoadEngineError("\(endpoint.name) follows another request, and can't be prepared ahead of it")
            }
        }
    }

    private func check(_ template: RequestTemplate, _ name: String) throws(LoadEngineError) {
        for case .value(let feeder, let column) in template.head + template.body
        where !(0..<feeder.columns).contains(column) {
            throw LoadEngineError("\(name) asks for column \(column) of a data feeder that has \(feeder.columns)")
        }
        for case .contentLength in template.body {
            throw LoadEngineError("\(name) has its content's length in the content: it belongs in the head")
        }
        for case .random(_, let count) in template.head + template.body where count < 0 {
            throw LoadEngineError("\(name) asks for \(count) random characters: it has to be 0 or more")
        }
        for case .captured(let number) in template.head + template.body where !(0..<flowTexts).contains(number) {
            throw LoadEngineError("\(name) asks for text \(number) of a flow's memory that has \(flowTexts)")
        }
    }
}

/// Why a load can't be run; the text says what is wrong and what to do.
package struct LoadEngineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong, where, and what to do.
    package var message: String

    /// An error with this message.
    package init(_ message: String) { self.message = message }

    /// The message.
    package var description: String { message }
}

/// The machine's processors.
enum Cores {
    /// How many are online, 1 at least.
    static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
