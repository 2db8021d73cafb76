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
        for number in model.run.suites.indices where !model.run.suites[number].cases.isEmpty {
            html.element("div", class: "suite") { html in
                let description = model.run.suites[number].description
                html.element("h3", text: model.run.suites[number].name)
                if !description.isEmpty { html.element("p", class: "soft", text: description) }
                let order = order(number)
                for start in stride(from: 0, to: order.count, by: Self.atATime) {
                    let group = order[start..<min(start + Self.atATime, order.count)]
                    if count < Self.atOnce {
                        write(group, of: number, &html)
                    } else {
                        if !isDeferred { note(after: count, &html) }
                        isDeferred = true
                        html.element("noscript", class: "later") { write(group, of: number, &$0) }
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

    /// How many cases a browser is given at a time, which are written side by side in parts.
    private static let atATime = 128
    /// How many of them are a part: what takes the page beyond its size is written again.
    private static let inAPart = 16

    private func write(_ cases: ArraySlice<Int>, of suite: Int, _ html: inout HTMLWriter) {
        let isLarge = html.count > HTMLReport.comfortableSize
        let parts = stride(from: cases.startIndex, to: cases.endIndex, by: Self.inAPart).map { start in
            cases[start..<min(start + Self.inAPart, cases.endIndex)]
        }
        let written = Parallel.map(parts) { part in
            var html = HTMLWriter()
            for place in part { write(place, of: suite, &html, isLarge: isLarge) }
            return html.bytes
        }
        for (part, bytes) in zip(parts, written) {
            if isLarge || html.count + bytes.count <= HTMLReport.comfortableSize {
                html.part(bytes)
            } else {
                for place in part {
                    write(place, of: suite, &html, isLarge: html.count > HTMLReport.comfortableSize)
                }
            }
        }
    }

    private func write(_ place: Int, of suite: Int, _ html: inout HTMLWriter, isLarge: Bool) {
        let result = HTMLCase(model.run.suites[suite].cases[place], anchor: model.anchors[suite][place])
        // Where the page is large, what did no wrong goes without its evidence.
        result.write(&html, isBrief: isLarge && rank(place, of: suite) > Verdict.waived.rank)
    }

    /// The places of a suite's cases, those that failed first.
    private func order(_ suite: Int) -> [Int] {
        model.run.suites[suite].cases.indices.sorted { first, second in
            let (one, other) = (rank(first, of: suite), rank(second, of: suite))
            return one == other ? first < second : one < other
        }
    }

    private func rank(_ place: Int, of suite: Int) -> Int { model.run.suites[suite].cases[place].verdict.rank }

    /// Hidden until the script that makes it work shows it.
    private func filter(_ html: inout HTMLWriter) {
        let count = model.run.suites.reduce(0) { $0 + $1.cases.count }
        html.element(
            "form",
            [
                "id": "filter", "role": "search", "aria-label": "Filter the cases", "data-cases": "\(count)",
                "hidden": "",
            ]
        ) { html in
            html.choice("status", "Verdict", model.run.verdicts.map { ($0.rawValue, $0.word) })
            html.choice("req", "Requirement", texts { $0.covers })
            html.choice("operation", "Operation", texts { [$0.subject?.operation ?? ""].filter { !$0.isEmpty } })
            html.choice("tag", "Tag", texts { $0.tags })
            html.element("label") { html in
                html.text("Text ")
                html.void("input", ["type": "search", "name": "text", "placeholder": "name, path, status"])
            }
            html.element("output", ["id": "shown", "role": "status"]) { _ in }
        }
    }

    /// What cases may be chosen by, each text once.
    private func texts(_ ofCase: (CaseResult) -> [String]) -> [(value: String, description: String)] {
        var texts = Set<String>()
        for suite in model.run.suites.indices {
            for index in model.run.suites[suite].cases.indices {
                texts.formUnion(ofCase(model.run.suites[suite].cases[index]))
            }
        }
        return texts.sorted().map { ($0, $0) }
    }
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
