/// Traffic over time.
public struct Load: Sendable, Hashable {
    /// Who decides when a request starts.
    public enum Model: Sendable, Hashable {
        /// Requests start at their own times, however the server does: so many a second, evenly or at random.
        case open(rate: Double, arrivals: Arrivals)
        /// Each user sends, waits for the answer, and thinks for so many nanoseconds.
        case closed(users: Int, think: UInt64)
    }

    /// How the starts are spread.
    public enum Arrivals: String, Sendable, Hashable, CaseIterable { case constant, poisson }

    /// Who decides when a request starts.
    public var model: Model
    /// How long, in nanoseconds, the warm-up not included.
    public var duration: UInt64
    /// Before the figures begin, in nanoseconds.
    public var warmUp: UInt64

    /// The load in words: `200/s for 30 s, constant`.
    public var words: String {
        let time = Quantity.describe(nanoseconds: duration)
        switch model {
        case .open(let rate, let arrivals): return "\(Quantity.describe(rate: rate)) for \(time), \(arrivals.rawValue) arrivals"
        case .closed(let users, let think):
            let pause = think == 0 ? "no think time" : "\(Quantity.describe(nanoseconds: think)) think time"
            return "\(users) \(users == 1 ? "user" : "users") for \(time), \(pause)"
        }
    }
}
