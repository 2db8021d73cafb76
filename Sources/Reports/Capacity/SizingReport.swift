import JSON
package import Measurement
import Quantities
package import Results

/// How many instances a load needs: what was measured, how instances add up, and the arithmetic of both ends of the
/// range, in lines, as JSON and as a page.
package struct SizingReport: Sendable {
    /// What so many instances were measured to take, and where that stands.
    package struct Measured: Sendable {
        package var source: String
        package var value: Sizing.Measurement
        /// Whether no rate was found that doesn't hold: what it takes at best isn't known.
        package var isOpen: Bool

        package init(source: String, value: Sizing.Measurement, isOpen: Bool = false) {
            self.source = source
            self.value = value
            self.isOpen = isOpen
        }

        /// What `goal`, a search's, says of so many instances; `nil` where nothing was found to hold.
        package init?(_ goal: CapacityGoalResult, instances: Int, source: String) {
            guard let lower = goal.lower else { return nil }
            let value = Sizing.Measurement(instances: instances, lower: lower, upper: goal.upper ?? lower)
            self.init(source: source, value: value, isOpen: goal.upper == nil)
        }
    }

    /// What is asked for.
    package struct Question: Sendable {
        /// What has to hold, in words.
        package var objective: String
        /// Requests a second now.
        package var load: Double
        /// By which share they will grow.
        package var growth: Double
        /// How many instances may be gone.
        package var lost: Int

        package init(objective: String, load: Double, growth: Double, lost: Int) {
            self.objective = objective
            self.load = load
            self.growth = growth
            self.lost = lost
        }

        /// Requests a second that have to be taken.
        var needed: Double { load * (1 + growth) }
    }

    private let question: Question
    private let measured: [Measured]
    private let sizing: Sizing
    /// The fewest instances at worst and at best, those that may be gone among them; `nil` where no number is enough.
    package let worst: Int?
    private let best: Int?

    /// The answer to `question` by what was measured; `nil` when nothing was measured to hold.
    package init?(_ question: Question, _ measured: [Measured]) {
        guard let sizing = Sizing(measured.map(\.value)) else { return nil }
        self.question = question
        self.measured = measured
        self.sizing = sizing
        worst = Sizing.instances(sizing.worst, for: question.needed, lost: question.lost)
        best =
            measured.contains(where: \.isOpen)
            ? nil : Sizing.instances(sizing.best, for: question.needed, lost: question.lost)
    }

    /// The answer for one goal of a search that asks `sizing`; `nil` where nobody asked, or nothing was found to hold.
    init?(_ goal: CapacityGoalResult, _ sizing: CapacitySizing?) {
        // What the generator may have decided is no capacity to plan with.
        guard let sizing, goal.outcome != .generator,
            let measured = Measured(goal, instances: sizing.instances, source: "this search")
        else { return nil }
        let question = Question(
            objective: goal.objectives.joined(separator: ", "),
            load: sizing.load,
            growth: sizing.growth,
            lost: sizing.lost
        )
        self.init(question, [measured])
    }

    /// Whether nothing is known of what they take at best.
    private var isOpen: Bool { measured.contains(where: \.isOpen) }

    /// The question and the answer in one line.
    var sentence: String { "for \(asked): \(answer)" }

    /// Its figures for programs.
    var figures: [(name: String, instances: Int)] {
        [("instances", worst), ("instances.best", best)].compactMap { name, count in count.map { (name, $0) } }
    }

    /// The arithmetic, each line with its name.
    var arithmetic: [(name: String, text: String)] {
        measured.map { ("measured", Self.description($0.value)) } + model + ends
    }

    /// Lines for a terminal.
    package var lines: [String] {
        ["for \(asked):"] + measured.map { "  measured       \(Self.description($0.value))  \($0.source)" }
            + model.map { "  \($0.name.isEmpty ? "" : Style.padded($0.name, 14) + " ")\($0.text)" }
            + ends.map { "  \(Style.padded($0.name, 14)) \($0.text)" } + [answer]
    }

    private var asked: String {
        let growth =
            question.growth == 0
            ? "" : " and \(Quantity.describe(share: question.growth)) more, \(Quantity.describe(rate: question.needed))"
        return "\(question.objective), of \(Quantity.describe(rate: question.load))\(growth)"
    }

    private var answer: String {
        if isOpen {
            let count = worst.map { "\(HTMLModel.count($0, "instance", "instances")) at worst" }
            return "\(count ?? "no number of instances is enough at worst"); at best not known: \(Self.open)"
        }
        guard let worst else {
            return "no number of instances is enough at worst\(best.map { "; at best \($0)" } ?? "")"
        }
        let range = best.map { $0 < worst ? " (\($0) at best)" : "" } ?? ""
        return "\(HTMLModel.count(worst, "instance", "instances"))\(range)"
    }

    private static func description(_ value: Sizing.Measurement) -> String {
        // Where the highest rate that was tried held, nothing is known of what doesn't.
        let upper = value.upper > value.lower ? ", not at \(Quantity.describe(rate: value.upper))" : ""
        let each = Quantity.describe(rate: value.lower / Double(value.instances))
        return
            "\(HTMLModel.count(value.instances, "instance", "instances")): holds at \(Quantity.describe(rate: value.lower))\(upper) "
            + "(\(each) each at least)"
    }

    /// How instances add up, each line with its name.
    private var model: [(name: String, text: String)] {
        guard let fit = sizing.fit else {
            return [("model", "instances are taken to add up: two more numbers of them would tell how far they do")]
        }
        let coefficients = [("λ", fit.lambda, "/s"), ("σ", fit.sigma, ""), ("κ", fit.kappa, "")].map {
            name,
            value,
            unit in
            "\(name) \(CoefficientText.text(value))\(unit)"
        }
        let quality = CoefficientText.digits(max(0, fit.determination))
        var lines = [
            (
                "model",
                "Universal Scalability Law: \(coefficients.joined(separator: ", ")) (one standard error), R² \(quality)"
            )
        ]
        if let peak = fit.peakLoad { lines.append(("peak", "at \(CoefficientText.digits(peak)) instances")) }
        if fit.determination < Sizing.leastDetermination {
            lines.append(("", "! a poor fit: it explains little of what was measured"))
        }
        return lines
    }

    /// The arithmetic of both ends of the range.
    private var ends: [(name: String, text: String)] {
        let best = isOpen ? "not known: \(Self.open)" : arithmetic(sizing.best, best)
        var lines = [("at worst", arithmetic(sizing.worst, worst)), ("at best", best)]
        if let warning { lines.append(("!", warning)) }
        return lines
    }

    private static let open = "no rate was found that doesn't hold"

    private var warning: String? {
        guard let worst, worst - question.lost > sizing.mostMeasured else { return nil }
        return
            "more than the \(sizing.mostMeasured) that \(sizing.mostMeasured == 1 ? "was" : "were") measured: extrapolated by the model; measure some between before you rely on it"
    }

    private func arithmetic(_ model: Sizing.Model, _ count: Int?) -> String {
        guard let count else { return "no number of instances takes \(Quantity.describe(rate: question.needed))" }
        let bare = count - question.lost
        let capacity = Quantity.describe(rate: model.capacity(of: bare))
        return "\(bare) take \(capacity), and \(question.lost) that may be gone: \(count)"
    }
}

extension SizingReport {
    /// The same for programs.
    package var json: [UInt8] {
        var json = JSONWriter(style: .pretty)
        json.object { json in
            json.member("format", "muster-sizing")
            json.member("version", count: 1 as Int)
            json.member("objective", question.objective)
            json.member("loadPerSecond", figure: question.load)
            json.member("growth", figure: question.growth)
            json.member("neededPerSecond", figure: question.needed)
            json.member("lost", count: question.lost)
            json.member("measured", each: measured) { measured, json in
                json.object { json in
                    json.member("source", measured.source)
                    json.member("instances", count: measured.value.instances)
                    json.member("lowerPerSecond", figure: measured.value.lower)
                    json.member("upperPerSecond", figure: measured.value.upper)
                }
            }
            json.member("law", sizing.fit, CurveDocument.write)
            writeEnds(&json)
        }
        return json.bytes
    }

    /// The same of one goal, in a search's own results.
    func writeAnswer(_ json: inout JSONWriter) {
        json.member("neededPerSecond", figure: question.needed)
        writeEnds(&json)
    }

    private func writeEnds(_ json: inout JSONWriter) {
        let ends: [(StaticString, Sizing.Model, Int?)] = [("worst", sizing.worst, worst), ("best", sizing.best, best)]
        for (name, model, count) in ends {
            json.member(name, count) { (count: Int, json: inout JSONWriter) in
                json.object { json in
                    json.member("instances", count: count)
                    json.member("capacityPerSecond", figure: model.capacity(of: count - question.lost))
                }
            }
        }
        json.member("warning", warning)
    }

    /// The same as a page like `report.html`.
    package var page: [UInt8] {
        HTMLReport.document(title: "Sizing: \(answer)", generator: "muster") { html in
            html.element("header", ["class": "top \(worst == nil ? "failed" : "passed")"]) { html in
                html.element("h1", text: "Sizing")
                html.element("p", class: "verdict", text: answer)
                html.element("p", class: "lead", text: "For \(asked).")
                if let warning { html.element("p", class: "warning", text: "This is \(warning).") }
            }
            html.element("main", ["id": "content"]) { html in
                html.section("arithmetic", "The arithmetic") { html in
                    facts(model + ends, &html)
                    html.element("div", class: "charts") { chart.write(&$0) }
                    table(&html)
                }
            }
        }
    }

    /// The answer with its arithmetic and chart, in the page of a run.
    func write(_ html: inout HTMLWriter) {
        html.element("p", class: "lead", text: "Instances \(sentence).")
        if let warning { html.element("p", class: "warning", text: "This is \(warning).") }
        facts(arithmetic, &html)
        html.element("div", class: "charts") { chart.write(&$0) }
    }

    private func facts(_ lines: [(name: String, text: String)], _ html: inout HTMLWriter) {
        html.element("dl", class: "facts") { html in
            for line in lines where line.name != "!" {
                html.element("div") { html in
                    html.element("dt", text: line.name.isEmpty ? "note" : line.name)
                    html.element("dd", text: line.text)
                }
            }
        }
    }

    /// What was measured, and both ends of the model, up to what is needed.
    private var chart: Chart {
        let most = min(max((worst ?? best ?? sizing.mostMeasured) + 1, sizing.mostMeasured), 10_000)
        let steps = (0...60).map { max(1, Int((Double(most) * Double($0) / 60).rounded())) }.reduce(into: [Int]()) {
            steps,
            step in
            if steps.last != step { steps.append(step) }
        }
        let worst = steps.map { (Double($0), sizing.worst.capacity(of: $0)) }
        let best = steps.map { (Double($0), sizing.best.capacity(of: $0)) }
        let points = measured.map { (Double($0.value.instances), $0.value.lower) }.sorted { $0.0 < $1.0 }
        let top = (worst + best + points).map(\.1).max() ?? 1
        return Chart(
            title: "What so many instances take",
            x: Chart.Axis(name: "instances", scale: .linear(to: ChartScale.ceiling(Double(most))), unit: .number),
            y: Chart.Axis(
                name: "requests a second",
                scale: .linear(to: ChartScale.ceiling(max(top, question.needed))),
                unit: .number
            ),
            lines: [
                Chart.Line(name: "measured to hold", points: points, style: 1, isMarked: true),
                Chart.Line(name: "at worst", points: worst, style: 2),
                Chart.Line(name: "at best", points: best, style: 3),
            ],
            limits: [Chart.Limit(name: "needed: \(Quantity.describe(rate: question.needed))", value: question.needed)],
            bands: [
                Chart.Band(
                    name: "between worst and best",
                    points: zip(worst, best).map { ($0.0, min($0.1, $1.1), max($0.1, $1.1)) },
                    style: 2
                )
            ]
        )
    }

    private func table(_ html: inout HTMLWriter) {
        html.table("What was measured", ["Instances", "Holds at", "Not at", "Each at least", "From"], class: "numbers")
        { html in
            for measured in measured {
                let value = measured.value
                html.row { html in
                    html.element("th", ["scope": "row"], text: "\(value.instances)")
                    html.cell("Holds at", text: Quantity.describe(rate: value.lower))
                    html.cell(
                        "Not at",
                        text: value.upper > value.lower ? Quantity.describe(rate: value.upper) : "not known"
                    )
                    html.cell("Each at least", text: Quantity.describe(rate: value.lower / Double(value.instances)))
                    html.cell("From", text: measured.source)
                }
            }
        }
    }
}
