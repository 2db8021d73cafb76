import Quantities
import Results

/// What of each contract was exercised.
struct HTMLCoverage: HTMLPart {
    let anchor = "coverage"
    let title = "Coverage of the contract"
    private let model: HTMLModel
    private let contracts: [(suite: SuiteResult, contract: ContractResult)]

    init(_ model: HTMLModel) {
        self.model = model
        contracts = model.run.suites.compactMap { suite in suite.contract.map { (suite, $0) } }
    }

    var isEmpty: Bool { contracts.isEmpty }

    func write(_ html: inout HTMLWriter) {
        for (suite, contract) in contracts {
            html.element("h3", text: "\(contract.file), held against \(suite.name)")
            html.element("p", text: description(contract))
            areas(contract, suite.name, &html)
            missing(contract, suite.name, &html)
            allowed(contract, suite.name, &html)
            if !contract.unchecked.isEmpty {
                html.element("p", class: "label", text: "What couldn't be checked")
                html.element("ul") { html in
                    for text in contract.unchecked { html.element("li", text: text) }
                }
            }
        }
    }

    private func description(_ contract: ContractResult) -> String {
        let exchanges = HTMLModel.count(contract.exchanges, "exchange was", "exchanges were")
        let unmatched =
            contract.unmatched == 0 ? "" : " \(contract.unmatched) of them were for no operation of the contract."
        return "\(exchanges) held against it.\(unmatched)"
    }

    private static func names(_ contract: ContractResult) -> [String] {
        contract.coverage.map(\.area).once
    }

    private func areas(_ contract: ContractResult, _ suite: String, _ html: inout HTMLWriter) {
        html.table("What was exercised of \(contract.file) by \(suite)", ["Part", "Exercised", "Share"]) { html in
            for area in Self.names(contract) {
                let rows = contract.coverage.filter { $0.area == area }
                let used = rows.count { $0.count > 0 }
                html.row { html in
                    html.cell("Part", text: area)
                    html.cell("Exercised", text: "\(used) of \(rows.count)")
                    html.cell("", class: "meter") { html in
                        let width = SVGText.number(Double(used) * 100 / Double(max(1, rows.count)))
                        html.element(
                            "svg",
                            ["viewBox": "0 0 100 6", "preserveAspectRatio": "none", "aria-hidden": "true"]
                        ) { html in
                            html.element("rect", ["class": "fill-skipped", "width": "100", "height": "6"]) { _ in }
                            html.element("rect", ["class": "fill-passed", "width": width, "height": "6"]) { _ in }
                        }
                    }
                }
            }
        }
    }

    private func missing(_ contract: ContractResult, _ suite: String, _ html: inout HTMLWriter) {
        let missing = contract.coverage.filter { $0.count == 0 }
        guard !missing.isEmpty else { return }
        html.element("details") { html in
            html.element("summary", text: "What was never exercised (\(missing.count))")
            html.table("What \(suite) never exercised", ["Part", "Of", "Name"]) { html in
                for row in missing {
                    html.row { html in
                        html.cell("Part", text: row.area)
                        html.cell("Of", text: row.owner)
                        html.cell("Name", text: row.name)
                    }
                }
            }
        }
    }

    private func allowed(_ contract: ContractResult, _ suite: String, _ html: inout HTMLWriter) {
        guard !contract.allowed.isEmpty else { return }
        html.table("What \(suite) allows", ["Check", "Where", "Reason", "Broken"]) { html in
            for allowed in contract.allowed {
                html.row { html in
                    html.cell("Check") { $0.element("code", text: allowed.check) }
                    html.cell("Where", text: allowed.limits.isEmpty ? "everywhere" : allowed.limits)
                    html.cell("Reason", text: allowed.reason)
                    html.cell("Broken", text: allowed.count == 0 ? "never: it isn't needed" : "\(allowed.count) times")
                }
            }
        }
    }
}

/// What is accepted for a while though it is broken.
struct HTMLWaivers: HTMLPart {
    let anchor = "waivers"
    let title = "Waivers"
    private let model: HTMLModel

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { model.run.waivers.isEmpty }

    func write(_ html: inout HTMLWriter) {
        html.table(
            "Failures that are accepted for a while",
            ["State", "About", "Reason", "Owner", "Until", "Cases"]
        ) { html in
            for result in model.run.waivers {
                html.row { html in
                    html.cell("State") { $0.badge(result.state.style, result.state.sign, result.state.description) }
                    html.cell("About", class: "value") { html in
                        html.text(result.waiver.subject)
                        if let unknown = result.unknown { html.element("strong", text: unknown) }
                        html.element("span", class: "source", text: "\(result.waiver.file):\(result.waiver.line)")
                    }
                    html.cell("Reason", class: "value", text: result.waiver.reason)
                    html.cell("Owner", text: result.waiver.owner)
                    html.cell("Until", class: "id", text: result.waiver.until)
                    html.cell("Cases", text: result.cases.isEmpty ? "none" : result.cases.joined(separator: ", "))
                }
            }
        }
    }
}

/// What was found on the way to the endpoint before the run.
struct HTMLPreflight: HTMLPart {
    let anchor = "preflight"
    let title = "Before the run"
    private let model: HTMLModel

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { model.run.suites.allSatisfy { $0.preflight == nil } }

    func write(_ html: inout HTMLWriter) {
        html.table(
            "The way to the endpoint, looked at with one request",
            ["Suite", "Looked at", "State", "Found"]
        ) { html in
            for suite in model.run.suites {
                for check in suite.preflight?.checks ?? [] {
                    html.row { html in
                        html.cell("Suite", text: suite.name)
                        html.cell("Looked at", text: check.subject.rawValue)
                        html.cell("State") { $0.badge(check.state.style, check.state.sign, check.state.description) }
                        html.cell("Found", class: "value", text: check.detail)
                    }
                }
            }
        }
    }
}

/// Where the results come from, and the lines for those who sign.
struct HTMLProvenance: HTMLPart {
    let anchor = "provenance"
    let title = "Provenance and sign-off"
    private let model: HTMLModel

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { false }

    /// The files by their digests, and what the run took place on.
    private func sources(_ html: inout HTMLWriter) {
        let rows = model.run.suites.flatMap { suite in suite.sources.map { (suite, $0) } }
        if !rows.isEmpty {
            html.table("The files that the results rest on", ["Suite", "What", "File", "Commit", "SHA-256"]) { html in
                for (suite, source) in rows {
                    html.row { html in
                        html.cell("Suite", text: suite.name)
                        html.cell("What", text: source.role.rawValue)
                        html.cell("File") { $0.element("code", text: source.path) }
                        html.cell("Commit") { $0.element("code", text: suite.commit ?? "none") }
                        html.cell("SHA-256") { $0.element("code", text: source.sha256) }
                    }
                }
            }
        }
        let facts = model.run.provenance.environment
        guard !facts.isEmpty else { return }
        html.element("dl", class: "facts") { html in
            for fact in facts {
                html.element("div") { html in
                    html.element("dt", text: fact.name)
                    html.element("dd", text: fact.value)
                }
            }
        }
    }

    private func write(_ merged: MergedRun, _ html: inout HTMLWriter) {
        let label = merged.label.map { " '\($0)'" } ?? ""
        html.element(
            "p",
            class: "warning",
            text:
                "Merged: \(merged.rerun) of the cases were run again; \(merged.kept) stand as they were in the run\(label) of "
                + "\(HTMLModel.time(merged.startedAt)) by \(merged.tool), seed \(merged.seed). Each case says when it began."
        )
    }

    func write(_ html: inout HTMLWriter) {
        let run = model.run
        html.table("What was run, and where", ["Suite", "File", "Target", "Begun", "Took", "Cases"]) { html in
            for suite in run.suites {
                html.row { html in
                    html.cell("Suite", text: suite.name)
                    html.cell("File") { $0.element("code", text: suite.file) }
                    html.cell("Target", class: "value", text: suite.target)
                    html.cell("Begun", text: HTMLModel.time(suite.startedAt))
                    html.cell("Took", text: Quantity.describe(nanoseconds: suite.duration))
                    html.cell("Cases", text: "\(suite.cases.count)")
                }
            }
        }
        sources(&html)
        let runner = run.provenance.runner.map { " for \($0)" } ?? ""
        html.element(
            "p",
            text:
                "Run by \(run.tool)\(runner) on \(run.host), seed \(run.seed). Secrets were replaced by the names of their variables "
                + "before anything was written. Times of day are in UTC."
        )
        if let merged = run.merged { write(merged, &html) }
        html.table("Sign-off", ["For", "Name", "Accepted, or on which conditions", "Date", "Signature"], class: "sign")
        {
            html in
            for party in ["the customer", "the vendor"] {
                html.row { html in
                    html.cell("For", text: party)
                    for column in ["Name", "Accepted, or on which conditions", "Date", "Signature"] {
                        html.cell(column, text: "")
                    }
                }
            }
        }
    }
}
