import JSON
import Measurement
import Quantities
import Results

/// The first screen: what is said of the endpoint, what was tested, and how much of it.
struct HTMLSummary {
    private let model: HTMLModel
    private var run: RunResult { model.run }

    init(_ model: HTMLModel) {
        self.model = model
    }

    func write(_ html: inout HTMLWriter) {
        let verdict = model.verdict
        html.element("header", ["class": "top \(verdict.style)"]) { html in
            if let partial = run.partialLine { html.element("p", class: "warning", text: partial) }
            html.element("p", class: "verdict", text: verdict.description)
            html.element("h1", text: model.title)
            html.element("p", class: "lead", text: sentence)
            if run.interrupted {
                html.element("p", class: "warning", text: "The run was interrupted: what was not run is skipped.")
            }
            for (reason, count) in run.unreached {
                let words = "\(HTMLModel.count(count, "case was", "cases were")) skipped: \(reason)"
                html.element("p", class: "warning", text: words)
            }
            for warning in run.warnings { html.element("p", class: "warning", text: warning) }
            suspicions(&html)
            counts(&html)
            HTMLBrief(model).write(&html)
            facts(&html)
        }
    }

    /// The loads whose generator was late, each with its place below.
    private func suspicions(_ html: inout HTMLWriter) {
        let (shown, more) = LoadSuspicion.first(of: run, at: model.measured)
        for suspicion in shown {
            html.element("p", class: "warning") { html in
                html.text("\(LoadSuspicion.mark): ")
                html.link(to: model.loadAnchors[suspicion.place] ?? HTMLLoads.place, text: "\(suspicion.name):")
                html.text(" \(suspicion.sentence)")
            }
        }
        guard let more else { return }
        html.element("p", class: "warning") { html in
            html.text("\(LoadSuspicion.mark): ")
            html.link(to: HTMLLoads.place, text: more)
        }
    }

    /// What came of it, for whoever reads no further.
    var sentence: String {
        let cases = run.suites.reduce(0) { $0 + $1.cases.count }
        let failed = run.count(.failed)
        let unmeasured = run.count(.error)
        let all = HTMLModel.count(cases, "case", "cases")
        var parts: [String] = []
        if failed > 0 {
            let causes = model.causes.count(where: \.isFailure)
            parts.append("\(failed) of \(all) failed, for \(HTMLModel.count(causes, "cause", "causes")).")
        }
        if unmeasured > 0 {
            parts.append(
                "\(failed > 0 ? "\(unmeasured) more" : "\(unmeasured) of \(all)") could not be measured: nothing is said of "
                    + "the contract there."
            )
        }
        let waived = run.count(.waived)
        if waived > 0 {
            parts.append("\(waived) of \(all) failed in ways that are waived, each until a day that is named below.")
        } else if parts.isEmpty {
            parts.append(
                cases == 0 ? "Nothing was run." : "Nothing failed in \(all), and all that was run was measured."
            )
        }
        if run.part != nil { parts.append("A part of the cases was chosen: nothing is said of the others.") }
        return parts.joined(separator: " ")
    }

    /// How many cases came to which end: a bar, and the same in words.
    private func counts(_ html: inout HTMLWriter) {
        let verdicts = run.verdicts
        let total = max(1, verdicts.reduce(0) { $0 + run.count($1) })
        html.element(
            "svg",
            ["class": "bar", "viewBox": "0 0 1000 12", "preserveAspectRatio": "none", "aria-hidden": "true"]
        ) { html in
            var start = 0.0
            for verdict in verdicts {
                let width = Double(run.count(verdict)) * 1000 / Double(total)
                html.element(
                    "rect",
                    [
                        "class": "fill-\(verdict.rawValue)", "x": SVGText.number(start), "y": "0", "height": "12",
                        "width": SVGText.number(max(width, 2)),
                    ]
                ) { _ in }
                start += width
            }
        }
        html.element("ul", class: "counts") { html in
            for verdict in verdicts {
                html.element("li") { html in
                    html.element("strong", text: "\(run.count(verdict))")
                    html.badge(verdict)
                }
            }
        }
    }

    private func facts(_ html: inout HTMLWriter) {
        html.element("dl", class: "facts") { html in
            for (name, value) in facts {
                html.element("div") { html in
                    html.element("dt", text: name)
                    html.element("dd", text: value)
                }
            }
        }
    }

    private var facts: [(String, String)] {
        var facts = [("Target", HTMLModel.list(run.suites.map(\.target).once, "more"))]
        facts.append(
            (
                "Suite",
                HTMLModel.list(run.suites.compactMap { Self.source(.suite, $0.file, $0) }.once, "more, all below")
            )
        )
        let contracts = run.suites.compactMap { suite in
            suite.contract.flatMap { Self.source(.contract, $0.file, suite) }
        }
        facts.append(("Contract", HTMLModel.list(contracts.once, "more, all below")))
        facts.append(
            ("Commit", run.suites.compactMap { $0.commit.map { String($0.prefix(12)) } }.once.joined(separator: ", "))
        )
        facts.append(("Label", run.provenance.label ?? ""))
        facts.append(("Operator", run.provenance.runner ?? ""))
        facts.append(("Begun", HTMLModel.time(run.startedAt)))
        facts.append(("Ended", "\(HTMLModel.time(run.endedAt)), after \(Quantity.describe(nanoseconds: run.duration))"))
        facts.append(("Requirements", requirements))
        facts.append(("Environment", environment))
        facts.append(("Program", run.tool))
        facts.append(("Seed", "\(run.seed)"))
        return facts.filter { !$0.1.isEmpty }
    }

    /// A file and the beginning of its digest, all of which stands below; `nil` for the list of waivers, which is no
    /// suite.
    private static func source(_ role: SourceDigest.Role, _ path: String, _ suite: SuiteResult) -> String? {
        guard suite.name != WaiverList.suiteName else { return nil }
        let digest = suite.sources.first { $0.role == role }?.sha256
        return path + (digest.map { " (SHA-256 \($0.prefix(12))…)" } ?? "")
    }

    private var environment: String {
        let system = run.provenance.environment.first { $0.name == "system" }?.value
        return [run.host, system].compactMap(\.self).joined(separator: ", ")
    }

    private var requirements: String {
        let rows = run.suites.flatMap { RequirementTable($0).rows }
        return RequirementTable.State.allCases.compactMap { state in
            let count = rows.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }.joined(separator: ", ")
    }
}

/// The findings, like ones told once.
struct HTMLFindings: HTMLPart {
    let anchor = "findings"
    let title = "Findings by cause"
    private let model: HTMLModel
    /// More names than these of one cause hide the next one; the filter shows all.
    private static let mostNames = 3
    /// How many more stand there once they are asked for.
    private static let mostFurther = 200

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { model.causes.isEmpty }

    func write(_ html: inout HTMLWriter) {
        html.table("What broke, and in which cases", ["Verdict", "What", "Expected", "Found", "Cases", "Requirements"])
        {
            html in
            for cause in model.causes { row(cause, &html) }
        }
    }

    private func row(_ cause: Cause, _ html: inout HTMLWriter) {
        let finding = cause.finding
        html.row { html in
            html.cell("Verdict") { $0.badge(cause.verdict) }
            html.cell("What", class: "what") { html in
                if let title = cause.title { html.element("strong", text: title) }
                html.element("code", text: finding.expectation)
                if let pointer = finding.pointer, !pointer.tokens.isEmpty {
                    html.element("span", class: "soft", text: " at \(pointer)")
                }
            }
            html.cell("Expected", class: "value", text: cause.isBroken ? finding.expected : "")
            html.cell("Found", class: "value", text: finding.found)
            html.cell("Cases") { html in
                cases(cause, &html)
                guard cause.title != nil, let curl = cause.curl(of: model.run) else { return }
                html.element("details") { html in
                    html.element("summary", text: "repeat it")
                    html.element("pre", text: curl)
                }
            }
            html.cell("Requirements") { html in
                for id in cause.requirements(of: model.run) {
                    html.link(to: HTMLModel.anchor(ofRequirement: id), class: "id", text: id)
                    html.text(" ")
                }
            }
        }
    }

    private func cases(_ cause: Cause, _ html: inout HTMLWriter) {
        html.element("strong", text: "\(cause.places.count)")
        let further = cause.places.dropFirst(Self.mostNames)
        names(cause.places.prefix(Self.mostNames), &html)
        guard !further.isEmpty else { return }
        html.element("details") { html in
            html.element("summary", text: "and \(further.count) more")
            names(further.prefix(Self.mostFurther), &html)
            if further.count > Self.mostFurther { html.element("p", class: "soft", text: "and others") }
        }
    }

    private func names(_ places: ArraySlice<Cause.Place>, _ html: inout HTMLWriter) {
        html.element("ul", class: "names") { html in
            for place in places {
                let name = model.run.suites[place.suite].cases[place.index].name
                html.element("li") { $0.link(to: model.anchors[place.suite][place.index], text: name) }
            }
        }
    }
}
