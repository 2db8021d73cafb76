/// Bytes that only grow, in memory of their own: of a few bytes, what an array's `append(contentsOf:)` does around them
/// costs more than they do.
public final class ByteBuffer {
    private struct State {
        var memory: UnsafeMutablePointer<UInt8>
        var capacity: Int
        var count: Int
    }

    /// Behind a pointer: each look at a variable of a class is guarded against another at the same time, which was a
    /// twelfth of what a case cost.
    private let state: UnsafeMutablePointer<State>

    /// How many there are.
    public var count: Int { state.pointee.count }

    /// Nothing yet.
    public init() {
        let capacity = 1024
        state = .allocate(capacity: 1)
        state.initialize(to: State(memory: .allocate(capacity: capacity), capacity: capacity, count: 0))
    }

    deinit {
        state.pointee.memory.deallocate()
        state.deallocate()
    }

    /// A copy of all of them.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: state.pointee.memory, count: count)) }

    /// Gives them to `body`, which may look at them until it returns.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: state.pointee.memory, count: count))
    }

    /// Adds a byte.
    public func append(_ byte: UInt8) {
        if state.pointee.count == state.pointee.capacity { grow(by: 1) }
        state.pointee.memory[state.pointee.count] = byte
        state.pointee.count += 1
    }

    /// Adds what `bytes` holds.
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if bytes.count > state.pointee.capacity - state.pointee.count { grow(by: bytes.count) }
        (state.pointee.memory + state.pointee.count).initialize(from: start, count: bytes.count)
        state.pointee.count += bytes.count
    }

    /// Adds what `bytes` holds between quotation marks, as JSON writes a string; false, and nothing is added, where one
    /// of them can't stand there as it is. Nearly all can, so they are looked at while they are copied.
    func append(quoted bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let length = bytes.count
        if length + 2 > state.pointee.capacity - state.pointee.count { grow(by: length + 2) }
        let target = state.pointee.memory + state.pointee.count
        var escapes: UInt8 = 0
        for index in 0..<length {
            let byte = bytes[index]
            escapes |= byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0
            target[index + 1] = byte
        }
        guard escapes == 0 else { return false }
        target[0] = UInt8(ascii: "\"")
        target[length + 1] = UInt8(ascii: "\"")
        state.pointee.count += length + 2
        return true
    }

    /// Adds a name that needs no escapes between quotation marks, and a colon.
    func append(name bytes: UnsafeBufferPointer<UInt8>, isSpaced: Bool) {
        assert(!bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
        let length = bytes.count
        if length + 4 > state.pointee.capacity - state.pointee.count { grow(by: length + 4) }
        guard let start = bytes.baseAddress else { return }
        let target = state.pointee.memory + state.pointee.count
        target[0] = UInt8(ascii: "\"")
        (target + 1).update(from: start, count: length)
        target[length + 1] = UInt8(ascii: "\"")
        target[length + 2] = UInt8(ascii: ":")
        target[length + 3] = UInt8(ascii: " ")
        state.pointee.count += length + (isSpaced ? 4 : 3)
    }

    /// Adds a byte so many times.
    public func append(repeating byte: UInt8, count times: Int) {
        if times > state.pointee.capacity - state.pointee.count { grow(by: times) }
        (state.pointee.memory + state.pointee.count).initialize(repeating: byte, count: times)
        state.pointee.count += times
    }

    @inline(never)
    private func grow(by more: Int) {
        let (memory, count) = (state.pointee.memory, state.pointee.count)
        let capacity = max(2 * state.pointee.capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.moveInitialize(from: memory, count: count)
        memory.deallocate()
        state.pointee = State(memory: larger, capacity: capacity, count: count)
    }
}
