import Results

/// What of a suite's contract was exercised, on the terminal.
struct CoverageText {
    private let suite: SuiteResult
    private let style: Style

    init(_ suite: SuiteResult, _ style: Style) {
        self.suite = suite
        self.style = style
    }

    /// A line an area, and below it what nothing exercised.
    var lines: [String] {
        guard let contract = suite.contract else { return [] }
        var areas: [String] = []
        for row in contract.coverage where areas.last != row.area { areas.append(row.area) }
        let width = areas.map(\.count).max() ?? 0
        let title = "coverage of \(contract.file) by \(HTMLModel.count(contract.exchanges, "exchange", "exchanges"))"
        var lines = ["", style.bold(Style.safe(title))]
        for area in areas {
            let rows = contract.coverage.filter { $0.area == area }
            let missing = rows.filter { $0.count == 0 }
            let figure = "\(rows.count - missing.count)/\(rows.count)"
            let name = Style.padded(area, width)
            lines.append("  \(name)  \(missing.isEmpty ? style.green(figure) : style.yellow(figure))")
            lines +=
                area == "kinds"
                ? kinds(missing)
                : missing.map { row in
                    let owner = row.owner == row.name ? "" : "\(row.owner)  "
                    return dim("not: \(owner)\(row.name)")
                }
        }
        if contract.unmatched > 0 {
            lines.append("  " + style.dim("\(contract.unmatched) exchanges were for no operation of the contract"))
        }
        return lines
    }

    /// More names than these would hide the rest.
    private static let mostNames = 20

    /// The kinds that no exchange exercised, a line an operation: with how many cases the contract has of them.
    private func kinds(_ missing: [ContractResult.Coverage]) -> [String] {
        var owners: [String] = []
        for row in missing where !owners.contains(row.owner) { owners.append(row.owner) }
        var lines = owners.map { owner in
            let names = missing.filter { $0.owner == owner }.map { "\($0.name)\($0.cases.map { " 0/\($0)" } ?? "")" }
            return dim("not: \(owner)  \(Self.list(names))")
        }
        if let other = suite.contract?.notApplicable, !other.isEmpty {
            lines.append(dim("not of this contract: \(Self.list(other))"))
        }
        return lines
    }

    private static func list(_ names: [String]) -> String {
        let more = names.count - mostNames
        return names.prefix(mostNames).joined(separator: ", ")
            + (more > 0 ? " and \(more) more, which results.json lists" : "")
    }

    private func dim(_ text: String) -> String { "    " + style.dim(Style.safe(text)) }
}
