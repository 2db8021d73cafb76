package import JSON
package import Measurement
import Quantities
package import Results

/// Traffic over time.
package struct Load: Sendable, Hashable {
    /// Who decides when a request starts.
    package enum Model: Sendable, Hashable {
        /// Requests start at their own times, however the server does: at a rate that follows a profile.
        case open(RateProfile, arrivals: Arrivals)
        /// Requests start at given times, in nanoseconds; a speed of 2 halves the time between them.
        case replayed([UInt64], speed: Double)
        /// Each user sends, waits for the answer, and thinks. Users begin one after the other over `rampUp`
        /// nanoseconds.
        case closed(users: Int, think: Think, rampUp: UInt64)
    }

    /// How the starts are spread.
    package enum Arrivals: String, Sendable, Hashable, CaseIterable { case constant, poisson }

    /// What a user does between a response and the next request, in nanoseconds.
    package enum Think: Sendable, Hashable {
        /// Waits for this long; 0 for not at all.
        case constant(UInt64)
        /// Waits for a random time, exponentially distributed.
        case exponential(mean: UInt64)
    }

    /// Who decides when a request starts, the warm-up included.
    package var model: Model
    /// How long, in nanoseconds, the warm-up not included.
    package var duration: UInt64
    /// Before the figures begin, in nanoseconds.
    package var warmUp: UInt64 = 0
    /// How long requests under way are waited for after the end, in nanoseconds; `nil` for as long as their time-out
    /// allows, so that of each it is known what became of it.
    package var drain: UInt64?
    /// After how many starts it ends, those of the warm-up included, be its time over or not; `nil` for no such number.
    package var most: UInt64?
    /// How well a percentile must be known for the load to end before its time; `nil` for none.
    package var precision: LoadPrecision?
    /// Whether it ends when one of its objectives can't be kept any more.
    package var aborts = false
    /// Which connections there are.
    package var connections = LoadConnections()
    /// The share of responses whose headers and content are judged; the status of each is.
    package var validated = 1.0
    /// The model in the file's words: `200/s`, `10 users`.
    package var title: String

    /// The load in words: `200/s for 30 s, constant arrivals`.
    package var description: String {
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

    /// How many starts it is expected to have, its warm-up included; `nil` when that depends on the server.
    var expectedStarts: Double? {
        let limit = most.map { Double($0) }
        switch model {
        case .open(let profile, _):
            let expected = profile.expected(by: warmUp.addingSaturated(duration))
            return min(expected, limit ?? expected)
        case .replayed(let times, _): return min(Double(times.count), limit ?? .infinity)
        case .closed: return limit
        }
    }

    /// More starts than this it has after its warm-up in less than one run of a million; `nil` when that depends on the
    /// server.
    package var mostMeasuredStarts: Double? {
        guard case .open(let profile, let arrivals) = model else { return expectedStarts }
        let expected = profile.expected(by: warmUp.addingSaturated(duration)) - profile.expected(by: warmUp)
        // Poisson arrivals: the count's deviation is the root of its mean, and 5 of them are a normal tail of 3e-7.
        let most = arrivals == .poisson ? expected + 5 * expected.squareRoot() + 5 : expected + 1
        return min(most, self.most.map { Double($0) } ?? most)
    }

    /// The most requests a second that it can come to: that of its busiest time; of users, what they would send if
    /// every answer came at once, which is infinite without think time. `nil` when it can't be told beforehand.
    package var highestRate: Double? {
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

/// How well a percentile of the response times must be known.
package struct LoadPrecision: Sendable, Hashable {
    /// Its name: `p99`.
    package var name: String
    /// Which percentile.
    package var percent: Double
    /// The most by which it may be off, as a share of it: half the width of its 95% interval.
    package var share: Double
}

/// Which connections a load has.
package struct LoadConnections: Sendable, Hashable {
    /// The most of an open load; requests beyond wait for one, and that counts in their response time. `nil` for as
    /// many as carry ``inFlight`` requests. A closed load has one for each user, or over HTTP/2 for as many users as it
    /// has streams.
    package var maximum: Int?
    /// How many requests an HTTP/2 connection carries at the same time.
    package var streams = 100
    /// Whether they are kept for further requests.
    package var isReusing = true
    /// How many are opened before the load begins; `nil` for as many as there are users, or 16.
    package var openedBefore: Int?
    /// From one opening to the next before the load begins, in nanoseconds.
    package var openingInterval: UInt64 = 0

    /// The requests that an open load has in flight at most, where the file doesn't say how many connections it has.
    package static let inFlight = 1024

    /// How many there are at most, when each carries so many requests at the same time.
    package func maximum(streams: Int) -> Int { maximum ?? (Self.inFlight + streams - 1) / streams }

    /// The defaults.
    package init() {}
}

/// Rows of values for the requests of a burst or load: each request sees the columns of its row as variables.
package struct LoadData: Sendable, Hashable {
    /// Which row a request gets.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        /// One after the other, then again from the first.
        case sequential
        /// Any.
        case random
        /// Each once; the load ends early when there is none left.
        case once
    }

    /// The names of the columns.
    package var columns: [String]
    /// The rows, a value for each column.
    package var rows: [[JSONValue]]
    /// Which row a request gets.
    package var order: Order
}

/// What a request of a burst or one start of a load sends; of several, one is drawn by weight.
package struct LoadVariant: Sendable {
    /// Its name in reports; empty when it is the only one.
    package var name: String
    /// How often it is drawn, in relation to the others.
    package var weight: Double
    /// What is sent, one after the other; a single request is a flow of one step.
    package var steps: [LoadStep]
}

/// One request of a burst or load, alone or in a flow.
package struct LoadStep: Sendable {
    /// Its name in reports; empty when the load has this one only.
    package var name: String
    /// The merged `request`, not yet replaced.
    package var request: JSONNode
    /// What each of its responses must be like, and with them all together.
    package var expect: ExpectationTemplate
    /// Whether what is expected depends on what its own request saw (a capture of the flow, a column of the row, its
    /// number or user), and so is known for each response alone.
    package var expectsOwn = false
    /// Values for the flow's later steps.
    package var captures: [Capture] = []
    /// In nanoseconds, from the response before to this request.
    package var pause: UInt64 = 0
    /// The limits of this request's own response times, by percentile, in nanoseconds.
    var latency: [(name: String, limit: UInt64)] = []
}

extension LoadStep {
    /// Judges the response times of this request alone, which are `times` of `load`.
    package func judge(_ times: LoadTimes, of load: LoadResult) -> Judgement {
        var judgement = Judgement()
        for (percentile, limit) in latency {
            load.judge(times, "latency.\(percentile) of \(name)", percentile, limit, &judgement)
        }
        return judgement
    }
}

/// Requests that are all in flight at once.
package struct Burst: Sendable, Hashable {
    /// How they are let go.
    package enum Release: String, Sendable, Hashable, CaseIterable {
        /// Whole requests, one after the other.
        case none
        /// All but the last byte of each is sent before; then the last bytes follow back to back.
        case lastByte = "last-byte"
    }

    /// How many.
    package var requests: Int
    /// How they are let go.
    package var release = Release.none

    /// So many requests, one after the other.
    package init(requests: Int) { self.requests = requests }

    /// The burst in words.
    package var description: String {
        release == .none ? "\(requests) at once" : "\(requests) at once, released by their last bytes"
    }
}

extension Load.Model {
    /// The same after a warm-up of `nanoseconds`: at the rate with which it begins, or with the first of its recorded
    /// times. Users need nothing of their own.
    func preceded(for nanoseconds: UInt64) -> Load.Model {
        switch self {
        case .open(let profile, let arrivals): return .open(profile.preceded(for: nanoseconds), arrivals: arrivals)
        case .replayed(let times, let speed):
            guard nanoseconds > 0, let first = times.min() else { return self }
            let part = UInt64(saturating: Double(nanoseconds) * speed)
            let all = times.map { $0 - first }.sorted()
            return .replayed(all.prefix { $0 < part } + all.map { $0.addingSaturated(part) }, speed: speed)
        case .closed: return self
        }
    }
}
