import CLinux
import Glibc
import HTTP
import Measurement
import Transport

/// One thread of the generator: its event loop, and the parts that it drives. Nothing of it is shared while it runs.
///
/// It and its parts are structures of plain values and of memory that they own, and what is read and written for each
/// request is nothing else: no reference is counted, no access is checked at run time, no lock is taken, no memory is
/// asked for. Classes are called where something goes wrong, once a second, and when connections are opened.
struct Worker: ~Copyable {
    let setup: WorkerSetup
    let number: Int
    let threads: UInt64
    /// The first user of the thread, of the whole load, and from each to its next one.
    let first: UInt64
    let stride: UInt64
    let epoll: Int32
    let ready: UnsafeMutablePointer<epoll_event>
    let isReusing: Bool
    let timeout: UInt64
    let limits: ParserLimits

    /// When requests are due.
    var schedule: Schedule
    /// What they are.
    var writer: RequestWriter
    /// Where they are in flight.
    var table: ConnectionTable
    /// Over HTTP/2 the connections, which carry the requests of several places each.
    var streams: StreamConnections?
    var inFlight: RequestsInFlight
    /// What comes back.
    var buffers: ResponseBuffers
    /// Of a load with flows.
    var flows: WorkerFlows?
    /// Of a load whose responses are streams of events.
    var events: WorkerEvents?
    /// What is counted.
    var figures: WorkerFigures

    /// The memory of ``table`` and of ``writer``, at hand.
    let connections: UnsafeMutablePointer<Connection>
    let endpoints: UnsafeMutablePointer<Endpoint>

    /// The present instant of the monotonic clock, brought up to date where time may have passed.
    var now: UInt64 = 0
    var pace: Pace
    var isStopped = false
    var isBurst = false

    static let eventCount = 64

    /// - Parameter resources: what the worker is the owner of from now on.
    init(_ setup: WorkerSetup, number: Int, _ resources: WorkerResources) {
        let plan = setup.plan
        self.setup = setup
        self.number = number
        threads = UInt64(setup.threads)
        (first, stride) = (setup.first(number), setup.stride)
        epoll = resources.epoll
        ready = .allocate(capacity: Self.eventCount)
        isReusing = plan.connections.isReusing
        timeout = plan.timeout == 0 ? .max : plan.timeout
        limits = ParserLimits(head: plan.configuration.maxHeader, body: plan.configuration.maxBody)
        let slots = setup.share(of: setup.slots, number)
        writer = RequestWriter(resources.endpoints, setup)
        endpoints = writer.endpoints
        schedule = Schedule(
            plan,
            first: first,
            stride: stride,
            slots: slots,
            lastIndex: min(plan.requests, writer.lastIndex)
        )
        table = ConnectionTable(count: slots, epoll: epoll, isOpen: schedule.isOpen)
        connections = table.places
        inFlight = RequestsInFlight(connections)
        if plan.isHTTP2 { streams = StreamConnections(slots: slots, each: plan.streams) }
        buffers = ResponseBuffers(plan, limits, threads: setup.threads, slots: slots)
        flows = WorkerFlows(plan, connections: slots)
        events = WorkerEvents(plan, slots: slots)
        figures = WorkerFigures(plan, threads: setup.threads, setup.control)
        pace = Pace(spin: plan.pacing.spin, gathers: plan.gathers)
        var event = epoll_event()
        event.events = muster_epoll_in
        event.data.u64 = Self.wakeUp
        epoll_ctl(epoll, EPOLL_CTL_ADD, setup.mailboxes[number].wakeUp, &event)
    }

    /// What epoll says in place of a connection's number and generation when there is mail.
    static let wakeUp = UInt64.max

    /// How many requests can be in flight.
    var count: Int { table.count }

    /// The number of the user whose requests `slot` sends.
    @inline(__always)
    func user(_ slot: Int) -> Int { schedule.isOpen ? 0 : Int(UInt64(slot) * stride + first) }

    /// What the flow of `slot` has captured; `nil` where there are no flows.
    @inline(__always)
    func memory(_ slot: Int) -> Unmanaged<FlowMemory>? { flows.map { $0.memory(slot) } }

    deinit {
        ready.deallocate()
        flows?.free()
        events?.free()
        streams?.free()
        close(epoll)
    }
}

/// How a loop waits: whether it polls, and whether it lets responses gather.
struct Pace {
    /// How long before an instant it polls rather than sleeps, in nanoseconds.
    let spin: UInt64
    /// Whether responses may gather.
    let gathers: Bool
    /// The mean gap between responses, in nanoseconds.
    private(set) var meanGap: UInt64 = 1_000_000
    /// When the loop last had something to do.
    var lastActivity: UInt64 = 0
    /// When figures are shown next, and the stop flag is looked at.
    var nextTick: UInt64 = 0

    init(spin: UInt64, gathers: Bool) {
        self.spin = spin
        self.gathers = gathers
    }

    /// So many events came.
    @inline(__always)
    mutating func note(_ events: Int, at instant: UInt64) {
        meanGap = (7 * meanGap + (instant - lastActivity) / UInt64(events)) / 8
    }
}

/// The clocks, in nanoseconds.
enum Clock {
    /// `CLOCK_MONOTONIC`, which all instants of a load are of.
    @inline(__always)
    static func now() -> UInt64 { read(CLOCK_MONOTONIC) }

    /// Since 1970 in UTC.
    static func wall() -> UInt64 { read(CLOCK_REALTIME) }

    @inline(__always)
    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(bitPattern: Int64(time.tv_sec)) &* 1_000_000_000 &+ UInt64(bitPattern: Int64(time.tv_nsec))
    }
}
