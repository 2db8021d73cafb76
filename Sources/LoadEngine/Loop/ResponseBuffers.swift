import Glibc
import HTTP
import Measurement

/// The memory of one thread for responses: the buffer into which sockets are read, and what is kept of responses that
/// come in pieces or are to be held against others, up to a bound for all together.
struct ResponseBuffers: ~Copyable {
    /// How much is read at a time.
    static let size = 64 << 10

    /// Where what comes first of a response is read to.
    let incoming: UnsafeMutablePointer<UInt8>
    private var pool = BufferPool()
    /// Bytes that are held beyond a connection's first buffer, and the most that may be.
    private var held = 0
    let most: Int
    /// Whether complete responses are kept, and those that were.
    var keepsResponses: Bool
    private(set) var responses: [KeptResponse] = []
    /// The decoded content of the response that is judged, to be kept.
    var decoded: [UInt8]?

    init(_ plan: LoadPlan, _ limits: ParserLimits, threads: Int, slots: Int) {
        // A single response may always be as large as its limits, in a memory that doubles.
        let largest = limits.head.addingSaturated(limits.body).addingSaturated(BufferPool.size)
            .multipliedSaturated(by: 2)
        most = max(plan.heldBytes / threads, largest).addingSaturated(slots * 2 * BufferPool.size)
        keepsResponses = plan.keepsResponses
        incoming = .allocate(capacity: Self.size)
    }

    deinit {
        incoming.deallocate()
        pool.free()
    }

    /// Keeps bytes of a response that isn't complete; whether there was room for them.
    mutating func keep(
        _ connection: UnsafeMutablePointer<Connection>,
        _ buffer: UnsafeMutablePointer<UInt8>,
        _ filled: Int,
        isFirst: Bool
    ) -> Bool {
        connection.pointee.filled = filled
        guard isFirst, filled > 0 else { return true }
        if connection.pointee.kept == nil {
            connection.pointee.kept = pool.take()
            connection.pointee.keptCapacity = BufferPool.size
        }
        guard grow(connection, filled, keeping: 0), let kept = connection.pointee.kept else {
            connection.pointee.filled = 0
            return false
        }
        memcpy(kept, buffer, filled)
        return true
    }

    /// Makes room for more of a response; whether there was any.
    mutating func makeRoom(_ connection: UnsafeMutablePointer<Connection>) -> Bool {
        let filled = connection.pointee.filled
        guard connection.pointee.keptCapacity - filled < BufferPool.size / 4 else { return true }
        return grow(connection, filled + BufferPool.size, keeping: filled)
    }

    /// Makes the kept bytes' memory at least `capacity` long, by doubling; whether there was room for it.
    private mutating func grow(
        _ connection: UnsafeMutablePointer<Connection>,
        _ capacity: Int,
        keeping filled: Int
    ) -> Bool {
        guard connection.pointee.keptCapacity < capacity else { return true }
        let larger = max(capacity, 2 * connection.pointee.keptCapacity)
        guard hold(larger - connection.pointee.keptCapacity) else { return false }
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let kept = connection.pointee.kept {
            memcpy(memory, kept, filled)
            kept.deallocate()
        }
        connection.pointee.kept = memory
        connection.pointee.keptCapacity = larger
        return true
    }

    /// Counts bytes that are to be held; whether they may be.
    private mutating func hold(_ count: Int) -> Bool {
        guard held + count <= most else { return false }
        held += count
        return true
    }

    /// Gives back what was kept of a response.
    mutating func release(_ connection: UnsafeMutablePointer<Connection>) {
        connection.pointee.filled = 0
        guard let kept = connection.pointee.kept else { return }
        held -= connection.pointee.keptCapacity - BufferPool.size
        pool.giveBack(kept, connection.pointee.keptCapacity)
        connection.pointee.kept = nil
        connection.pointee.keptCapacity = 0
    }

    /// Keeps the complete response in `buffer`; whether there was room for it.
    mutating func keepResponse(
        _ connection: UnsafeMutablePointer<Connection>,
        _ buffer: UnsafeMutablePointer<UInt8>,
        broken: String?
    ) -> Bool {
        let parser = connection.pointee.parser
        let head = UnsafeBufferPointer(start: buffer, count: parser.headEnd)
        let body = UnsafeBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd)
        defer { decoded = nil }
        guard hold(head.count + (decoded?.count ?? body.count)) else { return false }
        responses.append(
            KeptResponse(
                index: connection.pointee.index,
                endpoint: connection.pointee.endpoint,
                status: parser.status,
                head: Array(head),
                body: decoded ?? Array(body),
                sent: connection.pointee.sentAt,
                completed: connection.pointee.completedAt,
                broken: broken,
                deviations: parser.deviations
            )
        )
        return true
    }

    /// Why a response wasn't read to its end, or not kept.
    var noRoom: String {
        "the responses at hand take more than \(most >> 20) MiB of memory: let fewer come at a time, or smaller ones"
    }
}

/// Buffers of one size for responses that come in pieces: taken once, used again and again.
struct BufferPool {
    static let size = 16 << 10
    /// The most that are kept unused.
    private static let places = 64

    private let buffers: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>
    private var count = 0

    init() { buffers = .allocate(capacity: Self.places) }

    func free() {
        for place in 0..<count { buffers[place].deallocate() }
        buffers.deallocate()
    }

    mutating func take() -> UnsafeMutablePointer<UInt8> {
        guard count > 0 else { return .allocate(capacity: Self.size) }
        count -= 1
        return buffers[count]
    }

    /// Takes one back that has `capacity`; one that has grown isn't kept.
    mutating func giveBack(_ buffer: UnsafeMutablePointer<UInt8>, _ capacity: Int) {
        guard capacity == Self.size, count < Self.places else { return buffer.deallocate() }
        buffers[count] = buffer
        count += 1
    }
}
