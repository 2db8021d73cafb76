import Glibc

/// A ``TimedText`` as it is now, in memory that is read without a reference being counted. It is a plain value over memory that
/// its owner frees.
struct RenderedText {
    private let source: TimedText
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 0
    /// When it has to be rendered again, by the monotonic clock.
    private(set) var expires: UInt64 = 0

    init(_ source: TimedText) {
        self.source = source
        bytes = .allocate(capacity: 0)
    }

    func free() { bytes.deallocate() }

    mutating func refresh(_ now: UInt64) {
        guard now >= expires else { return }
        let wall = Clock.wall()
        keep(source.render(wall))
        let granularity = max(1, source.granularity)
        expires = now + (granularity - wall % granularity)
    }

    private mutating func keep(_ text: [UInt8]) {
        if text.count > capacity {
            bytes.deallocate()
            capacity = text.count
            bytes = .allocate(capacity: capacity)
        }
        count = text.count
        text.withUnsafeBufferPointer { bytes.update(from: $0.baseAddress ?? UnsafePointer(bytes), count: count) }
    }
}
