import Results

/// The traceability matrix: what the document demands, the cases that look at it, and what they say.
struct HTMLRequirements: HTMLPart {
    let anchor = "requirements"
    let title = "Requirements"
    private let model: HTMLModel
    /// More names than these of one requirement hide the next one; the filter shows all.
    private static let mostNames = 6

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { model.run.suites.allSatisfy(\.requirements.isEmpty) }

    func write(_ html: inout HTMLWriter) {
        html.element(
            "p",
            class: "soft",
            text:
                "Verdicts are those of W3C's Evaluation and Report Language: passed, failed, cannot tell (not measured, or only asked), "
                + "inapplicable, untested. The program finds them from the cases; attested and inapplicable are said by persons."
        )
        for (number, suite) in model.run.suites.enumerated() where !suite.requirements.isEmpty {
            let rows = RequirementTable(suite).rows
            html.table(
                "Requirements of \(suite.name)",
                ["ID", "Requirement", "Level", "Verdict", "Cases passed", "Evidence"]
            ) { html in
                for row in rows { self.row(row, number, &html) }
            }
        }
    }

    private func row(_ row: RequirementTable.Row, _ suite: Int, _ html: inout HTMLWriter) {
        let verdict = row.state.earl
        html.row([
            "id": HTMLModel.anchor(ofRequirement: row.requirement.id), "role": "row",
            "class": row.state == .untested ? "untested" : nil,
        ]) { html in
            html.element("th", ["scope": "row", "role": "rowheader", "data-label": "ID"], text: row.requirement.id)
            html.cell("Requirement") { html in
                html.text(row.requirement.text)
                if !row.requirement.source.isEmpty {
                    html.element("span", class: "source", text: row.requirement.source)
                }
            }
            html.cell("Level", text: row.requirement.level.rawValue)
            html.cell("Verdict") { html in
                html.badge(verdict.style, verdict.sign, verdict.word)
                html.element("span", class: "source", text: row.state.mode.rawValue)
            }
            html.cell("Cases passed", text: row.cases.isEmpty ? "no case in this run" : row.share)
            html.cell("Evidence") { evidence(row, suite, &$0) }
        }
    }

    /// What persons say, and the cases, those that failed first.
    private func evidence(_ row: RequirementTable.Row, _ suite: Int, _ html: inout HTMLWriter) {
        if let reason = row.requirement.inapplicable { html.element("p", text: "Doesn't apply: \(reason)") }
        if let attested = row.requirement.attested {
            html.element("p") { html in
                html.text(attested.text)
                html.element(
                    "span",
                    class: "source",
                    text: "attested by \(attested.by) on \(attested.on)"
                )
            }
        }
        let places = model.run.suites[suite].cases.indices
            .filter { model.run.suites[suite].cases[$0].covers.contains(row.requirement.id) }
            .sorted { rank(suite, $0) == rank(suite, $1) ? $0 < $1 : rank(suite, $0) < rank(suite, $1) }
        html.element("ul", class: "names") { html in
            for place in places.prefix(Self.mostNames) {
                let result = model.run.suites[suite].cases[place]
                html.element("li") { html in
                    html.element("span", ["class": "sign \(result.verdict.rawValue)"], text: result.verdict.sign)
                    html.text(" ")
                    html.link(to: model.anchors[suite][place], text: result.name)
                }
            }
            let hidden = places.count - Self.mostNames
            if hidden > 0 { html.element("li", class: "soft", text: "and \(hidden) more") }
        }
    }

    private func rank(_ suite: Int, _ place: Int) -> Int { model.run.suites[suite].cases[place].verdict.rank }
}

/// What the document leaves open, and what the endpoint does.
struct HTMLQuestions: HTMLPart {
    let anchor = "questions"
    let title = "Questions"
    private let model: HTMLModel
    /// The cases that ask.
    private let places: [(suite: Int, index: Int, question: QuestionResult)]

    init(_ model: HTMLModel) {
        self.model = model
        let suites = model.run.suites
        places = suites.indices.flatMap { suite in
            suites[suite].cases.indices.compactMap { index in
                suites[suite].cases[index].question.map { (suite, index, $0) }
            }
        }
    }

    var isEmpty: Bool { places.isEmpty }

    func write(_ html: inout HTMLWriter) {
        html.table(
            "What the document leaves open",
            ["Question", "Answer", "Observed", "Declared", "Pinned", "Case"]
        ) { html in
            for place in places { row(place, &html) }
        }
    }

    private func row(_ place: (suite: Int, index: Int, question: QuestionResult), _ html: inout HTMLWriter) {
        let question = place.question
        let result = model.run.suites[place.suite].cases[place.index]
        html.row { html in
            html.cell("Question", text: question.question)
            html.cell("Answer") { html in
                html.element("strong", text: question.answer ?? "none of the listed")
                if question.answer == nil {
                    html.element(
                        "span",
                        class: "source",
                        text: "listed: \(question.answers.joined(separator: ", "))"
                    )
                }
            }
            html.cell("Observed", class: "value", text: question.observed)
            html.cell("Declared") { html in
                guard let declared = question.declared else { return html.text("not declared") }
                html.text("\(declared) ")
                guard result.verdict != .error, result.verdict != .skipped else { return }
                let isTrue = question.answer == declared
                html.badge(
                    isTrue ? "passed" : "failed",
                    isTrue ? "✓" : "✗",
                    isTrue ? "as observed" : "not as observed"
                )
            }
            html.cell("Pinned") { html in
                guard let pinned = question.pinned else { return html.text("not pinned") }
                html.text("\(pinned) ")
                html.badge(result.verdict)
            }
            html.cell("Case") { $0.link(to: model.anchors[place.suite][place.index], text: result.name) }
        }
    }
}
