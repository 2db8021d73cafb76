import Measurement
import Quantities
import Results

/// The shards of a load on the page, side by side: which of them was late, and which left nothing.
struct HTMLShards {
    let sharding: LoadSharding
    /// The load's name.
    let name: String

    func write(_ html: inout HTMLWriter) {
        let missing = sharding.missing.filter { shard in !sharding.shards.contains { $0.index == shard.index } }
        html.element("details") { html in
            html.element("summary", text: summary)
            html.table(
                "Shards of \(name)",
                [
                    "Shard", "Begun after the plan", "Asked", "Sent", "Answered", "Failed", "Late at p99",
                    "Busiest thread", "Remarks",
                ],
                class: "numbers"
            ) { html in
                for shard in sharding.shards { row(shard, &html) }
                for shard in missing {
                    html.row { html in
                        html.element("th", ["scope": "row"], text: "\(shard.index)")
                        for _ in 0..<7 { html.cell("", text: "–") }
                        html.cell("", text: shard.reason)
                    }
                }
            }
        }
    }

    private var summary: String {
        let missing = sharding.missing.count
        let late = sharding.shards.count { !($0.audit?.isValid ?? true) }
        let facts = [
            missing > 0 ? "\(missing) of them without figures" : nil,
            late > 0 ? "\(HTMLModel.count(late, "generator", "generators")) that can't be trusted" : nil,
        ].compactMap(\.self)
        return "\(HTMLModel.count(sharding.count, "shard", "shards")), side by side"
            + (facts.isEmpty ? "" : ": " + facts.joined(separator: ", "))
    }

    private func row(_ shard: LoadSharding.Shard, _ html: inout HTMLWriter) {
        html.row { html in
            html.element("th", ["scope": "row"], text: "\(shard.index)")
            html.cell("", text: shard.startDelay.map(Quantity.describe(nanoseconds:)) ?? "–")
            for count in [shard.offered, shard.sent, shard.completed, shard.failed] {
                html.cell("", text: shard.absent == nil ? SVGText.grouped(Double(count)) : "–")
            }
            html.cell("", text: shard.audit?.ownSendDelay.value(at: 99).map(Quantity.describe(nanoseconds:)) ?? "–")
            html.cell("", text: shard.audit.map { Quantity.describe(share: $0.busiestThread) } ?? "–")
            let remarks = [shard.absent, shard.problem].compactMap(\.self) + (shard.audit?.doubts ?? [])
            html.cell("", text: remarks.joined(separator: "; "))
        }
    }
}
