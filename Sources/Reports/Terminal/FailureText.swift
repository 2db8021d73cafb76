import Results

/// The failures in full, behind the lines of the scenarios: what broke in one way once, with the names of all that
/// broke so.
struct FailureText {
    private let run: RunResult
    private let style: Style
    private let options: TerminalReport.Options
    /// More groups than these hide what matters; the reports hold all.
    private static let mostGroups = 20
    /// More names than these of one group hide the next one.
    private static let mostNames = 20
    /// What cases made from a contract are called says little more than what they have in common.
    private static let mostOfCause = 3

    init(_ run: RunResult, _ style: Style, _ options: TerminalReport.Options) {
        self.run = run
        self.style = style
        self.options = options
    }

    /// So few causes are told in full whatever room they take.
    private static let fewGroups = 3
    /// Where more of them take more lines than these, those behind the first ones are told in brief.
    private static let mostLines = 100
    /// How many lines the first ones take that are told in full all the same.
    private static let mostOfFirst = 40
    /// More characters than these of a line in brief are cut, where the terminal isn't wider.
    private static let briefWidth = 160
    /// How long the line may be that names the cases of further causes, in characters.
    private static let mostOfFurther = 600

    var lines: [String] {
        let groups = (options.verbosity == .verbose ? [] : causes) + self.groups
        let shown = options.verbosity == .verbose ? groups[...] : groups.prefix(Self.mostGroups)
        let rest = groups.dropFirst(shown.count)
        var lines = run.unreached.flatMap { reason, count in
            [
                "", style.yellow("SKIPPED  ") + style.bold(HTMLModel.count(count, "case", "cases")),
                "  " + Style.safe(reason),
            ]
        }
        lines += told(Array(shown))
        if !rest.isEmpty {
            let names = rest.flatMap { $0.cases.map(\.result.name) }
            let further = HTMLModel.count(rest.count, "further cause", "further causes")
            let cases = HTMLModel.count(names.count, "case", "cases")
            let description = "and \(further) in \(cases), which the reports hold; --verbose prints all"
            lines += ["", style.yellow(description), "  " + Style.safe(Self.list(names, most: Self.mostOfFurther))]
        }
        return lines
    }

    /// The groups in full; where that takes many lines, those behind the first ones in brief.
    private func told(_ groups: [Group]) -> [String] {
        let all = groups.map { self.lines($0) }
        let isMuch = groups.count > Self.fewGroups && all.reduce(0) { $0 + $1.count } > Self.mostLines
        guard options.verbosity != .verbose, isMuch else { return all.flatMap(\.self) }
        var lines = all.first ?? []
        var place = 1
        while place < all.count, lines.count + all[place].count <= Self.mostOfFirst {
            lines += all[place]
            place += 1
        }
        guard place < groups.count else { return lines }
        lines.append("")
        lines += groups[place...].flatMap(brief)
        return lines + [style.dim("  the reports hold their requests and responses; --verbose prints all")]
    }

    /// A group in two lines: which cases, and what of the first broke.
    private func brief(_ group: Group) -> [String] {
        guard let (result, _) = group.cases.first else { return [] }
        let head = style.red(Self.label(result)) + style.bold(Style.safe(group.title ?? result.name))
        var place = "  \(result.file):\(result.line)"
        if group.title != nil {
            place += "  \(HTMLModel.count(group.cases.count, "case", "cases")), \(result.name)"
        } else if group.cases.count > 1 {
            let names = group.cases.dropFirst().map(\.result.name)
            place += "  and \(names.count) more: \(Self.list(names, most: max(Self.briefWidth, options.width) / 2))"
        }
        let message = Style.safe(result.message)
        let width = max(Self.briefWidth, options.width) - 2
        let shown = message.count > width ? message.prefix(width - 1) + "…" : message[...]
        return [head + style.dim(Style.safe(place)), "  \(shown)"]
    }

    /// The first of `names` as far as there is room for them, at least one, and how many more there are.
    private static func list(_ names: [String], most: Int) -> String {
        var shown: [String] = []
        var length = 0
        for name in names {
            length += name.count + 2
            guard shown.isEmpty || length <= most else { break }
            shown.append(name)
        }
        let hidden = names.count - shown.count
        return shown.joined(separator: ", ") + (hidden > 0 ? " and \(hidden) more" : "")
    }

    private static func label(_ result: CaseResult) -> String {
        result.verdict == .failed ? "FAILED  " : "NOT MEASURED  "
    }

    /// A case that broke, and its suite.
    private typealias Broken = (result: CaseResult, suite: SuiteResult)

    /// What makes two failures one: everything that is told of them but the case, its request and its response.
    private struct Likeness: Hashable {
        var verdict: Verdict
        var reason: String
        var findings: [Finding]
        /// Tells bursts and loads apart, whose figures are never the same.
        var load: Int?
    }

    /// Cases that are told together: the one that is shown in full first.
    private struct Group {
        /// What they have in common; the first case's name where that says it.
        var title: String?
        var cases: [Broken]
    }

    /// What cases made from a contract broke, the worst first.
    private var causes: [Group] {
        Cause.all(of: run).filter { $0.isFailure && $0.subject != nil }.map { cause in
            let places = [cause.example] + cause.places.filter { $0 != cause.example }
            return Group(
                title: cause.title,
                cases: places.map { (run.suites[$0.suite].cases[$0.index], run.suites[$0.suite]) }
            )
        }
    }

    /// The other cases that broke, in one list for each cause, in the order of the first of each; with `verbose` all,
    /// each alone.
    private var groups: [Group] {
        var groups: [Group] = []
        var places: [Likeness: Int] = [:]
        for suite in run.suites {
            for result in suite.cases where result.verdict == .failed || result.verdict == .error {
                if options.verbosity != .verbose, result.verdict == .failed, result.subject != nil { continue }
                let cause = Likeness(
                    verdict: result.verdict,
                    reason: result.reason,
                    findings: result.steps.flatMap(\.findings),
                    load: result.steps.contains { $0.load != nil } ? groups.count : nil
                )
                if options.verbosity != .verbose, let place = places[cause] {
                    groups[place].cases.append((result, suite))
                } else {
                    places[cause] = groups.count
                    groups.append(Group(cases: [(result, suite)]))
                }
            }
        }
        return groups
    }

    /// The first case of a group in full, and the names of the others.
    private func lines(_ group: Group) -> [String] {
        let title = group.title
        let group = group.cases
        guard let (result, suite) = group.first else { return [] }
        let count = title == nil ? "and \(group.count - 1) more in the same way" : "\(group.count) cases"
        let more = group.count == 1 ? "" : style.dim("  \(count)")
        var lines = ["", style.red(Self.label(result)) + style.bold(Style.safe(title ?? result.name)) + more]
        if title != nil { lines.append("  " + Style.safe(result.name)) }
        lines += CaseText(result, of: suite).full.lines.map { line in
            let safe = Style.safe(line)
            if line.hasPrefix("  expected") { return "  " + style.green(safe) }
            if line.hasPrefix("  found") { return "  " + style.red(safe) }
            return "  " + safe
        }
        guard group.count > 1 else { return lines }
        lines.append("  in the same way:")
        let most = title == nil ? Self.mostNames : Self.mostOfCause
        lines += group.dropFirst().prefix(most).map { other in
            "    " + Style.safe(other.result.name)
                + style.dim(Style.safe("  \(other.result.file):\(other.result.line)"))
        }
        let hidden = group.count - 1 - most
        if hidden > 0 { lines.append("    and \(hidden) more") }
        return lines
    }
}
