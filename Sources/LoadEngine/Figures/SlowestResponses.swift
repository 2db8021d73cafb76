package import HTTP

/// One of a load's slowest responses, as the thread that got it keeps it: plain numbers.
package struct SlowestResponse: Sendable, Hashable {
    /// The endpoint's place in the plan.
    package var endpoint: Int
    /// The request's index.
    package var index: UInt64
    /// The status code.
    package var status: Int
    /// When the request was to begin, by the monotonic clock.
    package var intended: UInt64
    /// From there to the response's last byte, in nanoseconds.
    package var responseTime: UInt64
    /// From the actual send to the last byte, in nanoseconds.
    package var serviceTime: UInt64
    /// The trace that the request was part of; `nil` without a `traceparent`.
    package var trace: TraceID?

    /// Whether it stands before `other` in a list of the slowest: it took longer, or as long and was due before.
    static func isSlower(_ one: SlowestResponse, than other: SlowestResponse) -> Bool {
        if one.responseTime != other.responseTime { return one.responseTime > other.responseTime }
        return (one.intended, one.index) < (other.intended, other.index)
    }
}

/// The slowest responses of one thread, in memory that is taken before the load begins: a response that isn't among
/// them costs a compare.
struct SlowestResponses: ~Copyable {
    /// How many are kept.
    static let most = 10

    /// A response that took no longer than this isn't kept.
    private(set) var least: UInt64 = 0
    private let places: UnsafeMutablePointer<SlowestResponse>
    private var count = 0

    init() { places = .allocate(capacity: Self.most) }

    deinit { places.deallocate() }

    /// Keeps one that took longer than ``least``, in place of the fastest where all places are taken.
    mutating func add(_ response: SlowestResponse) {
        if count < Self.most {
            (places + count).initialize(to: response)
            count += 1
        } else {
            places[fastest] = response
        }
        if count == Self.most { least = places[fastest].responseTime }
    }

    private var fastest: Int {
        var place = 0
        for other in 1..<count where places[other].responseTime < places[place].responseTime { place = other }
        return place
    }

    /// Those that are kept.
    var kept: [SlowestResponse] { Array(UnsafeBufferPointer(start: places, count: count)) }

    /// The slowest of several threads together, the slowest first.
    static func merged(_ parts: [[SlowestResponse]]) -> [SlowestResponse] {
        Array(parts.joined().sorted(by: SlowestResponse.isSlower).prefix(most))
    }
}
