package import Results

/// The cases on the terminal as they end: each in its place in the files, as soon as those before it have ended.
///
/// Rows of one scenario that follow each other and passed, or couldn't be measured for one reason, share a line, for
/// which the first of them are held back until another case follows; where that takes long, ``release()`` shows what
/// there is.
package struct LiveText: Sendable {
    private let outline: RunOutline
    private let rows: CaseRows
    private let isQuiet: Bool
    /// What has ended and isn't shown yet, as another case before it goes on.
    private var waiting: [CasePosition: CaseResult] = [:]
    /// Where the next case to be shown stands.
    private var next = CasePosition(suite: 0, index: 0)
    /// Cases that may share a line, if another one follows.
    private var held: [CaseResult] = []

    /// The text of a run that is going to be as `outline` says, nothing of it ended.
    package init(_ outline: RunOutline, _ options: TerminalReport.Options) {
        self.outline = outline
        rows = CaseRows(Style(isColoured: options.isColoured), options)
        isQuiet = options.verbosity == .quiet
    }

    /// Whether something is held back.
    package var holdsBack: Bool { !held.isEmpty }

    /// What stands above the first case.
    package mutating func begin() -> String { text(skipToCase(isFirst: true)) }

    /// A case has ended: what may be shown now, lines that end in a line feed.
    package mutating func add(_ result: CaseResult, at place: CasePosition) -> String {
        waiting[place] = result
        var lines: [String] = []
        while let result = waiting.removeValue(forKey: next) {
            lines += show(result)
            next.index += 1
            lines += skipToCase(isFirst: false)
        }
        return text(lines)
    }

    /// More rows than these share a line even if another one may follow.
    private static let mostSingleRows = 8

    /// What was held back, as nothing follows.
    package mutating func flush() -> String { text(released()) }

    /// What was held back for long: a few rows have a line each.
    package mutating func release() -> String {
        guard held.count <= Self.mostSingleRows else { return flush() }
        defer { held = [] }
        return text(held.flatMap(rows.lines))
    }

    private mutating func show(_ result: CaseResult) -> [String] {
        var lines: [String] = []
        if let last = held.last, !rows.mayShare(last, result) { lines += released() }
        guard rows.mayShare(result) else { return lines + released() + rows.lines(result) }
        held.append(result)
        return lines
    }

    private mutating func released() -> [String] {
        defer { held = [] }
        return held.isEmpty ? [] : rows.shared(held)
    }

    /// Goes to the next suite while the one at hand has no further case.
    private mutating func skipToCase(isFirst: Bool) -> [String] {
        var lines: [String] = []
        if isFirst, !outline.suites.isEmpty { lines += heading(0) }
        while next.suite < outline.suites.count, next.index >= outline.suites[next.suite].cases.count {
            lines += released()
            next = CasePosition(suite: next.suite + 1, index: 0)
            if next.suite < outline.suites.count { lines += heading(next.suite) }
        }
        return lines
    }

    private func heading(_ suite: Int) -> [String] { isQuiet ? [] : rows.heading(outline.suites[suite], outline.part) }

    private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
