import Results

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
        for (number, suite) in model.run.suites.enumerated() where !suite.cases.isEmpty {
            html.element("div", ["class": "suite"]) { html in
                html.element("h3", text: suite.name)
                if !suite.description.isEmpty { html.element("p", ["class": "soft"], text: suite.description) }
                for index in order(suite) {
                    let isBrief = html.count > HTMLReport.comfortableSize
                    HTMLCase(suite.cases[index], anchor: model.anchors[number][index])
                        .write(&html, isBrief: isBrief && suite.cases[index].verdict.rank > Verdict.waived.rank)
                }
            }
        }
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
        html.element("form", ["id": "filter", "role": "search", "aria-label": "Filter the cases", "hidden": ""]) {
            html in
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
