import Results
import Scenarios

/// Every case with its evidence, failures first, and what filters them.
struct HTMLCases: HTMLPart {
    let anchor = "cases"
    let title = "Every case"
    private let model: HTMLModel

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { model.run.suites.allSatisfy(\.cases.isEmpty) }

    func write(_ html: inout HTMLWriter) {
        filter(&html)
        var count = 0
        var isDeferred = false
        for (number, suite) in model.run.suites.enumerated() where !suite.cases.isEmpty {
            html.element("div", class: "suite") { html in
                html.element("h3", text: suite.name)
                if !suite.description.isEmpty { html.element("p", class: "soft", text: suite.description) }
                let cases = order(suite).map { (suite.cases[$0], model.anchors[number][$0]) }
                for start in stride(from: 0, to: cases.count, by: Self.atATime) {
                    let group = Array(cases[start..<min(start + Self.atATime, cases.count)])
                    if count < Self.atOnce {
                        Self.write(group, &html)
                    } else {
                        if !isDeferred { note(after: count, &html) }
                        isDeferred = true
                        html.element("noscript", class: "later") { Self.write(group, &$0) }
                    }
                    count += group.count
                }
            }
        }
    }

    /// Where a browser runs scripts, but something keeps it from running this one, the rest would be missing in
    /// silence. The script takes it away.
    private func note(after count: Int, _ html: inout HTMLWriter) {
        let rest = model.run.suites.reduce(0) { $0 + $1.cases.count } - count
        let words =
            "\(HTMLModel.count(rest, "further case follows", "further cases follow")). Where none does, something keeps the script of "
            + "this page from running: open it from disk."
        html.element("p", class: "soft later", text: words)
    }

    /// So many cases are parsed with the page. A browser takes seconds for the elements of thousands: those behind them
    /// are texts to it, which the script has it parse a group at a time when it has nothing else to do. Without a
    /// script they are parsed as all else is.
    private static let atOnce = 512

    /// How many cases are written side by side: what takes the page beyond its size, with all behind it, is written
    /// again.
    private static let atATime = 128

    private static func write(_ cases: [(result: CaseResult, anchor: String)], _ html: inout HTMLWriter) {
        let isLarge = html.count > HTMLReport.comfortableSize
        let written = Parallel.map(cases) { result, anchor in
            var part = HTMLWriter()
            HTMLCase(result, anchor: anchor).write(&part, isBrief: isBrief(result, isLarge))
            return part.bytes
        }
        for (known, bytes) in zip(cases, written) {
            let isBrief = isBrief(known.result, html.count > HTMLReport.comfortableSize)
            if isBrief == Self.isBrief(known.result, isLarge) {
                html.part(bytes)
            } else {
                HTMLCase(known.result, anchor: known.anchor).write(&html, isBrief: isBrief)
            }
        }
    }

    /// Whether a case goes without its evidence on a page that is large or not.
    private static func isBrief(_ result: CaseResult, _ isLarge: Bool) -> Bool {
        isLarge && result.verdict.rank > Verdict.waived.rank
    }

    /// The places of a suite's cases, those that failed first.
    private func order(_ suite: SuiteResult) -> [Int] {
        suite.cases.indices.sorted { first, second in
            let (one, other) = (suite.cases[first].verdict.rank, suite.cases[second].verdict.rank)
            return one == other ? first < second : one < other
        }
    }

    /// Hidden until the script that makes it work shows it.
    private func filter(_ html: inout HTMLWriter) {
        let cases = model.run.suites.flatMap(\.cases)
        html.element(
            "form",
            [
                "id": "filter", "role": "search", "aria-label": "Filter the cases", "data-cases": "\(cases.count)",
                "hidden": "",
            ]
        ) { html in
            html.choice("status", "Verdict", model.run.verdicts.map { ($0.rawValue, $0.word) })
            html.choice("req", "Requirement", Self.sorted(cases.flatMap(\.covers)).map { ($0, $0) })
            let operations = cases.compactMap(\.subject?.operation).filter { !$0.isEmpty }
            html.choice("operation", "Operation", Self.sorted(operations).map { ($0, $0) })
            html.choice("tag", "Tag", Self.sorted(cases.flatMap(\.tags)).map { ($0, $0) })
            html.element("label") { html in
                html.text("Text ")
                html.void("input", ["type": "search", "name": "text", "placeholder": "name, path, status"])
            }
            html.element("output", ["id": "shown", "role": "status"]) { _ in }
        }
    }

    private static func sorted(_ texts: [String]) -> [String] { Set(texts).sorted() }
}

extension HTMLWriter {
    /// A list from which one is chosen, or none; nothing where there is nothing to choose.
    fileprivate mutating func choice(_ name: String, _ label: String, _ options: [(value: String, description: String)])
    {
        guard !options.isEmpty else { return }
        element("label") { html in
            html.text("\(label) ")
            html.element("select", ["name": name]) { html in
                html.element("option", ["value": ""], text: "any")
                for option in options { html.element("option", ["value": option.value], text: option.description) }
            }
        }
    }
}
