public import Measurement

/// Traffic over time.
public struct Load: Sendable, Hashable {
    /// Who decides when a request starts.
    public enum Model: Sendable, Hashable {
        /// Requests start at their own times, however the server does: at a rate that follows a profile.
        case open(RateProfile, arrivals: Arrivals)
        /// Requests start at given times, in nanoseconds; a speed of 2 halves the time between them.
        case replayed([UInt64], speed: Double)
        /// Each user sends, waits for the answer, and thinks. Users begin one after the other over `rampUp` nanoseconds.
        case closed(users: Int, think: Think, rampUp: UInt64)
    }

    /// How the starts are spread.
    public enum Arrivals: String, Sendable, Hashable, CaseIterable { case constant, poisson }

    /// What a user does between a response and the next request, in nanoseconds.
    public enum Think: Sendable, Hashable {
        /// Waits for this long; 0 for not at all.
        case constant(UInt64)
        /// Waits for a random time, exponentially distributed.
        case exponential(mean: UInt64)
    }

    /// Who decides when a request starts.
    public var model: Model
    /// How long, in nanoseconds, the warm-up not included.
    public var duration: UInt64
    /// Before the figures begin, in nanoseconds.
    public var warmUp: UInt64 = 0
    /// How long requests under way are waited for after the end, in nanoseconds; `nil` for as long as their time-out allows, so
    /// that of each it is known what became of it.
    public var drain: UInt64?
    /// Which connections there are.
    public var connections = LoadConnections()
    /// The share of responses whose headers and content are judged; the status of each is.
    public var validated = 1.0
    /// The model in the file's words: `200/s`, `10 users`.
    public var title: String

    /// The load in words: `200/s for 30 s, constant arrivals`.
    public var words: String {
        let time = Quantity.describe(nanoseconds: duration)
        switch model {
        case .open(_, let arrivals): return "\(title) for \(time), \(arrivals.rawValue) arrivals"
        case .replayed: return "\(title) in \(time)"
        case .closed(_, let think, _):
            let pause =
                switch think {
                case .constant(0): "no think time"
                case .constant(let time): "\(Quantity.describe(nanoseconds: time)) think time"
                case .exponential(let mean): "\(Quantity.describe(nanoseconds: mean)) think time on average"
                }
            return "\(title) for \(time), \(pause)"
        }
    }

    /// How many requests it is expected to start, its warm-up included; `nil` when that depends on the server.
    var expectedRequests: Double? {
        switch model {
        case .open(let profile, _): profile.expected(by: warmUp.addingSaturated(duration))
        case .replayed(let times, _): Double(times.count)
        case .closed: nil
        }
    }

    /// The most requests a second that it can come to: that of its busiest time; of users, what they would send if every answer
    /// came at once, which is infinite without think time. `nil` when it can't be told beforehand.
    public var highestRate: Double? {
        switch model {
        case .open(let profile, _): return profile.highestRate(until: warmUp.addingSaturated(duration))
        case .replayed(let times, let speed):
            // In its busiest second.
            let window = max(1, UInt64(saturating: 1e9 * speed))
            var (most, first) = (0, 0)
            for (last, time) in times.enumerated() {
                while times[first].addingSaturated(window) <= time { first += 1 }
                most = max(most, last - first + 1)
            }
            return Double(most)
        case .closed(let users, .constant(let think), _):
            return think == 0 ? .infinity : Double(users) * 1e9 / Double(think)
        case .closed(let users, .exponential(let mean), _):
            return mean == 0 ? .infinity : Double(users) * 1e9 / Double(mean)
        }
    }
}
