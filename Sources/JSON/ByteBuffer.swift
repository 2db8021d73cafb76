/// Bytes that only grow, in memory of their own: of a few bytes, what an array's `append(contentsOf:)` does around them costs more
/// than they do.
public final class ByteBuffer {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// How many there are.
    public private(set) var count = 0

    /// Nothing yet.
    public init() {
        capacity = 1024
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    /// A copy of all of them.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: count)) }

    /// Adds a byte.
    public func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        memory[count] = byte
        count += 1
    }

    /// Adds what `bytes` holds.
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if bytes.count > capacity - count { grow(by: bytes.count) }
        (memory + count).initialize(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Adds a byte so many times.
    public func append(repeating byte: UInt8, count times: Int) {
        if times > capacity - count { grow(by: times) }
        (memory + count).initialize(repeating: byte, count: times)
        count += times
    }

    @inline(never)
    private func grow(by more: Int) {
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.moveInitialize(from: memory, count: count)
        memory.deallocate()
        memory = larger
    }
}
