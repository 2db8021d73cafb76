import HTTP
import Synchronization

/// Where other threads leave jobs for the loop.
final class Mailbox: Sendable {
    /// What the loop is told.
    enum Message {
        case start([Job])
        case cancel(UInt64)
    }

    /// What the loop finds when it looks.
    struct Delivery {
        var messages: [Message]
        var isClosed: Bool
    }

    private struct State {
        var messages: [Message] = []
        /// Why nothing is taken any more.
        var refusal: ExchangeFailure?
        var hasEnded = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let poller: Poller

    init(_ poller: Poller) {
        self.poller = poller
    }

    /// Leaves a message, or returns why the loop takes no more.
    func post(_ message: Message) -> ExchangeFailure? {
        let (refusal, isFirst) = state.withLock { state -> (ExchangeFailure?, Bool) in
            if let refusal = state.refusal { return (refusal, false) }
            state.messages.append(message)
            return (nil, state.messages.count == 1)
        }
        if isFirst { poller.wake() }
        return refusal
    }

    /// Takes everything out.
    func take() -> Delivery {
        state.withLock { state in
            let delivery = Delivery(messages: state.messages, isClosed: state.refusal != nil)
            state.messages.removeAll()
            return delivery
        }
    }

    /// Tells the loop to end; messages posted before are still delivered.
    func close() {
        state.withLock { $0.refusal = $0.refusal ?? JobQueue.shutDown }
        poller.wake()
    }

    /// Refuses everything: there is no loop.
    func refuse(_ failure: ExchangeFailure) {
        let messages = state.withLock { state in
            state.refusal = failure
            defer { state.messages = [] }
            return state.messages
        }
        for case .start(let jobs) in messages {
            for job in jobs { job.fail(failure) }
        }
    }

    /// Returns when the loop has ended.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiting.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Says that the loop has ended.
    func end() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
