import Measurement
import Quantities
import Results

/// The numbers behind a load's heat map: how many responses of each interval took how long.
struct HTMLHeat {
    private let load: LoadResult
    /// What tells its table from those of others.
    private let name: String
    /// More cells than these make a page slow to open and nobody reads them: intervals are added up then.
    private static let mostCells = 6_000

    init(_ load: LoadResult, name: String) {
        self.load = load
        self.name = name
    }

    func write(_ html: inout HTMLWriter) {
        guard let heat = load.heat, load.intervals.count > 1, heat.counts.count == load.intervals.count,
            heat.counts.allSatisfy({ $0.count == heat.edges.count })
        else { return }
        // A row of the map in which no response lies at all is no column here: the next one says up to where it
        // reaches.
        let columns = heat.edges.indices.filter { column in heat.counts.contains { $0[column] > 0 } }
        guard !columns.isEmpty else { return }
        let together = Self.together(rows: heat.counts.count, columns: columns.count)
        html.element("details") { html in
            html.element("summary", text: "The numbers behind the heat map")
            if together > 1 {
                let words =
                    "Each row adds up \(together) intervals, so that the table stays readable; results.json has each of them."
                html.element("p", class: "soft", text: words)
            }
            html.table(
                "How many responses of each interval took how long, \(name)",
                ["Second"] + columns.map { "up to \(Quantity.describe(nanoseconds: heat.edges[$0]))" },
                class: "numbers"
            ) { html in
                for start in stride(from: 0, to: heat.counts.count, by: together) {
                    let rows = heat.counts[start..<min(start + together, heat.counts.count)]
                    html.row { html in
                        let second = Double(load.intervals[start].start) / 1e9
                        html.element("th", ["scope": "row"], text: SVGText.number(second))
                        for column in columns {
                            let count = rows.reduce(0) { $0.addingSaturated($1[column]) }
                            html.cell("", text: count == 0 ? "" : SVGText.grouped(Double(count)))
                        }
                    }
                }
            }
        }
    }

    /// How many intervals share a row, so that the table has at most ``mostCells``.
    static func together(rows: Int, columns: Int) -> Int {
        let most = max(1, mostCells / max(1, columns))
        return (rows + most - 1) / most
    }
}
