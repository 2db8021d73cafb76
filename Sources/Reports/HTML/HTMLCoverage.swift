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
            areas(contract, &html)
            missing(contract, &html)
            allowed(contract, &html)
            if !contract.unchecked.isEmpty {
                html.element("p", ["class": "label"], text: "What couldn't be checked")
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

    private func areas(_ contract: ContractResult, _ html: inout HTMLWriter) {
        html.table("What was exercised of \(contract.file)", ["Part", "Exercised", ""]) { html in
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

    private func missing(_ contract: ContractResult, _ html: inout HTMLWriter) {
        let missing = contract.coverage.filter { $0.count == 0 }
        guard !missing.isEmpty else { return }
        html.element("details") { html in
            html.element("summary", text: "What was never exercised (\(missing.count))")
            html.table("What was never exercised", ["Part", "Of", "Name"]) { html in
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

    private func allowed(_ contract: ContractResult, _ html: inout HTMLWriter) {
        guard !contract.allowed.isEmpty else { return }
        html.table("What the suite allows", ["Check", "Where", "Reason", "Broken"]) { html in
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

/// Where the results come from, and the lines for those who sign.
struct HTMLProvenance: HTMLPart {
    let anchor = "provenance"
    let title = "Provenance and sign-off"
    private let model: HTMLModel

    init(_ model: HTMLModel) {
        self.model = model
    }

    var isEmpty: Bool { false }

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
        html.element(
            "p",
            text:
                "Run by \(run.tool) on \(run.host), seed \(run.seed). Secrets were replaced by the names of their variables "
                + "before anything was written. Times of day are in UTC."
        )
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
