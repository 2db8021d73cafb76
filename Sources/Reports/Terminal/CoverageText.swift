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
        let title = "coverage of \(contract.file) by \(contract.exchanges) exchanges"
        var lines = ["", style.bold(Style.safe(title))]
        for area in areas {
            let rows = contract.coverage.filter { $0.area == area }
            let missing = rows.filter { $0.count == 0 }
            let figure = "\(rows.count - missing.count)/\(rows.count)"
            let name = area + String(repeating: " ", count: width - area.count)
            lines.append("  \(name)  \(missing.isEmpty ? style.green(figure) : style.yellow(figure))")
            lines += missing.map { row in
                let owner = row.owner == row.name ? "" : "\(row.owner)  "
                return "    " + style.dim(Style.safe("not: \(owner)\(row.name)"))
            }
        }
        if contract.unmatched > 0 {
            lines.append("  " + style.dim("\(contract.unmatched) exchanges were for no operation of the contract"))
        }
        return lines
    }
}
