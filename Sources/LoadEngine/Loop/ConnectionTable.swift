import CLinux
import Glibc
import Transport

/// The places of one thread for requests in flight, and the connections of HTTP/1.1 in them.
struct ConnectionTable: ~Copyable {
    /// An open connection that waits until a request of its place goes to its origin again.
    private struct Parked {
        var slot: Int
        var origin: Int32
        var owner: OpenConnection
        var served: UInt32
    }

    /// How many connections to other origins a place keeps.
    private static let mostParked = 7

    let places: UnsafeMutablePointer<Connection>
    let count: Int
    private let epoll: Int32
    /// Open: places with a connection that is free, and those without one.
    private var idle: SlotStack
    private var closed: SlotStack
    private var parked: [Parked] = []
    /// Connections that are being opened.
    var opening = 0
    /// Requests that wait for a connection to be opened.
    var awaited = 0
    /// Connections that are open.
    var open = 0

    init(count: Int, epoll: Int32, isOpen: Bool) {
        self.count = count
        self.epoll = epoll
        places = .allocate(capacity: max(1, count))
        places.initialize(repeating: Connection(), count: count)
        idle = SlotStack(capacity: count)
        closed = SlotStack(capacity: count)
        for slot in stride(from: count - 1, through: 0, by: -1) where isOpen { closed.push(slot) }
    }

    deinit {
        for connection in parked { connection.owner.close() }
        for slot in 0..<count {
            places[slot].request?.deallocate()
            places[slot].kept?.deallocate()
        }
        places.deallocate()
        idle.free()
        closed.free()
    }

    // MARK: Places for arrivals

    /// Whether there is a place for an arrival.
    @inline(__always)
    var hasFree: Bool { idle.count > 0 || closed.count > 0 }

    /// Takes a place for an arrival, one with a connection first.
    @inline(__always)
    mutating func takeFree() -> Int? { idle.pop() ?? closed.pop() }

    /// The request of `slot` is over.
    @inline(__always)
    mutating func free(_ slot: Int) {
        if places[slot].state == .idle { idle.push(slot) } else { closed.push(slot) }
    }

    /// The free place `slot` has got a connection.
    mutating func gained(_ slot: Int) {
        closed.remove(slot)
        idle.push(slot)
    }

    /// The free place `slot` has lost its connection.
    mutating func lost(_ slot: Int) {
        idle.remove(slot)
        closed.push(slot)
    }

    // MARK: Connections

    /// Makes `owner` the connection of `slot`, and listens to it.
    mutating func attach(_ owner: OpenConnection, to slot: Int, served: UInt32 = 0) {
        let connection = places + slot
        connection.pointee.served = served
        connection.pointee.generation &+= 1
        connection.pointee.socket = owner.socket
        connection.pointee.easy = owner.easy
        connection.pointee.owner = owner
        connection.pointee.state = .idle
        var event = epoll_event()
        event.events = muster_epoll_in | muster_epoll_out | muster_epoll_peer_closed | muster_epoll_edge
        event.data.u64 = UInt64(connection.pointee.generation) << 32 | UInt64(slot)
        epoll_ctl(epoll, EPOLL_CTL_ADD, owner.socket, &event)
    }

    private func detach(_ connection: UnsafeMutablePointer<Connection>) {
        connection.pointee.state = .closed
        // Events that are still in hand are told by the generation to be of the past.
        connection.pointee.generation &+= 1
        connection.pointee.socket = -1
        connection.pointee.easy = nil
        connection.pointee.owner = nil
    }

    /// Closes the connection of `slot`, where there is one.
    mutating func close(_ slot: Int) {
        let connection = places + slot
        connection.pointee.state = .closed
        guard connection.pointee.socket >= 0 else { return }
        let owner = connection.pointee.owner
        detach(connection)
        owner?.close()
        open -= 1
    }

    /// Puts the connection of `slot` aside, as its next request goes to another origin.
    mutating func park(_ slot: Int) {
        let connection = places + slot
        guard let owner = connection.pointee.owner else { return }
        if parked.count(where: { $0.slot == slot }) == Self.mostParked,
            let oldest = parked.firstIndex(where: { $0.slot == slot })
        {
            parked.remove(at: oldest).owner.close()
            open -= 1
        }
        let (origin, served) = (connection.pointee.origin, connection.pointee.served)
        parked.append(Parked(slot: slot, origin: origin, owner: owner, served: served))
        epoll_ctl(epoll, EPOLL_CTL_DEL, connection.pointee.socket, nil)
        detach(connection)
    }

    /// Takes the connection to the origin of the request of `slot` that was put aside, if there is any.
    mutating func unpark(_ slot: Int) {
        let destination = places[slot].destination
        guard let place = parked.firstIndex(where: { $0.slot == slot && $0.origin == destination }) else { return }
        let taken = parked.remove(at: place)
        places[slot].origin = taken.origin
        attach(taken.owner, to: slot, served: taken.served)
    }
}

/// The requests of one thread that are in flight, by their time of sending: a list through the thread's array of
/// connections.
struct RequestsInFlight {
    private let connections: UnsafeMutablePointer<Connection>
    private var first: Int32 = -1
    private var last: Int32 = -1
    private(set) var count = 0
    /// The most that there were at the same time.
    private(set) var peak = 0

    init(_ connections: UnsafeMutablePointer<Connection>) { self.connections = connections }

    /// The one that was sent first.
    @inline(__always)
    var oldest: Int? { first < 0 ? nil : Int(first) }

    /// Puts the request of `slot` at the end.
    @inline(__always)
    mutating func append(_ slot: Int) {
        connections[slot].before = last
        connections[slot].after = -1
        if last >= 0 { connections[Int(last)].after = Int32(slot) } else { first = Int32(slot) }
        last = Int32(slot)
        count += 1
        if count > peak { peak = count }
    }

    @inline(__always)
    mutating func remove(_ slot: Int) {
        let before = connections[slot].before
        let after = connections[slot].after
        if before >= 0 { connections[Int(before)].after = after } else { first = after }
        if after >= 0 { connections[Int(after)].before = before } else { last = before }
        count -= 1
    }
}

/// Numbers of connections, last in first out, in memory taken once.
struct SlotStack {
    private let slots: UnsafeMutablePointer<Int32>
    private(set) var count = 0

    init(capacity: Int) { slots = .allocate(capacity: max(1, capacity)) }

    func free() { slots.deallocate() }

    @inline(__always)
    mutating func push(_ slot: Int) {
        slots[count] = Int32(truncatingIfNeeded: slot)
        count += 1
    }

    @inline(__always)
    mutating func pop() -> Int? {
        guard count > 0 else { return nil }
        count -= 1
        return Int(slots[count])
    }

    @inline(__always)
    subscript(place: Int) -> Int { Int(slots[place]) }

    /// Takes the `number` oldest out.
    @inline(__always)
    mutating func removeFirst(_ number: Int) {
        for place in number..<count { slots[place - number] = slots[place] }
        count -= number
    }

    /// Takes `slot` out, wherever it is.
    mutating func remove(_ slot: Int) {
        for place in 0..<count where slots[place] == Int32(slot) {
            count -= 1
            slots[place] = slots[count]
            return
        }
    }
}
