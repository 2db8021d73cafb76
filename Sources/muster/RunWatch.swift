import Diagnostics
import Engine
import Glibc
import Quantities
import Reports
import Results
import Scenarios
import Synchronization

/// Hears of everything that happens in a run: writes the journal, prints cases as they end, and keeps a terminal's last
/// line.
///
/// A case is in the journal before it is seen. From its second second on a run shows in one line of a terminal's stderr
/// how far it is; elsewhere long loads leave a line every 10 s.
final class RunWatch: Sendable {
    private struct State {
        var text: LiveText
        /// Since when cases are held back that may share a line with the next one.
        var heldSince: UInt64?
        var files: LoadFiles
        var written = Reporter.Outcome()
        var isJournalDoubted = false
        var done = 0
        var tally: [Verdict: Int] = [:]
        var current = ""
        /// The cases that are going on.
        var running: [CasePosition: LiveProgress.Running] = [:]
        /// How many lines of progress are on the terminal.
        var visibleLines = 0
        var lastShown: UInt64 = 0
        var load: LoadProgress?
        /// Releases what has been held back for long.
        var release: Task<Void, Never>?
    }

    private let outline: RunOutline
    private let journal: Journal?
    private let reporter: Reporter?
    private let total: Int
    private let isQuiet: Bool
    private let printsCases: Bool
    private let isTerminal = Terminal.isTerminal(STDERR_FILENO)
    private let progress: ProgressStyle
    private let start = MonotonicClock.now()
    private let state: Mutex<State>
    /// Where stderr is no terminal, loads leave a line every so often.
    private static let lineInterval: UInt64 = 10_000_000_000
    /// For so long a case that has ended is held back at most, that it may share a line.
    private static let patience: UInt64 = 500_000_000

    /// - Parameters:
    ///   - journal: Where cases are kept as they end; `nil` for nowhere.
    ///   - reporter: What writes the files of loads; `nil` for none.
    ///   - printsCases: Whether cases are printed as they end.
    init(
        _ outline: RunOutline,
        journal: Journal?,
        reporter: Reporter?,
        _ options: TerminalReport.Options,
        printsCases: Bool = true,
        progress: ProgressStyle = .line
    ) {
        self.outline = outline
        self.progress = progress
        self.printsCases = printsCases
        self.journal = journal
        self.reporter = reporter
        total = outline.suites.reduce(0) { $0 + $1.cases.count }
        isQuiet = options.verbosity == .quiet
        state = Mutex(State(text: LiveText(outline, options), files: LoadFiles(tool: outline.tool)))
    }

    /// What was written of loads, and what couldn't be.
    var written: Reporter.Outcome { state.withLock { $0.written } }

    /// Shows the first suite, and begins to look after what is held back.
    func begin() {
        state.withLock { state in
            show(state.text.begin(), &state)
            state.release = Task { [self] in
                while (try? await Task.sleep(for: .milliseconds(250))) != nil { releaseInTime() }
            }
        }
    }

    @Sendable
    func report(_ event: Runner.Event) {
        switch event {
        case .began(let place, let name):
            journal?.began(place, at: WallClock.milliseconds())
            // Nobody else sees what is going on.
            guard isTerminal else { return }
            state.withLock { state in
                state.current = VisibleText.escapedLine(Terminal.redacted(name))
                state.running[place] = LiveProgress.Running(name: state.current, since: MonotonicClock.now())
                state.load = nil
                showLine(&state)
            }
        case .loading(let progress): state.withLock { show(progress, &$0) }
        case .ended(let place, let result):
            journal?.ended(place, result)
            state.withLock { note(result, at: place, &$0) }
        case .suiteEnded(let index, let suite): journal?.suiteEnded(index, suite)
        }
    }

    /// Shows what is held back and takes the line away.
    func end() {
        state.withLock { state in
            state.release?.cancel()
            show(state.text.flush(), &state)
            hideLine(&state)
        }
    }

    private func note(_ result: CaseResult, at place: CasePosition, _ state: inout State) {
        doubtJournal(&state)
        if let reporter {
            for file in state.files.files(of: result, in: outline.suites[place.suite].name) {
                reporter.write(file.content, file.name, &state.written)
            }
        }
        state.done += 1
        state.running[place] = nil
        state.tally[result.verdict, default: 0] += 1
        state.load = nil
        show(state.text.add(result, at: place), &state)
        state.heldSince = state.text.holdsBack ? state.heldSince ?? MonotonicClock.now() : nil
        showLine(&state)
    }

    private func doubtJournal(_ state: inout State) {
        guard !state.isJournalDoubted, let failure = journal?.failure else { return }
        state.isJournalDoubted = true
        hideLine(&state)
        Terminal.error("warning: \(failure); what ends the program now would lose results")
    }

    private func releaseInTime() {
        state.withLock { state in
            if let since = state.heldSince, MonotonicClock.now() - since >= Self.patience {
                show(state.text.release(), &state)
                state.heldSince = nil
            }
            if progress == .live { showLine(&state) }
        }
    }

    /// Prints lines of the report, the terminal's last line out of their way.
    private func show(_ text: String, _ state: inout State) {
        guard !text.isEmpty, printsCases else { return }
        hideLine(&state)
        Terminal.show(text)
    }

    private func show(_ progress: LoadProgress, _ state: inout State) {
        state.load = progress
        if isTerminal {
            let name = VisibleText.escapedLine(Terminal.redacted(progress.name))
            for (place, running) in state.running where running.name == name {
                state.running[place]?.load = LoadLine.text(progress)
            }
            return showLine(&state)
        }
        let now = MonotonicClock.now()
        if state.lastShown == 0 { state.lastShown = now }
        guard !isQuiet, now - state.lastShown > Self.lineInterval else { return }
        state.lastShown = now
        Terminal.error("\(VisibleText.escapedLine(Terminal.redacted(progress.name))): \(LoadLine.text(progress))")
    }

    private func showLine(_ state: inout State) {
        let now = MonotonicClock.now()
        guard isTerminal, !isQuiet, progress != .off, now - start > 1_000_000_000 else { return }
        guard state.visibleLines == 0 || now - state.lastShown > 50_000_000 else { return }
        state.lastShown = now
        if progress == .live { return showBlock(&state, now) }
        state.visibleLines = 1
        let bad: [(Verdict, String)] = [(.failed, "failed"), (.error, "not measured")]
        let words = bad.compactMap { verdict, word in state.tally[verdict].map { ", \($0) \(word)" } }.joined()
        let width = (Terminal.width(STDERR_FILENO) ?? 80) - 1
        let head = "\(state.done)/\(total)\(words)  "
        // A dozen letters tell which load it is.
        let load = state.load.map { LoadLine.text($0, width: width - head.count - 14) }
        let room = load.map { min(30, max(12, width - head.count - $0.count - 2)) } ?? 200
        let line = head + state.current.prefix(room) + (load.map { "  \($0)" } ?? "")
        let safe = Terminal.shown(line, to: STDERR_FILENO).unicodeScalars.prefix(width)
        Terminal.raw("\r\u{1B}[K\(String(safe))", to: STDERR_FILENO)
    }

    /// The cases that are going on, and the bar, in place of those that are shown.
    private func showBlock(_ state: inout State, _ now: UInt64) {
        var live = LiveProgress(done: state.done, total: total, elapsed: now - start)
        live.failed = state.tally[.failed, default: 0]
        live.unmeasured = state.tally[.error, default: 0]
        live.running = Array(state.running.values)
        let size = Terminal.size(STDERR_FILENO)
        let lines = live.lines(width: (size?.width ?? 80) - 1, height: min(10, (size?.height ?? 24) / 2), now: now)
        let safe = lines.map { Terminal.shown($0, to: STDERR_FILENO) }
        Terminal.raw(Self.erased(state.visibleLines) + safe.joined(separator: "\n"), to: STDERR_FILENO)
        state.visibleLines = lines.count
    }

    private func hideLine(_ state: inout State) {
        guard state.visibleLines > 0 else { return }
        Terminal.raw(Self.erased(state.visibleLines), to: STDERR_FILENO)
        state.visibleLines = 0
    }

    /// What takes so many lines away, the last of which the cursor is in.
    private static func erased(_ lines: Int) -> String {
        "\r\u{1B}[K" + String(repeating: "\u{1B}[1A\u{1B}[K", count: max(0, lines - 1))
    }
}
