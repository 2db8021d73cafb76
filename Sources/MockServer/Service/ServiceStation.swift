import DequeModule
import Glibc
import HeapModule
import Measurement
import Synchronization

/// A queue that requests share, whatever event loop they come on.
final class ServiceStation: Sendable {
    private struct State {
        var queue: ServiceQueue
        var random: SplitMix64
    }

    /// The answer when the queue is full.
    let full: MockAnswer
    private let time: ServiceTime
    private let state: Mutex<State>

    /// A station of free servers, whose service times are drawn with `seed`: the n-th request that comes gets the n-th
    /// of them.
    init(queue: ServiceQueue, time: ServiceTime, full: MockAnswer, seed: UInt64) {
        self.full = full
        self.time = time
        state = Mutex(State(queue: queue, random: SplitMix64(seed: seed)))
    }

    /// Takes a request that comes at the instant that `clock` gives, which is read while no other request can be taken,
    /// so that the instants are in the order in which requests are taken.
    ///
    /// - Returns: When its service ends on that clock, `nil` when the queue is full.
    func admit(clock: () -> Int64) -> Int64? {
        state.withLock { state in
            let service = time.draw(&state.random)
            return state.queue.admit(arrival: clock(), service: service)
        }
    }
}

/// The arithmetic of a queue with c equal servers, first come first served: when each request is served, known when it
/// comes.
///
/// Kiefer and Wolfowitz's recursion (On the theory of queues with many servers, 1955), Lindley's for one server: a
/// request that comes at t begins with the server that is free first, at max(t, F), F being the least of the servers'
/// times of getting free, and keeps it for its service time. Times are in nanoseconds, from any instant.
struct ServiceQueue: Sendable {
    /// When each server is free.
    private var free: Heap<Int64>
    /// How many may wait; the servers hold as many more.
    private let limit: Int
    /// When those that wait begin, in the order in which they came, which is the order of these times.
    private var begins: Deque<Int64> = []

    /// A queue with `servers` that are free, in which at most `limit` wait.
    init(servers: Int, limit: Int = .max) {
        precondition(servers >= 1 && limit >= 0, "somebody has to serve")
        free = Heap(repeatElement(Int64.min, count: servers))
        self.limit = limit
    }

    /// How many wait.
    var waiting: Int { begins.count }

    /// The end of the service of a request that comes at `arrival`, not before the one before it, and takes `service`;
    /// `nil` when it would have to wait and the queue is full.
    mutating func admit(arrival: Int64, service: Int64) -> Int64? {
        while let first = begins.first, first <= arrival { begins.removeFirst() }
        let begin = max(arrival, free.min ?? .min)
        if begin > arrival {
            guard waiting < limit else { return nil }
            begins.append(begin)
        }
        let (end, overflows) = begin.addingReportingOverflow(service)
        free.replaceMin(with: overflows ? .max : end)
        return overflows ? .max : end
    }
}

/// How long a server needs for a request, in nanoseconds.
enum ServiceTime: Sendable, Hashable {
    /// A time and how often it is drawn.
    struct Choice: Sendable, Hashable {
        /// In 0...1; the shares of all choices add up to 1.
        let share: Double
        let time: Int64
    }

    /// Always the same.
    case constant(Int64)
    /// Exponentially distributed with this mean.
    case exponential(mean: Int64)
    /// One of several.
    case choices([Choice])

    /// The next time. It takes one number from `random` whatever the distribution, by inversion.
    func draw(_ random: inout SplitMix64) -> Int64 {
        let unit = random.unit()
        switch self {
        case .constant(let time):
            return time
        case .exponential(let mean):
            return Int64(saturating: (-log(1 - unit) * Double(mean)).rounded())
        case .choices(let choices):
            var sum = 0.0
            for choice in choices {
                sum += choice.share
                if unit < sum { return choice.time }
            }
            // Shares that add up to 1 only but for rounding.
            return choices.last?.time ?? 0
        }
    }
}

/// When a mock does what it does: its own clock, which stands still while the mock is frozen.
final class VirtualClock: Sendable {
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

/// A time in which a mock stands still: all its work goes on afterwards from where it was.
///
/// The mock works by a clock that stands still meanwhile. For an instant `t` of the real clock it shows t before the
/// freeze, the freeze's beginning during it, and t less the freeze's length after it. Times are in nanoseconds.
struct Freeze: Sendable, Hashable {
    /// From the first request to the standstill.
    let after: Int64
    /// How long it lasts.
    let length: Int64

    /// What the mock's clock shows at `instant`, both counted from the first request.
    func shown(at instant: Int64) -> Int64 {
        instant < after ? instant : max(after, instant - length)
    }

    /// The first instant at which something due at `time` of the mock's clock can happen: the end of the freeze for
    /// what is due just at its beginning.
    func instant(showing time: Int64) -> Int64 {
        guard time >= after else { return time }
        let (instant, overflows) = time.addingReportingOverflow(length)
        return overflows ? .max : instant
    }
}
