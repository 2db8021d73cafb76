import Glibc
import HTTP

/// Writes the requests of one thread into the memory of their places: from a template, from a ring of prepared ones, or
/// made by themselves.
struct RequestWriter: ~Copyable {
    /// One for each of the plan's endpoints.
    let endpoints: UnsafeMutablePointer<Endpoint>
    private let count: Int
    private let seed: UInt64
    private let makers: [RequestMaker?]
    /// Where requests are made that no template gives.
    private var made = MadeRequest()

    /// - Parameter endpoints: What it is the owner of from now on.
    init(_ endpoints: UnsafeMutablePointer<Endpoint>, _ setup: WorkerSetup) {
        self.endpoints = endpoints
        count = setup.plan.endpoints.count
        seed = setup.plan.seed
        makers = setup.makers
    }

    deinit {
        for place in 0..<count { WorkerSetup.free(endpoints[place]) }
        endpoints.deallocate()
    }

    /// The index from which on requests can't be made, as a feeder has no more rows.
    var lastIndex: UInt64 { (0..<count).map { endpoints[$0].lastIndex }.min() ?? .max }

    /// The endpoint that request `index` is of.
    @inline(__always)
    func draw(_ index: UInt64) -> Int {
        if count == 1 { return 0 }
        let drawn = WorkerSetup.draws(seed, index)
        var place = 0
        while place < count - 1, drawn >= endpoints[place].threshold { place += 1 }
        return place
    }

    /// Whether the response to request `index` of an endpoint is looked at beyond its status.
    @inline(__always)
    func isSampled(_ index: UInt64, _ endpoint: UnsafeMutablePointer<Endpoint>) -> Bool {
        endpoint.pointee.share >= 1 || Mixing.unit(seed ^ 0x7368_6172, index) < endpoint.pointee.share
    }

    /// Why the last request has no bytes.
    var problem: String { made.problem ?? "the request is empty: its source prepared nothing" }

    /// Writes the request of a place; it has no length where it can't be made.
    ///
    /// - Parameters:
    ///   - user: The number of the user whose request it is.
    ///   - memory: What its flow has captured; `nil` where there are no flows.
    ///   - now: The present instant, which goes on where making it takes its time.
    @inline(__always)
    mutating func write(
        _ connection: UnsafeMutablePointer<Connection>,
        user: Int,
        _ memory: Unmanaged<FlowMemory>?,
        _ now: inout UInt64,
        _ figures: inout WorkerFigures
    ) {
        let endpoint = endpoints + connection.pointee.endpoint
        connection.pointee.requestSent = 0
        connection.pointee.requestLength = 0
        switch endpoint.pointee.source {
        case .template:
            connection.pointee.destination = endpoint.pointee.origin
            let context = context(connection, user, memory, now)
            if endpoint.pointee.renderer?.mayNotFit ?? false, !(endpoint.pointee.renderer?.fits(context) ?? true) {
                make(connection, user, memory, &now)
            } else {
                render(connection, endpoint, context, now)
            }
        case .ring: if !takePrepared(connection, &now, &figures) { make(connection, user, memory, &now) }
        case .made: make(connection, user, memory, &now)
        }
    }

    /// What the request of a place is rendered for.
    @inline(__always)
    private func context(
        _ connection: UnsafeMutablePointer<Connection>,
        _ user: Int,
        _ memory: Unmanaged<FlowMemory>?,
        _ now: UInt64
    ) -> Renderer.Context {
        if connection.pointee.isInFlow, let memory, let renderer = endpoints[connection.pointee.endpoint].renderer {
            return memory._withUnsafeGuaranteedRef { renderer.context($0, now) }
        }
        return Renderer.Context(index: connection.pointee.index, user: user, now: now)
    }

    @inline(__always)
    private func render(
        _ connection: UnsafeMutablePointer<Connection>,
        _ endpoint: UnsafeMutablePointer<Endpoint>,
        _ context: Renderer.Context,
        _ now: UInt64
    ) {
        endpoint.pointee.renderer?.prepare(now)
        let bound = endpoint.pointee.renderer?.bound ?? 0
        connection.pointee.reserveRequest(2 * (bound + context.extra))
        guard let output = connection.pointee.request else { return }
        connection.pointee.requestLength = endpoint.pointee.renderer?.render(into: output, context) ?? 0
    }

    /// Has a request made by itself.
    private mutating func make(
        _ connection: UnsafeMutablePointer<Connection>,
        _ user: Int,
        _ memory: Unmanaged<FlowMemory>?,
        _ now: inout UInt64
    ) {
        made.begin()
        guard let maker = makers[connection.pointee.endpoint] else { return }
        let occasion = RequestMaker.Occasion(
            index: connection.pointee.index,
            user: user,
            memory: memory?.takeUnretainedValue()
        )
        maker.make(occasion, &made)
        made.bytes.withUnsafeBufferPointer { connection.pointee.use($0, origin: made.origin) }
        // It may have taken its time.
        now = Clock.now()
    }

    /// Takes the request from the ring; waits when the ring is empty, and counts that. Whether it can be sent: a stale
    /// one can't.
    private mutating func takePrepared(
        _ connection: UnsafeMutablePointer<Connection>,
        _ now: inout UInt64,
        _ figures: inout WorkerFigures
    ) -> Bool {
        guard let ring = endpoints[connection.pointee.endpoint].ring else { return true }
        return ring._withUnsafeGuaranteedRef { ring in
            var prepared = ring.first()
            if prepared == nil {
                let begun = Clock.now()
                while prepared == nil {
                    sched_yield()
                    prepared = ring.first()
                }
                now = Clock.now()
                figures.countSourceWait(now - begun)
            }
            var isFresh = true
            if let prepared, ring.isStale(prepared, now) {
                isFresh = false
            } else if let prepared {
                connection.pointee.use(prepared.bytes, origin: prepared.origin)
                if prepared.bytes.isEmpty { made.problem = prepared.problem }
            }
            ring.drop()
            return isFresh
        }
    }
}

extension Connection {
    /// Takes `bytes` as the request.
    mutating func use(_ bytes: UnsafeBufferPointer<UInt8>, origin: Int) {
        destination = Int32(truncatingIfNeeded: origin)
        requestLength = bytes.count
        guard let first = bytes.baseAddress, bytes.count > 0 else { return }
        reserveRequest(bytes.count)
        request?.update(from: first, count: bytes.count)
    }

    /// Makes room for a request.
    @inline(__always)
    mutating func reserveRequest(_ capacity: Int) {
        guard requestCapacity < capacity || request == nil else { return }
        request?.deallocate()
        request = .allocate(capacity: max(1, capacity))
        requestCapacity = capacity
    }
}
