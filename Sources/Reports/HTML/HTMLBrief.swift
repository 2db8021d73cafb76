import Measurement
import Quantities
import Results

/// What somebody who decides and reads no further has to know, in lines: it fits on the first printed page with the
/// verdict and the counts.
struct HTMLBrief {
    private let model: HTMLModel
    private var run: RunResult { model.run }
    /// A line has at most so many Unicode scalars; the page shows as many of them as fit.
    private static let longest = 150

    init(_ model: HTMLModel) {
        self.model = model
    }

    func write(_ html: inout HTMLWriter) {
        // With more lines it would take more than a page; what follows in the report has all of them.
        let parts = [
            Part(title: "What is wrong, the worst first", lines: causes, most: 10),
            Part(title: "Requirements not met, or still open", lines: requirements, most: 8),
            Part(title: "Waivers", lines: waivers, most: 5), Part(title: "Loads", lines: loads, most: 6),
        ].filter { !$0.lines.isEmpty }
        guard !parts.isEmpty else { return }
        html.element("div", class: "brief") { html in
            for part in parts { write(part, &html) }
        }
    }

    /// A line: the style and the sign of what it says, and its words.
    private struct Line {
        var style: String
        var sign: String
        var text: String
    }

    private struct Part {
        var title: String
        var lines: [Line]
        /// How many of them are shown.
        var most: Int
    }

    private func write(_ part: Part, _ html: inout HTMLWriter) {
        html.element("div") { html in
            html.element("h2", text: part.title)
            html.element("ul") { html in
                for line in part.lines.prefix(part.most) {
                    html.element("li") { html in
                        html.element("span", ["class": "sign \(line.style)"], text: line.sign)
                        html.text(" \(Self.cut(line.text))")
                    }
                }
                let hidden = part.lines.count - part.most
                if hidden > 0 { html.element("li", class: "soft", text: "and \(hidden) more") }
            }
        }
    }

    private static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count > longest ? String(scalars.prefix(longest - 1)) + "…" : text
    }

    private var causes: [Line] {
        model.causes.filter { $0.verdict != .waived }.map { cause in
            let finding = cause.finding
            let broken = cause.title ?? "\(finding.expectation): expected \(finding.expected), found \(finding.found)"
            let text = cause.isBroken ? broken : "not measured: \(finding.found)"
            return Line(
                style: cause.verdict.rawValue,
                sign: cause.verdict.sign,
                text: "\(HTMLModel.count(cause.places.count, "case", "cases")): \(text)"
            )
        }
    }

    private var requirements: [Line] {
        let rows = run.suites.flatMap { RequirementTable($0).rows }
        return RequirementTable.State.allCases.filter(\.isOpen).flatMap { state in
            rows.filter { $0.state == state }.map { row in
                Line(
                    style: state.earl.style,
                    sign: state.earl.sign,
                    text: "\(row.requirement.id) \(state.rawValue): \(row.requirement.text)"
                )
            }
        }
    }

    private var waivers: [Line] {
        run.waivers.map { Line(style: $0.state.style, sign: $0.state.sign, text: $0.line) }
    }

    private static func times(_ load: LoadResult) -> String {
        let times = [50.0, 99].compactMap { percent in
            load.responseTime.value(at: percent).map {
                "p\(PercentileText.text(percent)) \(Quantity.describe(nanoseconds: $0))"
            }
        }
        return (["\(load.completed) of \(load.offered) answered"] + times).joined(separator: ", ")
    }

    /// Each load, burst and search for capacity with its verdict.
    private var loads: [Line] {
        model.measured.flatMap { place in
            let (result, step) = (run.suites[place.suite].cases[place.index], run[place])
            let load = step.load.map { "\($0.model), \(Self.times($0))" }
            let goals = step.capacity?.goals.map { "\($0.name) \(CapacityText.outcome($0))" } ?? []
            return ([load].compactMap(\.self) + goals).map { text in
                Line(style: result.verdict.rawValue, sign: result.verdict.sign, text: "\(result.name): \(text)")
            }
        }
    }
}

extension RequirementTable.State {
    /// Whether nobody may say yet that the requirement is met.
    fileprivate var isOpen: Bool {
        switch self {
        case .broken, .unclear, .waived, .untested, .asked: true
        case .attested, .met, .inapplicable: false
        }
    }
}
