/// How a run is shown while it goes on (`--progress`).
enum ProgressStyle: String, CaseIterable {
    /// One line on a terminal.
    case line
    /// The cases that are going on, and a bar, on a terminal.
    case live
    /// Nothing.
    case off
}

/// The lines that show a run that goes on: cases that run at the same time, and a bar with the time that is left.
struct LiveProgress {
    /// A case that is going on.
    struct Running {
        var name: String
        /// When it began, in nanoseconds.
        var since: UInt64
        /// How its load is doing.
        var load: String?
    }

    var done: Int
    var total: Int
    /// How many failed, and how many could not be measured.
    var failed = 0
    var unmeasured = 0
    /// Nanoseconds since the run began.
    var elapsed: UInt64
    var running: [Running] = []

    /// The lines, none longer than `width`, and no more than `height` of them: the cases that began first, and the bar.
    func lines(width: Int, height: Int, now: UInt64) -> [String] {
        let room = max(1, height - 1)
        let isCut = running.count > room
        let shown = running.sorted { $0.since < $1.since }.prefix(isCut ? room - 1 : room)
        var lines = shown.map { running in
            let time = now >= running.since ? (now - running.since) / 1_000_000_000 : 0
            let load = running.load.map { "  \($0)" } ?? ""
            let tail = "\(load)  \(time) s"
            let name = running.name.unicodeScalars.prefix(max(8, width - tail.unicodeScalars.count - 2))
            return "  \(String(String.UnicodeScalarView(name)))\(tail)"
        }
        if isCut { lines.append("  and \(running.count - shown.count) more") }
        lines.append(bar(width: width))
        return lines.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(width))) }
    }

    private func bar(width: Int) -> String {
        var words = "\(done)/\(total)"
        if failed > 0 { words += ", \(failed) failed" }
        if unmeasured > 0 { words += ", \(unmeasured) not measured" }
        if let left { words += ", about \(left) left" }
        let cells = min(40, width - words.unicodeScalars.count - 4)
        guard cells >= 8, total > 0 else { return words }
        let full = min(cells, done * cells / total)
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
        return "[\(bar)] \(words)"
    }

    /// The time that is left if the cases to come take as long as those that are done; `nil` before that says anything.
    private var left: String? {
        guard done >= 3, done < total else { return nil }
        let (left, isTooLong) = (elapsed / UInt64(done)).multipliedReportingOverflow(by: UInt64(total - done))
        if isTooLong { return nil }
        let seconds = left / 1_000_000_000
        if seconds < 60 { return "\(max(1, seconds)) s" }
        return seconds < 3600 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
