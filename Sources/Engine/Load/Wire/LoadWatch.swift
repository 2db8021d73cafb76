import LoadEngine
import Measurement
import Scenarios

/// Tells how a load is doing, several times a second.
struct LoadWatch: Sendable {
    let suite: String
    let name: String
    /// What a person sees of it; its name unless there is more to say.
    var title: String?
    let metrics: LoadMetrics?
    let report: @Sendable (LoadProgress) -> Void

    private static let interval: UInt64 = 250_000_000

    /// A load that is looked at.
    struct Watching {
        fileprivate let task: Task<Void, Never>

        /// Looks a last time and ends.
        func end() async {
            task.cancel()
            await task.value
        }
    }

    /// Looks at `control`, whose endpoints have `names`, until ``Watching/end()``.
    func begin(_ control: LoadControl, _ load: Load, _ names: [String]) -> Watching {
        let place = metrics?.begin(suite: suite, scenario: name, names: names)
        let task = Task {
            var view = LoadView(name: title ?? name, total: load.warmUp + load.duration)
            var isLast = false
            while !isLast {
                isLast = (try? await Task.sleep(nanoseconds: Self.interval)) == nil
                let seconds = control.takeSeconds()
                let figures = control.figures
                let hasMoved = figures.elapsed > view.figures.elapsed
                view.look(figures, seconds)
                let progress = view.progress
                if let place { metrics?.update(place, figures, progress, seconds) }
                if hasMoved, !isLast { report(progress) }
            }
            if let place { metrics?.end(place) }
        }
        return Watching(task: task)
    }
}
