import LoadEngine
import Measurement
import Scenarios

/// Tells how a load is doing, several times a second.
struct LoadWatch: Sendable {
    let name: String
    let report: @Sendable (LoadGlimpse) -> Void

    private static let interval: UInt64 = 250_000_000
    private static let longestHistory = 40

    /// Looks at `control` until the task is cancelled.
    func begin(_ control: LoadControl, _ load: Load) -> Task<Void, Never> {
        Task {
            var last = control.figures
            var history: [UInt64] = []
            var median: UInt64?
            while (try? await Task.sleep(nanoseconds: Self.interval)) != nil {
                let now = control.figures
                guard now.elapsed > last.elapsed else { continue }
                let bySecond = Dictionary(grouping: control.takeSeconds(), by: \.second)
                for second in bySecond.keys.sorted() {
                    let times = LatencyRecorder.merged(
                        (bySecond[second] ?? []).flatMap { $0.series.map(\.responseTime) }
                    ).summary([50, 99])
                    median = times.value(at: 50) ?? median
                    history.append(times.value(at: 99) ?? times.max)
                }
                history = history.suffix(Self.longestHistory)
                let seconds = Double(now.elapsed - last.elapsed) / 1e9
                report(
                    LoadGlimpse(
                        name: name,
                        elapsed: now.elapsed,
                        total: load.warmUp + load.duration,
                        offeredRate: Double(now.counts.offered - last.counts.offered) / seconds,
                        sentRate: Double(sent(now) - sent(last)) / seconds,
                        inFlight: now.inFlight,
                        failed: now.counts.failed + now.counts.broken,
                        median: median,
                        high: history.last,
                        history: history
                    )
                )
                last = now
            }
        }
    }

    private func sent(_ figures: LiveFigures) -> Int { figures.counts.sent + figures.counts.warmUp }
}
