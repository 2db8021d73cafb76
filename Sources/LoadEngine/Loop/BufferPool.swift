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
