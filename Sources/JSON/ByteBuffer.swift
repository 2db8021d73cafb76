import Glibc

/// Bytes that only grow, in memory of their own: of a few bytes, what an array's `append(contentsOf:)` does around them
/// costs more than they do.
public final class ByteBuffer {
    @usableFromInline
    struct State {
        @usableFromInline var memory: UnsafeMutablePointer<UInt8>
        @usableFromInline var capacity: Int
        @usableFromInline var count: Int
    }

    /// Behind a pointer: each look at a variable of a class is guarded against another at the same time, which was a
    /// twelfth of what a case cost.
    @usableFromInline let state: UnsafeMutablePointer<State>

    /// How many there are.
    public var count: Int { state.pointee.count }

    /// Nothing yet.
    public init() {
        let capacity = 1024
        state = .allocate(capacity: 1)
        state.initialize(to: State(memory: Self.memory(capacity, insteadOf: nil), capacity: capacity, count: 0))
    }

    deinit {
        free(state.pointee.memory)
        state.deallocate()
    }

    /// A copy of all of them.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: state.pointee.memory, count: count)) }

    /// Gives them to `body`, which may look at them until it returns.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: state.pointee.memory, count: count))
    }

    /// Adds a byte.
    @inlinable
    public func append(_ byte: UInt8) {
        if state.pointee.count == state.pointee.capacity { grow(by: 1) }
        state.pointee.memory[state.pointee.count] = byte
        state.pointee.count += 1
    }

    /// Adds what `bytes` holds.
    @inlinable
    public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if bytes.count > state.pointee.capacity - state.pointee.count { grow(by: bytes.count) }
        (state.pointee.memory + state.pointee.count).initialize(from: start, count: bytes.count)
        state.pointee.count += bytes.count
    }

    /// Adds what `bytes` holds; false, and nothing is added, where one of them isn't plain. They are looked at while
    /// they are copied, many at a time.
    @inlinable
    public func append(_ bytes: UnsafeBufferPointer<UInt8>, ifAll isPlain: (UInt8) -> Bool) -> Bool {
        let length = bytes.count
        if length > state.pointee.capacity - state.pointee.count { grow(by: length) }
        let target = state.pointee.memory + state.pointee.count
        var others: UInt8 = 0
        for index in 0..<length {
            let byte = bytes[index]
            others |= isPlain(byte) ? 0 : 1
            target[index] = byte
        }
        guard others == 0 else { return false }
        state.pointee.count += length
        return true
    }

    /// Adds a number in decimal digits.
    public func append(decimal value: UInt64) {
        // Most are small.
        guard value >= 10 else { return append(UInt8(ascii: "0") + UInt8(value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (place, rest) = (20, value)
            while rest > 0 {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            append(UnsafeBufferPointer(rebasing: digits[place...]))
        }
    }

    /// Adds a name that needs no escapes between quotation marks, and a colon; before it a comma, where it isn't the
    /// first, and with `indent` a line break and so many spaces.
    func append(name bytes: UnsafeBufferPointer<UInt8>, isFirst: Bool, indent: Int?) {
        assert(!bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
        guard let start = bytes.baseAddress else { return }
        let length = bytes.count + (indent ?? 0) + 6
        if length > state.pointee.capacity - state.pointee.count { grow(by: length) }
        var end = state.pointee.memory + state.pointee.count
        func add(_ byte: UInt8) {
            end.pointee = byte
            end += 1
        }
        if !isFirst { add(UInt8(ascii: ",")) }
        if let indent {
            add(UInt8(ascii: "\n"))
            for _ in 0..<indent { add(UInt8(ascii: " ")) }
        }
        add(UInt8(ascii: "\""))
        end.update(from: start, count: bytes.count)
        end += bytes.count
        add(UInt8(ascii: "\""))
        add(UInt8(ascii: ":"))
        if indent != nil { add(UInt8(ascii: " ")) }
        state.pointee.count = end - state.pointee.memory
    }

    /// Adds a byte so many times.
    public func append(repeating byte: UInt8, count times: Int) {
        if times > state.pointee.capacity - state.pointee.count { grow(by: times) }
        (state.pointee.memory + state.pointee.count).initialize(repeating: byte, count: times)
        state.pointee.count += times
    }

    /// Takes back what was added after the first so many.
    public func cut(to count: Int) { state.pointee.count = min(count, state.pointee.count) }

    @inline(never) @usableFromInline
    func grow(by more: Int) {
        let capacity = max(2 * state.pointee.capacity, count + more)
        state.pointee.memory = Self.memory(capacity, insteadOf: state.pointee.memory)
        state.pointee.capacity = capacity
    }

    /// What is large is moved by its pages (`mremap`): to copy megabytes to pages that are new to the process was a
    /// sixth of what a report cost.
    private static func memory(_ capacity: Int, insteadOf memory: UnsafeMutablePointer<UInt8>?)
        -> UnsafeMutablePointer<UInt8>
    {
        // Nobody can go on without: Swift's own memory ends the program likewise where there is no more.
        guard let larger = realloc(memory, capacity) else { fatalError("out of memory") }
        return larger.assumingMemoryBound(to: UInt8.self)
    }
}
