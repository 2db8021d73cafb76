import Glibc
import Synchronization

/// When a mock does what it does: its own clock, which stands still while the mock is frozen.
final class MockTempo: Sendable {
    private static let unknown = Int64.min

    /// The queue that every request goes through whose rule has none of its own.
    let station: ServiceStation?
    private let freeze: Freeze?
    private let clock: @Sendable () -> Int64
    /// When the first request came.
    private let start = Atomic(unknown)

    /// - Parameter clock: Nanoseconds from any instant, the same as those of ``MockAnswer/due``.
    init(station: ServiceStation? = nil, freeze: Freeze? = nil, clock: @escaping @Sendable () -> Int64 = monotonic) {
        self.station = station
        self.freeze = freeze
        self.clock = clock
    }

    /// Notes that a request came: a freeze is counted from the first one.
    func begin() {
        guard freeze != nil, start.load(ordering: .relaxed) == Self.unknown else { return }
        _ = start.compareExchange(expected: Self.unknown, desired: clock(), ordering: .relaxed)
    }

    /// What the mock's own clock shows.
    func now() -> Int64 {
        guard let freeze else { return clock() }
        let start = start.load(ordering: .relaxed)
        return start + freeze.shown(at: clock() - start)
    }

    /// Says in `answer` when it is due: when its service ends, or now, and after its delay; not during a freeze.
    ///
    /// - Parameter served: The end of its service on the mock's own clock, when it was served.
    func schedule(_ answer: inout MockAnswer, served: Int64?) {
        guard served != nil || freeze != nil else { return }
        let (time, overflows) = (served ?? now()).addingReportingOverflow(answer.delay)
        answer.delay = 0
        answer.due = instant(showing: overflows ? .max : time)
    }

    private func instant(showing time: Int64) -> Int64 {
        guard let freeze else { return time }
        let start = start.load(ordering: .relaxed)
        let (instant, overflows) = start.addingReportingOverflow(freeze.instant(showing: time - start))
        return overflows ? .max : instant
    }

    /// The system's monotonic clock, which NIO's event loops go by too.
    @Sendable static func monotonic() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
