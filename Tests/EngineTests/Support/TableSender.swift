import Engine
import HTTP
import Scenarios
import Synchronization

/// Answers from a closure, without a network, and notes what was sent.
final class TableSender: Sender {
    private let answer: @Sendable (HTTPRequest, Int) async -> Result<HTTPResponse, ExchangeFailure>
    private let requests = Mutex<[HTTPRequest]>([])
    /// How long each exchange is said to have taken, in nanoseconds.
    private let took: UInt64

    /// `answer` gets the request and its number, from 0.
    init(
        took: UInt64 = 1_000_000,
        _ answer: @escaping @Sendable (HTTPRequest, Int) async -> Result<HTTPResponse, ExchangeFailure>
    ) {
        self.took = took
        self.answer = answer
    }

    var sent: [HTTPRequest] { requests.withLock { $0 } }

    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        let begin = MonotonicClock.now()
        let intended = start ?? begin
        let outcome = await answer(request, number)
        return Exchange(
            outcome: outcome,
            timings: PhaseTimings(total: took),
            intended: intended,
            started: max(begin, intended),
            peer: (try? outcome.get()) == nil ? nil : "127.0.0.1:1"
        )
    }

    func endSession(_ session: UInt64) {}
}

/// Answers from a closure that knows how long it may take.
final class TimedSender: Sender {
    private let answer: @Sendable (SendOptions, Int) async -> Result<HTTPResponse, ExchangeFailure>
    private let count = Mutex(0)

    init(_ answer: @escaping @Sendable (SendOptions, Int) async -> Result<HTTPResponse, ExchangeFailure>) {
        self.answer = answer
    }

    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let number = count.withLock { count in
            count += 1
            return count - 1
        }
        let begin = MonotonicClock.now()
        let outcome = await answer(options, number)
        let took = MonotonicClock.now() - begin
        return Exchange(
            outcome: outcome,
            timings: PhaseTimings(connect: 1, total: took),
            intended: begin,
            started: begin,
            peer: "127.0.0.1:1"
        )
    }

    func endSession(_ session: UInt64) {}
}
