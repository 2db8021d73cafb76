import Cryptography
import JSON
import Measurement
import Quantities
package import Results
import URI

/// `report.html`: the run as one page that needs nothing else, neither a network nor a script.
///
/// Its policy (Content Security Policy, level 3) lets in the one style and the one script by their digests and nothing
/// else, so that even what slipped through the escaping would neither run nor load anything.
package enum HTMLReport {
    /// How large the page may grow before cases that passed lose their evidence, in bytes: a browser opens so much
    /// within 2 s.
    package static let comfortableSize = 10 << 20

    /// The page of `run`.
    package static func page(_ run: RunResult) -> [UInt8] {
        let model = HTMLModel(run)
        let partial = run.partial.isEmpty ? "" : "PARTIAL, "
        return document(title: "\(partial)\(model.verdict.description): \(model.title)", generator: run.tool) {
            body(model, &$0)
        }
    }

    /// A page with the style, the script and the policy of all.
    static func document(
        title: String,
        generator: String,
        _ body: (inout HTMLWriter) -> Void
    ) -> [UInt8] {
        let style = PackageResources.report_css
        let script = PackageResources.report_js
        var html = HTMLWriter()
        html.documentType()
        html.element("html", ["lang": "en"]) { html in
            html.element("head") { html in
                html.void("meta", ["charset": "utf-8"])
                html.void("meta", ["http-equiv": "Content-Security-Policy", "content": policy(style, script)])
                html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                html.void("meta", ["name": "color-scheme", "content": "light dark"])
                html.void("meta", ["name": "generator", "content": generator])
                html.element("title", text: title)
                html.own("style", style)
            }
            html.element("body") { html in
                body(&html)
                html.own("script", script)
            }
        }
        return html.bytes
    }

    private static func body(_ model: HTMLModel, _ html: inout HTMLWriter) {
        html.link(to: "content", class: "skip", text: "Skip to the findings")
        HTMLSummary(model).write(&html)
        let parts: [any HTMLPart] = [
            HTMLFindings(model), HTMLRequirements(model), HTMLQuestions(model), HTMLLoads(model), HTMLCapacities(model),
            HTMLCoverage(model),
            HTMLWaivers(model), HTMLPreflight(model), HTMLCases(model), HTMLProvenance(model),
        ]
        let shown = parts.filter { !$0.isEmpty }
        html.element("nav", ["aria-label": "Parts of the report"]) { html in
            html.element("ul") { html in
                for part in shown {
                    html.element("li") { $0.link(to: part.anchor, text: part.title) }
                }
            }
        }
        html.element("main", ["id": "content"]) { html in
            for part in shown { html.section(part.anchor, part.title) { part.write(&$0) } }
        }
        html.element("footer") { html in
            html.text("Made by \(model.run.tool) from results.json, which holds all the evidence.")
        }
    }

    private static func policy(_ style: [UInt8], _ script: [UInt8]) -> String {
        func digest(_ bytes: [UInt8]) -> String { "'sha256-\(Base64.encode(HashFunction.sha256.digest(of: bytes)))'" }
        return "default-src 'none'; style-src \(digest(style)); script-src \(digest(script)); base-uri 'none'; "
            + "form-action 'none'"
    }
}

/// A part of the page.
protocol HTMLPart {
    /// The name by which links reach it.
    var anchor: String { get }
    /// Its heading.
    var title: String { get }
    /// Whether there is nothing to show.
    var isEmpty: Bool { get }
    /// Writes what stands below the heading.
    func write(_ html: inout HTMLWriter)
}

/// A run as the page shows it.
struct HTMLModel {
    /// What is said of the whole run.
    struct Outcome {
        /// In two or three words.
        let description: String
        /// The name of the style.
        let style: String
    }

    let run: RunResult
    let causes: [Cause]
    /// The anchor of each case.
    let anchors: [[String]]
    /// The bursts, the loads and the searches for capacity.
    let measured: [LoadSuspicion.Place]
    /// The anchor of each burst and load among its like.
    let loadAnchors: [LoadSuspicion.Place: String]

    init(_ run: RunResult) {
        self.run = run
        causes = Cause.all(of: run)
        var names = UniqueNames()
        anchors = run.suites.indices.map { suite in
            run.suites[suite].cases.indices.map { index in
                let name = run.suites[suite].cases[index].name
                return names.add("case-" + LoadFiles.slug("\(run.suites[suite].name) \(name)"))
            }
        }
        measured = run.measured
        var loads: [LoadSuspicion.Place: String] = [:]
        for place in measured where run[place].load != nil {
            let suite = run.suites[place.suite]
            let words = [suite.name, suite.cases[place.index].name, run[place].name].filter { !$0.isEmpty }
            loads[place] = names.add("load-" + LoadFiles.slug(words.joined(separator: " ")))
        }
        loadAnchors = loads
    }

    var title: String { run.suites.isEmpty ? "no suites" : Self.list(run.suites.map(\.name), "more suites") }

    /// At most six of `texts`, and how many more; those stand further below.
    static func list(_ texts: [String], _ more: String) -> String {
        guard texts.count > 6 else { return texts.joined(separator: ", ") }
        return texts.prefix(5).joined(separator: ", ") + " and \(texts.count - 5) \(more)"
    }

    var verdict: Outcome {
        switch run.exitCode {
        case 0: Outcome(description: "Accepted", style: "passed")
        case 1: Outcome(description: "Not accepted", style: "failed")
        default: Outcome(description: "Not measured", style: "error")
        }
    }

    /// The anchor of a requirement.
    static func anchor(ofRequirement id: String) -> String { "requirement-" + LoadFiles.slug(id) }

    /// A time of day in UTC.
    static func time(_ milliseconds: Int64) -> String {
        format?.string(fromUnixMilliseconds: milliseconds) ?? ""
    }

    private static let format = try? DateFormat("yyyy-MM-dd HH:mm:ss 'UTC'")

    /// `1 case`, `2 cases`.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}

/// How a verdict is told: by a sign and a word, never by its colour alone.
extension Verdict {
    var sign: String {
        switch self {
        case .passed: "✓"
        case .failed: "✗"
        case .error: "!"
        case .skipped: "–"
        case .answered: "?"
        case .waived: "~"
        }
    }

    var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .error: "not measured"
        case .skipped: "skipped"
        case .answered: "answered"
        case .waived: "waived"
        }
    }

    /// What is looked at first.
    var rank: Int {
        switch self {
        case .failed: 0
        case .error: 1
        case .waived: 2
        case .answered: 3
        case .skipped: 4
        case .passed: 5
        }
    }
}

extension HTMLWriter {
    /// A word with a sign in the colour of `style`.
    mutating func badge(_ style: String, _ sign: String, _ word: String) {
        element("span", ["class": "badge \(style)"]) { html in
            html.element("span", ["aria-hidden": "true"], text: "\(sign) ")
            html.text(word)
        }
    }

    mutating func badge(_ verdict: Verdict) { badge(verdict.rawValue, verdict.sign, verdict.word) }
}
