import Glibc

/// A ``TimedText`` as it is now.
struct RenderedText {
    private let source: TimedText
    private(set) var bytes: [UInt8] = []
    /// When it has to be rendered again, by the monotonic clock.
    private(set) var expires: UInt64 = 0

    init(_ source: TimedText) { self.source = source }

    mutating func refresh(_ now: UInt64) {
        guard now >= expires else { return }
        let wall = Clock.wall()
        bytes = source.render(wall)
        let granularity = max(1, source.granularity)
        expires = now + (granularity - wall % granularity)
    }
}
