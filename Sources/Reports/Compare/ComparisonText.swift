import Glibc
import Measurement
import Quantities
import Results

/// A comparison for a person.
package enum ComparisonText {
    /// More names than these of one kind hide the next.
    private static let mostNames = 20

    /// The text, lines that end in a line feed.
    package static func text(_ comparison: RunComparison, isColoured: Bool = false) -> String {
        let style = Style(isColoured: isColoured)
        var lines: [String] = []
        if !comparison.cases.isEmpty { lines.append(style.bold("cases")) }
        for change in RunComparison.Change.allCases { lines += cases(comparison, change, style) }
        lines += loads(comparison, style)
        if !comparison.parts.isEmpty { lines.append("") }
        lines += comparison.parts.map { "  " + style.yellow(Style.safe("! \($0.side) is of a part: \($0.text)")) }
        lines += ["", verdict(comparison, style), "  cases  \(counts(comparison))"]
        if !comparison.loads.isEmpty { lines.append("  loads  \(loads(comparison))") }
        lines.append("  " + style.dim(Style.safe(meaning(comparison))))
        return lines.map { $0 + "\n" }.joined()
    }

    private static func cases(
        _ comparison: RunComparison,
        _ change: RunComparison.Change,
        _ style: Style
    ) -> [String] {
        let found = comparison.cases.filter { $0.change == change }
        var lines = found.prefix(mostNames).map { one in
            let verdicts = "\(description(one.base)) → \(description(one.new))"
            let word = paint(change, Style.padded(change.rawValue, 12), style)
            return "  \(word)  \(Style.safe("\(one.suite): \(one.name)"))  \(style.dim(verdicts))"
        }
        if found.count > mostNames { lines.append("  and \(found.count - mostNames) more \(change.rawValue)") }
        return lines
    }

    private static func paint(_ change: RunComparison.Change, _ word: String, _ style: Style) -> String {
        switch change {
        case .broken: style.red(word)
        case .unmeasured, .flaky: style.yellow(word)
        case .mended: style.green(word)
        case .new, .gone: style.cyan(word)
        }
    }

    private static func description(_ verdicts: [Verdict]) -> String {
        verdicts.isEmpty ? "not there" : verdicts.map(\.word).joined(separator: " or ")
    }

    /// Each load in a block of its own; those that have one reason in common for what can't be told in one, where the
    /// first is.
    private static func loads(_ comparison: RunComparison, _ style: Style) -> [String] {
        var lines: [String] = []
        var told: Set<String> = []
        for load in comparison.loads {
            let alike = comparison.loads.filter { $0.reason == load.reason && $0.isBeyondMeans == load.isBeyondMeans }
            guard !load.reason.isEmpty, alike.count > 1 else {
                lines += ["", style.bold(Style.safe(load.name))]
                if !load.reason.isEmpty { lines.append(reason(load, style)) }
                lines += rows(load, comparison, style)
                continue
            }
            guard told.insert("\(load.isBeyondMeans) \(load.reason)").inserted else { continue }
            lines += ["", style.bold("\(alike.count) loads"), reason(load, style)]
            for load in alike {
                lines.append("  " + style.bold(Style.safe(load.name)))
                lines += rows(load, comparison, style).map { "  " + $0 }
            }
        }
        return lines
    }

    private static func reason(_ load: RunComparison.LoadChange, _ style: Style) -> String {
        let word = load.isBeyondMeans ? "not compared:" : "can't tell "
        return "  \(style.yellow(word)) \(Style.safe(load.reason))"
    }

    private static func rows(_ load: RunComparison.LoadChange, _ comparison: RunComparison, _ style: Style) -> [String]
    {
        var lines: [String] = []
        for row in load.rows {
            let values = "\(Style.padded(text(row.base), 9)) → \(Style.padded(text(row.new), 9))"
            let isShare = if case .share = row.base { true } else { false }
            let unit = isShare ? " points" : "%"
            let difference = row.difference.map { signed($0) + unit } ?? ""
            let interval = row.interval.map { "95%: \(signed($0.lowerBound)) to \(signed($0.upperBound))\(unit)" }
            lines.append(
                "  \(Style.padded(row.name, 9)) \(values)  \(Style.padded(difference, 14)) "
                    + "\(Style.padded(interval ?? tooFew(comparison), 34))  \(paint(row.verdict, style))"
            )
        }
        if comparison.runs.base == 1, comparison.runs.new == 1, let longer = longer(load.rows, comparison.tolerance) {
            let change = Quantity.describe(share: comparison.tolerance)
            lines.append(
                "  \(style.dim("a change of \(change) would show, four times in five, in runs \(longer) times as long"))"
            )
        }
        return lines
    }

    private static func tooFew(_ comparison: RunComparison) -> String {
        comparison.order == .inTurns
            ? "fewer than \(RunComparison.fewestBlocks) blocks: no interval" : "too few runs for an interval"
    }

    /// How much longer runs have to be for a change by the tolerance to be seen in four of five pairs, of the
    /// percentile that needs it most of those of which nothing can be told; `nil` where all is told, or no time would
    /// be enough.
    ///
    /// An interval shrinks as the root of the time. One of 95% excludes 0 in four of five pairs when its half is the
    /// change over 1 + 0.84 / 1.96, the normal distribution's quantiles at 80% and 97.5%.
    private static func longer(_ rows: [RunComparison.Row], _ tolerance: Double) -> Int? {
        guard tolerance > 0 else { return nil }
        let wanted = log1p(tolerance) / (1 + 0.8416 / 1.96)
        let factors = rows.compactMap { row -> Double? in
            guard row.verdict == .unknown, case .nanoseconds = row.base, let interval = row.interval,
                interval.lowerBound > -1
            else { return nil }
            let half = (log1p(interval.upperBound) - log1p(interval.lowerBound)) / 2
            return (half / wanted) * (half / wanted)
        }
        // More than that is no advice.
        guard let most = factors.max(), most > 1, most < 1000 else { return nil }
        return Int(most.rounded(.up))
    }

    private static func paint(_ verdict: ComparisonVerdict, _ style: Style) -> String {
        switch verdict {
        case .worse: style.red(verdict.rawValue)
        case .better: style.green(verdict.rawValue)
        case .same: verdict.rawValue
        case .unknown: style.yellow(verdict.rawValue)
        }
    }

    private static func verdict(_ comparison: RunComparison, _ style: Style) -> String {
        switch comparison.exitCode {
        case 0: style.green(style.bold("NOT WORSE"))
        case 1: style.red(style.bold("WORSE"))
        default:
            style.yellow(style.bold("CAN'T TELL"))
                + (comparison.isAnythingCompared
                    ? "  nothing is found to be worse, but not all could be told"
                    : "  nothing of one side could be held against the other")
        }
    }

    private static func counts(_ comparison: RunComparison) -> String {
        let parts = RunComparison.Change.allCases.compactMap { change -> String? in
            let count = comparison.cases.count { $0.change == change }
            return count == 0 ? nil : "\(count) \(change.rawValue)"
        }
        let leftOut = comparison.leftOut == 0 ? [] : ["\(comparison.leftOut) left out by choice"]
        return (parts + ["\(comparison.unchanged) as before"] + leftOut).joined(separator: ", ")
    }

    private static func loads(_ comparison: RunComparison) -> String {
        let verdicts = comparison.loads.flatMap(\.rows).map(\.verdict)
        let parts = ComparisonVerdict.allCases.compactMap { verdict -> String? in
            let count = verdicts.count { $0 == verdict }
            return count == 0 ? nil : "\(count) \(verdict.rawValue)"
        }
        let silent = comparison.loads.count { !$0.reason.isEmpty }
        return (parts + (silent == 0 ? [] : ["\(silent) not compared"])).joined(separator: ", ")
            + ", tolerance \(Quantity.describe(share: comparison.tolerance))"
    }

    private static func meaning(_ comparison: RunComparison) -> String {
        switch comparison.order {
        case .apart: break
        case .atOnce:
            let count = HTMLModel.count(comparison.runs.base, "round", "rounds")
            return "both ran at once, second by second, in \(count): what the machine did to one it did to the other"
        case .inTurns:
            let count = HTMLModel.count(comparison.runs.base / 2, "block", "blocks")
            return "they ran in turns, in \(count) A B B A: each run is held against the one beside it"
        }
        let isPair = comparison.runs.base == 1 && comparison.runs.new == 1
        return isPair
            ? "what is said is said of these two runs: what else differed between them (the machine, the hour) is in it"
            : "\(comparison.runs.base) runs against \(comparison.runs.new): each side shows its median, and the change is the middle one of all pairs of runs (Hodges and Lehmann), which may differ from that of the medians"
    }

    private static func text(_ figure: RunComparison.Figure) -> String {
        switch figure {
        case .nanoseconds(let time): Quantity.describe(nanoseconds: time)
        case .rate(let rate): Quantity.describe(rate: rate)
        case .share(let share): Quantity.describe(share: share)
        }
    }

    /// Hundredths with a sign and two decimals.
    private static func signed(_ share: Double) -> String {
        let text = SVGText.number(abs(share) * 100)
        return (share < 0 ? "-" : "+") + text
    }
}
