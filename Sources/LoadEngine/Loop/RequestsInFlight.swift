/// The requests of one thread that are in flight, by their time of sending: a list through the thread's array of connections.
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
