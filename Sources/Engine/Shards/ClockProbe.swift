import HTTP
import Measurement
import Quantities
package import Results
import Scenarios

/// Finds out how far this machine's clock is from a server's, by the times that its answers name.
///
/// `muster clock` says when the request came and when the answer was sent (``ClockField``): what has to be added to the
/// own clock lies between what the answer and what the request would have told, had they taken no time. Several such
/// requests need no wait between them, and leave what the quickest of them took.
///
/// `Date` has whole seconds (RFC 9110, section 6.6.1): an answer with the second d, of a request that was sent at s and
/// answered by e of the own clock, says that what has to be added to the own clock lies between d - e and d + 1 s - s.
/// Each further request is sent when the server's second is expected to change, so that it halves what is left, down to
/// the time that a request takes.
package struct ClockProbe {
    /// What one answer says, in nanoseconds since 1970.
    package struct Sample: Sendable {
        /// When the request was sent, and when its answer was there, by the own clock.
        package var sent: Int64
        package var answered: Int64
        /// The second that the server named.
        package var date: Int64

        package init(sent: Int64, answered: Int64, date: Int64) {
            self.sent = sent
            self.answered = answered
            self.date = date
        }
    }

    /// What one answer says that names both of its times, in nanoseconds since 1970.
    package struct ExactSample: Sendable {
        /// When the request was sent, and when its answer was there, by the own clock.
        package var sent: Int64
        package var answered: Int64
        /// When the request was there, and when its answer was sent, by the server's.
        package var theirReceived: Int64
        package var theirSent: Int64

        package init(sent: Int64, answered: Int64, theirReceived: Int64, theirSent: Int64) {
            self.sent = sent
            self.answered = answered
            self.theirReceived = theirReceived
            self.theirSent = theirSent
        }
    }

    private var lowest = Int64.min
    private var highest = Int64.max
    private static let second: Int64 = 1_000_000_000
    /// Requests that are sent at most: ten halves of a second are a millisecond.
    private static let mostRequests = 14
    /// Answers with both times that are looked at: the first one's request also opened the connection.
    private static let exactRequests = 8
    /// What is good enough, in nanoseconds: loads that begin within 10 ms are said to begin together.
    private static let enough: Int64 = 2_000_000

    /// Nothing known yet.
    package init() {}

    /// Adds what another answer says.
    package mutating func add(_ sample: Sample) {
        lowest = max(lowest, sample.date.subtractingSaturated(sample.answered))
        highest = min(highest, sample.date.addingSaturated(Self.second).subtractingSaturated(sample.sent))
    }

    /// Adds what another answer says.
    package mutating func add(_ sample: ExactSample) {
        lowest = max(lowest, sample.theirSent.subtractingSaturated(sample.answered))
        highest = min(highest, sample.theirReceived.subtractingSaturated(sample.sent))
    }

    /// What has to be added to the own clock, and by how much that may be wrong; `nil` when the answers contradict each
    /// other, or there were none.
    package var distance: (offset: Int64, uncertainty: UInt64)? {
        guard lowest > .min, highest < .max, lowest <= highest else { return nil }
        let width = highest - lowest
        return (lowest + width / 2, UInt64(width / 2 + width % 2))
    }

    /// How long to wait from `now` until the server's second changes, as far as that is known, in nanoseconds.
    package func wait(from now: Int64) -> Int64 {
        guard let distance else { return 0 }
        let (theirs, overflows) = now.addingReportingOverflow(distance.offset)
        guard !overflows, theirs >= 0 else { return 0 }
        return Self.second - theirs % Self.second
    }

    /// Compares the clock with that of the server at `url`, by answers that `sender` gets.
    package static func run(_ url: String, _ sender: any Sender, timeout: UInt64) async -> ClockDistance {
        var probe = ClockProbe()
        guard let format = try? DateFormat("http") else { return failed(url, "its Date can't be read") }
        var halfTime: Int64 = 0
        var exact = 0
        for _ in 0..<mostRequests {
            let wait = exact > 0 ? 0 : probe.wait(from: WallClock.nanoseconds()) - halfTime
            if wait > 0 { try? await Task.sleep(nanoseconds: UInt64(wait)) }
            guard !Task.isCancelled else { return failed(url, "the run was stopped") }
            let sent = WallClock.nanoseconds()
            let exchange = await sender.send(
                HTTPRequest(method: "HEAD", url: url),
                SendOptions(timeout: timeout),
                at: nil
            )
            let answered = WallClock.nanoseconds()
            guard case .success(let response) = exchange.outcome else {
                return failed(url, "it didn't answer: \(Self.reason(exchange))")
            }
            if let times = ClockField.times(of: response.headers) {
                exact += 1
                probe.add(
                    ExactSample(
                        sent: sent,
                        answered: answered,
                        theirReceived: times.received,
                        theirSent: times.sent
                    )
                )
                guard probe.distance != nil else { return failed(url, contradiction) }
                if exact == exactRequests { break }
                continue
            }
            guard let date = response.headers["Date"].flatMap({ format.unixMilliseconds(from: $0) }) else {
                return failed(url, "its answer has no Date")
            }
            probe.add(Sample(sent: sent, answered: answered, date: date.multipliedSaturated(by: 1_000_000)))
            halfTime = max(0, answered - sent) / 2
            guard let distance = probe.distance else {
                return failed(url, contradiction)
            }
            if distance.uncertainty <= UInt64(max(enough / 2, halfTime)) { break }
        }
        guard let distance = probe.distance else { return failed(url, "it didn't answer") }
        return ClockDistance(reference: url, offset: distance.offset, uncertainty: distance.uncertainty)
    }

    private static let contradiction =
        "its answers contradict each other: one of the clocks was set, or several servers answer"

    private static func reason(_ exchange: Exchange) -> String {
        guard case .failure(let failure) = exchange.outcome else { return "" }
        return "\(failure.category.rawValue) (\(failure.detail))"
    }

    private static func failed(_ url: String, _ problem: String) -> ClockDistance {
        ClockDistance(reference: url, offset: nil, uncertainty: 0, problem: problem)
    }
}
