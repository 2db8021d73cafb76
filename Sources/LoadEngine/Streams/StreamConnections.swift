import HTTP
import Transport

/// The HTTP/2 connections of one thread: plain values in memory that this owns.
///
/// The thread's slots are divided into groups of as many as a connection carries at the same time. Each group has one
/// connection to each origin that its requests go to; one that takes no more requests is replaced, and goes on with
/// those that it carries.
struct StreamConnections {
    /// One connection.
    struct Carrier {
        let session: HTTP2Session
        let owner: OpenConnection
        let socket: Int32
        let easy: UnsafeMutableRawPointer?
        let lane: Int
        let group: Int
        let generation: UInt32
        /// Whether the socket takes no more, so that it is told when it does.
        var isBlocked = false
        /// Whether something may have to be written.
        var isDirty = false
        /// Whether it takes no further requests.
        var isLeaving = false
        /// Whether a request went out on it.
        var isUsed = false
        /// Responses that came over it.
        var served: UInt64 = 0
    }

    /// The way of a group to an origin.
    struct Lane {
        enum State: UInt8 {
            case closed
            /// A connector is at work.
            case opening
            /// It is open, and the server's settings are to come.
            case settling
            case open
        }

        var state = State.closed
        /// The number of its connection, when it has one.
        var carrier = 0
        /// The slots that wait for it: the first and the last of a list; -1 for none.
        var firstWaiting: Int32 = -1
        var lastWaiting: Int32 = -1
        var hasBeenOpen = false
        /// When its opening was begun and when that is over at the latest, by the monotonic clock.
        var begun: UInt64 = 0
        var expiry = UInt64.max
    }

    /// How many slots a group has.
    let each: Int
    let groups: Int
    /// The groups' lanes to each origin, by its number; their memory is taken with the first request that goes there.
    private let lanes: UnsafeMutablePointer<UnsafeMutablePointer<Lane>?>
    /// Lanes that wait for their server's settings.
    var settling = 0
    /// By their numbers; a number whose connection has ended is used again.
    var carriers: UnsafeMutablePointer<Carrier?>
    private var capacity = 16
    private(set) var count = 0
    private var unused: [Int] = []
    private var generation: UInt32 = 0
    /// The numbers of those that are to be flushed.
    var dirty: SlotStack

    init(slots: Int, each: Int) {
        self.each = each
        groups = max(1, slots / each + (slots % each > 0 ? 1 : 0))
        lanes = .allocate(capacity: LoadOrigins.most)
        lanes.initialize(repeating: nil, count: LoadOrigins.most)
        carriers = .allocate(capacity: capacity)
        carriers.initialize(repeating: nil, count: capacity)
        dirty = SlotStack(capacity: capacity)
    }

    func free() {
        for number in 0..<count {
            carriers[number]?.session.free()
            carriers[number]?.owner.close()
        }
        for origin in 0..<LoadOrigins.most { lanes[origin]?.deallocate() }
        lanes.deallocate()
        carriers.deinitialize(count: capacity)
        carriers.deallocate()
        dirty.free()
    }

    /// The number of a group's lane to an origin.
    @inline(__always)
    func number(group: Int, origin: Int) -> Int { origin * groups + group }

    /// The lane with a number.
    @inline(__always)
    func lane(_ number: Int) -> UnsafeMutablePointer<Lane> {
        let (origin, group) = number.quotientAndRemainder(dividingBy: groups)
        if let known = lanes[origin] { return known + group }
        let new = UnsafeMutablePointer<Lane>.allocate(capacity: groups)
        new.initialize(repeating: Lane(), count: groups)
        lanes[origin] = new
        return new + group
    }

    /// Every lane that there is memory for.
    var known: [UnsafeMutablePointer<Lane>] {
        (0..<LoadOrigins.most).flatMap { origin in
            lanes[origin].map { first in (0..<groups).map { first + $0 } } ?? []
        }
    }

    /// The number of a new connection.
    mutating func add(_ make: (_ generation: UInt32) -> Carrier) -> Int {
        generation = (generation &+ 1) & 0x3FFF_FFFF
        let carrier = make(generation)
        if let number = unused.popLast() {
            carriers[number] = carrier
            return number
        }
        if count == capacity { grow() }
        carriers[count] = carrier
        count += 1
        return count - 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Carrier?>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: carriers, count: count)
        (larger + count).initialize(repeating: nil, count: 2 * capacity - count)
        carriers.deallocate()
        carriers = larger
        var stack = SlotStack(capacity: 2 * capacity)
        for place in 0..<dirty.count { stack.push(dirty[place]) }
        dirty.free()
        dirty = stack
        capacity *= 2
    }

    /// Forgets a connection that has ended.
    mutating func remove(_ number: Int) {
        if carriers[number]?.isDirty == true { dirty.remove(number) }
        carriers[number] = nil
        unused.append(number)
    }

    mutating func mark(_ number: Int) {
        guard carriers[number]?.isDirty == false else { return }
        carriers[number]?.isDirty = true
        dirty.push(number)
    }
}
