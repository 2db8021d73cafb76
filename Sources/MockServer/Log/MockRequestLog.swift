import Synchronization

/// The last requests that a mock answered, for tests and for whoever watches it.
public final class MockRequestLog: Sendable {
    private struct State {
        var entries: [MockLogEntry] = []
        var next = 0
        var count = 0
    }

    private let capacity: Int
    private let observer: (@Sendable (MockLogEntry) -> Void)?
    private let state = Mutex(State())

    /// A log of the last `capacity` requests. `observer` is called for each one on an event loop: it must be quick.
    public init(capacity: Int = 256, observer: (@Sendable (MockLogEntry) -> Void)? = nil) {
        self.capacity = max(0, capacity)
        self.observer = observer
    }

    /// The last requests, the oldest first.
    public var entries: [MockLogEntry] {
        state.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) }
    }

    /// How many requests there were in all.
    public var count: Int { state.withLock { $0.count } }

    func record(_ request: MockRequest, _ answer: MockAnswer) {
        let entry = state.withLock { state -> MockLogEntry in
            state.count += 1
            let entry = MockLogEntry(number: state.count, request: request, answer: answer)
            guard capacity > 0 else { return entry }
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                state.entries[state.next] = entry
                state.next = (state.next + 1) % capacity
            }
            return entry
        }
        observer?(entry)
    }
}
