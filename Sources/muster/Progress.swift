import Engine
import Glibc
import Results
import Synchronization

/// One line on a terminal's stderr that shows how far the run is, from its second second on. Elsewhere long loads leave a line
/// every 10 s.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var failed = 0
        var current = ""
        var isVisible = false
        var lastShown: UInt64 = 0
        var load: LoadGlimpse?
    }

    private let total: Int
    private let isQuiet: Bool
    private let isTerminal = Terminal.isTerminal(STDERR_FILENO)
    private let start = MonotonicClock.now()
    private let state = Mutex(State())
    /// Where stderr is no terminal, loads leave a line every so often.
    private static let lineInterval: UInt64 = 10_000_000_000

    init(total: Int, isQuiet: Bool) {
        self.total = total
        self.isQuiet = isQuiet
    }

    @Sendable
    func report(_ event: Runner.Event) {
        guard !isQuiet else { return }
        state.withLock { state in
            switch event {
            case .began(let name):
                state.current = name
                state.load = nil
            case .loading(let glimpse):
                state.load = glimpse
                if !isTerminal { return writeLine(glimpse, &state) }
            case .ended(let result):
                state.done += 1
                state.load = nil
                if result.verdict == .failed || result.verdict == .error { state.failed += 1 }
            }
            if isTerminal { show(&state) }
        }
    }

    private func show(_ state: inout State) {
        let now = MonotonicClock.now()
        guard now - start > 1_000_000_000, now - state.lastShown > 50_000_000 else { return }
        state.lastShown = now
        state.isVisible = true
        let failed = state.failed == 0 ? "" : ", \(state.failed) failed"
        let load = state.load.map { "  " + LoadLine.text($0) } ?? ""
        let line = "\(state.done)/\(total)\(failed)  \(state.current.prefix(load.isEmpty ? 200 : 30))\(load)"
        let width = (Terminal.width(STDERR_FILENO) ?? 80) - 1
        let safe = line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(width)
        Terminal.raw("\r\u{1B}[K\(safe.map(String.init).joined())", to: STDERR_FILENO)
    }

    private func writeLine(_ glimpse: LoadGlimpse, _ state: inout State) {
        let now = MonotonicClock.now()
        if state.lastShown == 0 { state.lastShown = now }
        guard now - state.lastShown > Self.lineInterval else { return }
        state.lastShown = now
        Terminal.error("\(glimpse.name): \(LoadLine.text(glimpse))")
    }

    /// Takes the line away.
    func end() {
        if state.withLock({ $0.isVisible }) { Terminal.raw("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
