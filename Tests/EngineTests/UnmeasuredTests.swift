import HTTP
import Measurement
import Results
import Scenarios
import Testing

@testable import Engine

/// Which bursts and loads have measured nothing, and how that is said.
@Suite struct UnmeasuredTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var words: String
        var change: @Sendable (inout LoadResult) -> Void
        /// What the reason says; `nil` when something was measured.
        var reason: String?
        var isCertain = true
        var testDescription: String { words }
    }

    static let rows: [Row] = [
        Row(words: "no arrivals", change: { _ in }, reason: "no request was due"),
        Row(words: "warm-up alone", change: { $0.warmUp = 20 }, reason: "all 20 requests were sent in the warm-up"),
        Row(
            words: "users whose connections hang",
            change: {
                $0.offered = 64
                $0.users = LoadUsers(count: 64, lonely: 64)
            },
            reason: "64 of 64 users never had a connection; 64 of 64 requests were never sent"
        ),
        Row(
            words: "connections that weren't open in time",
            change: {
                $0.offered = 8
                $0.sent = 8
                $0.failures = [.timeout: 8]
                $0.unopened = 8
            },
            reason: "8 of 8 requests had no connection when their time was over"
        ),
        Row(
            words: "a burst that was stopped before it was sent",
            change: {
                $0.kind = .burst
                $0.offered = 8
                $0.stop = LoadStop(after: 1_000_000_000, planned: nil)
            },
            reason: "stopped after 1 s, before all were answered"
        ),
        Row(
            words: "requests that were cut off",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.cancelled: 5]
            },
            reason: "5 of 5 requests were cut off before their time was over"
        ),
        Row(
            words: "requests for which this machine lacked something",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.local: 5]
                $0.examples = [FailureExample(kind: "local: no descriptor is left", count: 5, index: 0)]
            },
            reason: "for 5 of 5 requests this machine lacked something, first: local: no descriptor is left"
        ),
        Row(
            words: "an endpoint that was never reached, which a scenario may expect",
            change: {
                $0.offered = 5
                $0.sent = 5
                $0.failures = [.refused: 5]
                $0.examples = [FailureExample(kind: "refused: nobody listens", count: 5, index: 0)]
            },
            reason: "refused: nobody listens",
            isCertain: false
        ),
        Row(
            words: "one time-out on an open connection",
            change: {
                $0.offered = 50
                $0.sent = 5
                $0.failures = [.timeout: 1, .cancelled: 4]
            },
            reason: nil
        ),
        Row(
            words: "one response",
            change: {
                $0.offered = 50
                $0.sent = 1
                $0.completed = 1
            },
            reason: nil
        ),
    ]

    @Test(arguments: rows)
    func reason(_ row: Row) {
        var load = LoadResult(
            kind: .load,
            model: "1/s",
            offered: 0,
            sent: 0,
            completed: 0,
            duration: 0,
            responseTime: .empty,
            serviceTime: .empty
        )
        row.change(&load)
        let reason = Unmeasured.reason(load)
        #expect((reason == nil) == (row.reason == nil))
        if let reason, let words = row.reason {
            #expect(reason.text.contains(words), "\(reason.text)")
            #expect(reason.isCertain == row.isCertain)
        }
    }
}
