import HTTP
import Measurement
import Synchronization
import Transport

/// What the workers of a load have in common: made before they run, and not changed while they do.
final class WorkerSetup: Sendable {
    let plan: LoadPlan
    let threads: Int
    /// Requests that all threads together can have in flight.
    let slots: Int
    let mailboxes: [WorkerMailbox]
    let boards: [LiveBoard]
    let control: LoadControl
    let pool: ConnectorPool
    let programs: [TemplateProgram?]
    let judges: [ResponseJudge?]
    let captures: [FlowCapture?]
    let redirectors: [Redirector?]
    /// Make the requests that no template gives.
    let makers: [RequestMaker?]
    let gate: StartGate
    /// What is done in place of a load.
    let burst: BurstRun?

    init(
        _ plan: LoadPlan,
        _ control: LoadControl,
        burst given: BurstPlan? = nil
    ) throws(LoadEngineError) {
        try plan.check()
        try FileLimit.ensure(plan.mostConnections)
        self.plan = plan
        self.control = control
        slots = plan.slots
        // One connection isn't shared out among threads.
        threads = max(1, min(plan.threads, plan.mostConnections))
        programs = plan.endpoints.map { endpoint in
            switch endpoint.pattern {
            case .template(let template, _): TemplateProgram(template)
            case .source, .made: nil
            }
        }
        judges = plan.endpoints.map(\.check.judge)
        captures = plan.endpoints.map(\.capture)
        redirectors = plan.endpoints.map(\.redirector)
        makers = plan.endpoints.map { endpoint in
            switch endpoint.pattern {
            case .template(_, let maker): maker
            case .made(let maker): maker
            case .source(let source): RequestMaker { source.prepare($0.index, &$1) }
            }
        }
        var mailboxes: [WorkerMailbox] = []
        for _ in 0..<threads { mailboxes.append(try WorkerMailbox()) }
        self.mailboxes = mailboxes
        boards = mailboxes.map { _ in LiveBoard() }
        gate = StartGate(threads)
        let barrier = SpinBarrier(threads)
        burst = given.map { BurstRun(release: $0.release, keepsResponses: $0.keepsResponses, barrier: barrier) }
        pool = try ConnectorPool(
            plan.configuration,
            origins: try plan.allOrigins(),
            count: min(plan.connections.connectors, plan.mostConnections),
            connections: plan.mostConnections,
            limit: plan.timeout == 0 ? .max : plan.timeout
        )
        for (mailbox, board) in zip(mailboxes, boards) { control.attach(mailbox, board) }
    }

    /// Ends the connectors, after the workers have ended.
    func end() {
        pool.close()
        for delivery in mailboxes.flatMap({ $0.take() }) {
            if case .success(let connection) = delivery.outcome { connection.close() }
        }
    }

    /// From an arrival or user of a thread to its next one, of the whole load.
    var stride: UInt64 { UInt64(threads) * UInt64(plan.share.count) }

    /// The first arrival or user of thread `number`, of the whole load.
    func first(_ number: Int) -> UInt64 { UInt64(plan.share.index) + UInt64(plan.share.count) * UInt64(number) }

    /// The part of `all` that thread `number` has.
    func share(of all: Int, _ number: Int) -> Int { all / threads + (number < all % threads ? 1 : 0) }

    /// The thresholds to which ``choose(_:_:_:)`` compares.
    private var thresholds: [Double] {
        let total = plan.endpoints.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        return plan.endpoints.map { endpoint in
            sum += endpoint.weight
            return sum / total
        }
    }

    /// The endpoint that request `index` draws.
    @inline(__always)
    static func draws(_ seed: UInt64, _ index: UInt64) -> Double { Mixing.unit(seed ^ 0x656E_6470_6F69_6E74, index) }

    func makeEndpoints(_ number: Int) throws(LoadEngineError) -> UnsafeMutablePointer<Endpoint> {
        let endpoints = UnsafeMutablePointer<Endpoint>.allocate(capacity: plan.endpoints.count)
        for (place, threshold) in thresholds.enumerated() {
            (endpoints + place).initialize(to: try makeEndpoint(place, threshold, number))
        }
        return endpoints
    }

    private func makeEndpoint(_ place: Int, _ threshold: Double, _ number: Int) throws(LoadEngineError) -> Endpoint {
        let given = plan.endpoints[place]
        let statuses = UnsafeMutablePointer<Bool>.allocate(capacity: 1000)
        // Where a failure is expected, no response is right.
        let accepted = given.check.failures.isEmpty ? given.check.statuses : []
        for code in 0..<1000 { (statuses + code).initialize(to: accepted.contains { $0.contains(code) }) }
        var endpoint = Endpoint(
            source: .template,
            answer: ResponseParser.Options(
                answersHead: given.method == "HEAD",
                asksUpgrade: given.asksUpgrade
            ),
            origin: Int32(given.origin),
            isIdempotent: MethodEffect.isIdempotent(given.method),
            threshold: threshold,
            statuses: statuses,
            hasJudge: given.check.judge != nil && given.check.share > 0,
            share: given.check.share,
            decompresses: given.check.decompresses,
            forbidden: given.check.forbidden,
            isRepeatable: given.check.judge?.isRepeatable ?? true,
            expectsFailure: !given.check.failures.isEmpty,
            captures: given.capture != nil,
            answersChallenges: given.redirector?.answersChallenges ?? false,
            followsWithContent: given.redirector?.readsContent ?? false,
            watchesEvents: given.watchesEvents,
            mostEvents: given.mostEvents ?? .max,
            next: given.next ?? -1,
            pause: given.pause,
            memory: ResponseMemory()
        )
        switch given.pattern {
        case .template:
            guard let program = programs[place] else { break }
            endpoint.renderer = Renderer(program, seed: plan.seed ^ UInt64(place), rowSeed: plan.seed)
            endpoint.lastIndex = program.lastIndex
        case .made: endpoint.source = .made
        case .source(let source):
            endpoint.source = .ring
            endpoint.ring = Unmanaged.passRetained(try RequestRing(source, indices(place, number)))
        }
        return endpoint
    }

    /// The indices of thread `number` that draw the endpoint at `place`.
    private func indices(_ place: Int, _ number: Int) -> RequestRing.Indices {
        let thresholds = thresholds
        let low = place == 0 ? 0 : thresholds[place - 1]
        let high = place == thresholds.count - 1 ? 2 : thresholds[place]
        let seed = plan.seed
        let (step, first) = (stride, first(number))
        return { before in
            var index = before.map { $0 + step } ?? first
            while true {
                let drawn = Self.draws(seed, index)
                if drawn >= low, drawn < high { return index }
                index += step
            }
        }
    }

    static func free(_ endpoint: Endpoint) {
        endpoint.renderer?.free()
        endpoint.statuses.deallocate()
        endpoint.memory.free()
        endpoint.ring?.takeUnretainedValue().close()
        endpoint.ring?.release()
    }
}

/// One of the plan's endpoints as a worker uses it: a plain value in the worker's array.
struct Endpoint {
    enum Source: UInt8 { case template, ring, made }

    var source: Source
    var renderer: Renderer?
    var ring: Unmanaged<RequestRing>?
    /// What the parser of a response has to know of the request.
    var answer: ResponseParser.Options
    /// The number of the origin that requests from the template go to.
    var origin: Int32
    var isIdempotent: Bool
    /// The sum of the weights up to this one, over the sum of all.
    var threshold: Double
    /// One bit for each status: whether it is accepted.
    var statuses: UnsafeMutablePointer<Bool>
    var hasJudge: Bool
    var share: Double
    /// Whether coded content is decoded.
    var decompresses: Bool
    /// Deviations that break the expectation.
    var forbidden: Deviations
    var isRepeatable: Bool
    /// Whether a failure is expected in place of a response: which, the plan says.
    var expectsFailure: Bool
    /// Whether its responses are looked at for what the flow's further requests need.
    var captures: Bool
    /// Whether every response is shown to the redirector, and whether with its whole content.
    var answersChallenges: Bool
    var followsWithContent: Bool
    /// Whether the events of its responses are watched, and how many are read of one.
    var watchesEvents: Bool
    var mostEvents: Int
    /// The place of the endpoint that follows in the flow, or -1.
    var next: Int
    var pause: UInt64
    /// Requests from this index on can't be made: a feeder has no more rows.
    var lastIndex = UInt64.max
    /// Responses recently accepted.
    var memory: ResponseMemory

    /// Whether a response that is the same as one recently accepted needs no further look.
    @inline(__always)
    var remembers: Bool { !captures && !watchesEvents && !answersChallenges }
}
