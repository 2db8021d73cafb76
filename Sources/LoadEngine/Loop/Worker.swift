import CLinux
import Glibc
import HTTP
import Measurement
import Transport

/// One thread of the generator: its event loop, its connections and its figures. Nothing of it is shared while it runs.
///
/// It is a structure of plain values and of memory that it owns, and what is read and written for each request is nothing
/// else: no reference is counted, no access is checked at run time, no lock is taken, no memory is asked for. Classes are
/// called where something goes wrong, once a second, and when connections are opened.
struct Worker: ~Copyable {
    let setup: WorkerSetup
    let number: Int
    let threads: UInt64
    let epoll: Int32
    let log = FailureLog()

    // Limits and settings, copied out of the plan.
    let isOpen: Bool
    let isReusing: Bool
    let spin: UInt64
    let timeout: UInt64
    let limits: ParserLimits
    let seed: UInt64
    let think: ThinkTime

    // Connections.
    let connections: UnsafeMutablePointer<Connection>
    let count: Int
    var idle: SlotStack
    var closed: SlotStack
    var opening = 0
    /// Requests that wait for a connection to be opened.
    var awaited = 0
    var open = 0
    let events: UnsafeMutablePointer<epoll_event>
    let receiveBuffer: UnsafeMutablePointer<UInt8>
    var buffers: BufferPool
    /// Bytes that are held of responses beyond a connection's first buffer, and the most that may be.
    var held = 0
    let mostHeld: Int
    /// The requests in flight, by their time of sending.
    var oldest: Int32 = -1
    var newest: Int32 = -1
    var inFlight = 0
    var peakInFlight = 0

    /// Over HTTP/2 the connections, which carry the requests of several slots each.
    var streams: StreamConnections?

    // Requests.
    let endpoints: UnsafeMutablePointer<Endpoint>
    let endpointCount: Int
    var nextIndex: UInt64
    var lastIndex = UInt64.max
    var feederIsExhausted = false
    var random: SplitMix64

    // Time. Instants are of the monotonic clock.
    var start: UInt64 = 0
    var measuredFrom: UInt64 = 0
    var end: UInt64 = 0
    var last: UInt64 = 0
    var now: UInt64 = 0
    var lastActivity: UInt64 = 0
    var nextTick: UInt64 = 0
    var secondEnd: UInt64 = 0
    var second = 0
    var isStopped = false
    /// Whether responses may gather, and the mean gap between them, in nanoseconds.
    let gathers: Bool
    var meanGap: UInt64 = 1_000_000
    /// Open: the arrivals, and the next one's instant.
    var arrivals: any ArrivalProcess
    var nextArrival: UInt64 = .max
    /// Open: arrivals before this instant had to wait for a connection.
    var heldUntil: UInt64 = 0
    var isBlocked = false
    /// Closed: when users do their next request.
    var users: TimerHeap
    /// Closed: users whose next request follows at once.
    var ready: SlotStack

    /// Of a load with flows.
    var flows: WorkerFlows?
    /// Where requests are made that no template gives.
    var made = MadeRequest()
    /// Connections to other origins than that of the present request.
    var parked: [ParkedConnection] = []

    // Of a burst.
    var isBurst = false
    var keepsResponses: Bool
    var responses: [KeptResponse] = []
    /// The decoded content of the response that is judged, to be kept.
    var decoded: [UInt8]?

    // Figures.
    var counters = Counters()
    var total = Counters()
    var kept: IntervalStore
    var wholeRun = RunningSeries()
    var lastEnd: UInt64 = 0
    let statuses: UnsafeMutablePointer<UInt64>
    /// How many responses broke the standard, by the deviation's number.
    let deviations: UnsafeMutablePointer<UInt64>
    let series: UnsafeMutablePointer<Series>
    /// Of each endpoint's responses: the response time without what the generator itself was late.
    let undelayed: UnsafeMutablePointer<LatencyRecorder>
    /// Of responses that took too long and broke nothing else: by how much, without the generator's own delay.
    var overdue = LatencyRecorder()
    var slip = LatencyRecorder()
    var ownSlip = LatencyRecorder()
    var lag = LatencyRecorder()
    var longestTurn: UInt64 = 0
    var sourceWait: UInt64 = 0
    var sourceWaits = 0

    static let receiveSize = 64 << 10
    static let eventCount = 64
    /// Status classes, the unusual ones included.
    static let classes = 10

    /// - Parameter resources: what the worker is the owner of from now on.
    init(_ setup: WorkerSetup, number: Int, _ resources: WorkerResources) {
        let plan = setup.plan
        epoll = resources.epoll
        endpoints = resources.endpoints
        self.setup = setup
        self.number = number
        threads = UInt64(setup.threads)
        isReusing = plan.connections.isReusing
        keepsResponses = plan.keepsResponses
        spin = plan.pacing.spin
        gathers = plan.gathers
        timeout = plan.timeout == 0 ? .max : plan.timeout
        limits = ParserLimits(head: plan.configuration.maxHeader, body: plan.configuration.maxBody)
        seed = plan.seed
        nextIndex = UInt64(number)
        random = SplitMix64(seed: Mixing.mix(~plan.seed, UInt64(number)))
        switch plan.model {
        case .open(let make):
            isOpen = true
            think = .none
            arrivals = make()
        case .closed(_, let think, _):
            isOpen = false
            self.think = think
            arrivals = ConstantArrivals(rate: 1)
        }
        count = setup.share(of: setup.slots, number)
        // A single response may always be as large as its limits, in a memory that doubles.
        let largest = limits.head.addingSaturated(limits.body).addingSaturated(BufferPool.size).multipliedSaturated(
            by: 2
        )
        mostHeld = max(plan.heldBytes / setup.threads, largest).addingSaturated(count * 2 * BufferPool.size)
        connections = .allocate(capacity: max(1, count))
        connections.initialize(repeating: Connection(), count: count)
        idle = SlotStack(capacity: count)
        closed = SlotStack(capacity: count)
        users = TimerHeap(capacity: count)
        ready = SlotStack(capacity: count)
        events = .allocate(capacity: Self.eventCount)
        receiveBuffer = .allocate(capacity: Self.receiveSize)
        buffers = BufferPool()
        endpointCount = plan.endpoints.count
        kept = IntervalStore(plan, threads: setup.threads)
        statuses = .allocate(capacity: 1000)
        statuses.initialize(repeating: 0, count: 1000)
        deviations = .allocate(capacity: Deviation.allCases.count)
        deviations.initialize(repeating: 0, count: Deviation.allCases.count)
        flows = WorkerFlows(plan, connections: count)
        if plan.isHTTP2 { streams = StreamConnections(slots: count, each: plan.streams) }
        series = .allocate(capacity: endpointCount * Self.classes)
        series.initialize(repeating: Series(), count: endpointCount * Self.classes)
        undelayed = .allocate(capacity: endpointCount)
        undelayed.initialize(repeating: LatencyRecorder(), count: endpointCount)
        for place in 0..<endpointCount {
            series[place * Self.classes + 2].prepare()
            undelayed[place].reserve()
            lastIndex = min(lastIndex, endpoints[place].lastIndex, plan.requests)
        }
        slip.reserve()
        ownSlip.reserve()
        lag.reserve()
        for slot in stride(from: count - 1, through: 0, by: -1) where isOpen { closed.push(slot) }
        watch(setup.mailboxes[number].wakeUp, muster_epoll_in, Self.wakeUp)
    }

    /// What epoll says in place of a connection's number and generation when there is mail.
    static let wakeUp = UInt64.max

    func watch(_ descriptor: Int32, _ what: UInt32, _ mark: UInt64) {
        var event = epoll_event()
        event.events = what
        event.data.u64 = mark
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    deinit {
        for slot in 0..<count {
            connections[slot].request?.deallocate()
            connections[slot].kept?.deallocate()
        }
        connections.deallocate()
        idle.free()
        closed.free()
        users.free()
        ready.free()
        events.deallocate()
        receiveBuffer.deallocate()
        buffers.free()
        for place in 0..<endpointCount { WorkerSetup.free(endpoints[place]) }
        endpoints.deallocate()
        statuses.deallocate()
        deviations.deallocate()
        series.deinitialize(count: endpointCount * Self.classes)
        series.deallocate()
        undelayed.deinitialize(count: endpointCount)
        undelayed.deallocate()
        flows?.free()
        streams?.free()
        close(epoll)
    }
}
