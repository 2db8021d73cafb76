import Engine
import Glibc
import Results
import Synchronization

/// One line on a terminal's stderr that shows how far the run is, from its second second on.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var failed = 0
        var current = ""
        var isVisible = false
        var lastShown: UInt64 = 0
    }

    private let total: Int
    private let isShown: Bool
    private let start = MonotonicClock.now()
    private let state = Mutex(State())

    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown && Terminal.isTerminal(STDERR_FILENO)
    }

    @Sendable
    func report(_ event: Runner.Event) {
        guard isShown else { return }
        state.withLock { state in
            switch event {
            case .began(let name): state.current = name
            case .loading: break
            case .ended(let result):
                state.done += 1
                if result.verdict == .failed || result.verdict == .error { state.failed += 1 }
            }
            let now = MonotonicClock.now()
            guard now - start > 1_000_000_000, now - state.lastShown > 50_000_000 else { return }
            state.lastShown = now
            state.isVisible = true
            let failed = state.failed == 0 ? "" : ", \(state.failed) failed"
            let line = "\(state.done)/\(total)\(failed)  \(state.current)"
            let width = (Terminal.width(STDERR_FILENO) ?? 80) - 1
            Terminal.raw("\r\u{1B}[K\(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(width).map(String.init).joined())", to: STDERR_FILENO)
        }
    }

    /// Takes the line away.
    func end() {
        if state.withLock({ $0.isVisible }) { Terminal.raw("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
