import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

extension CapacityRunner {
    /// Sends one load of `sweep` after the other, from light to heavy, and gives the curve with why it ended before its
    /// last load.
    ///
    /// It ends with the first load that the target is over its limit at: heavier ones would only harm it.
    func sweep(
        _ sweep: Capacity.Sweep,
        _ session: Session,
        _ leader: TrialLeader?,
        since start: UInt64,
        _ examples: inout [FailureExample]
    ) async throws(LoadEngineError) -> (CapacityCurve?, end: String?) {
        var points: [CapacityCurvePoint] = []
        var end: String?
        var faults = TrialFaults()
        for (place, (load, number)) in capacity.sweepLoads.enumerated() {
            let needed = sweep.duration.addingSaturated(min(capacity.settle, 2_000_000_000))
            if Task.isCancelled {
                end = "stopped after \(points.count) of \(sweep.count) loads"
            } else if MonotonicClock.now() - start + needed > capacity.within {
                let within = Quantity.describe(nanoseconds: capacity.within)
                end = "\(within) were over after \(points.count) of \(sweep.count) loads"
            }
            guard end == nil else { break }
            let planned = Planned(number: place + 1, load: load, sent: .sweep(place), known: "a sweep")
            let trial = try await run(planned, session, leader)
            // A load that Ctrl-C ended says nothing.
            guard trial.figures.stop == nil || trial.reason != nil || !trial.faults.isEmpty else {
                end = "stopped after \(points.count) of \(sweep.count) loads"
                break
            }
            points.append(Self.point(number, trial))
            if examples.isEmpty { examples = trial.figures.examples }
            if let fault = faults.end(after: trial) {
                end = session.scope.redactor.redact(fault)
                break
            }
            if session.problem.text != nil || trial.figures.lacking > 0 {
                end = session.problem.text ?? trial.figures.gaps.joined(separator: "; ")
                break
            }
            if points.last?.isOverloaded ?? false { break }
            try? await Task.sleep(nanoseconds: Self.pause)
        }
        let isByUsers = if case .users = sweep.loads { true } else { false }
        let think: UInt64 = if case .users(_, let think) = sweep.loads { think } else { 0 }
        let curve = CapacityCurve(axis: isByUsers ? .users : .rate, think: think, points: points)
        return (points.isEmpty ? nil : curve, end)
    }

    /// A trial as a point of the curve. One whose generator was late is shown, and nothing is made of it: a queue of
    /// the generator's own looks like one of the target's.
    private static func point(_ load: Double, _ trial: Trial) -> CapacityCurvePoint {
        let figures = trial.figures
        var notes = trial.reason.map { [$0.description] } ?? []
        var isOverloaded = trial.reason != nil
        var isDoubtful = false
        let isFailing = if case .failures? = trial.reason { true } else { false }
        let doubts = figures.audit.map { $0.doubts + [lateLoops($0, figures)].compactMap(\.self) } ?? []
        if !trial.faults.isEmpty {
            notes.append(TrialLeader.list(trial.faults))
            (isDoubtful, isOverloaded) = (true, false)
        } else if !doubts.isEmpty, !isFailing {
            notes += doubts
            (isDoubtful, isOverloaded) = (true, false)
        }
        if let nothing = Unmeasured.reason(figures), !isFailing {
            notes.append(nothing.text)
            isDoubtful = true
        }
        var point = CapacityCurvePoint(
            load: load,
            duration: figures.duration,
            offered: figures.offered,
            completed: figures.completed,
            failed: figures.failedOrBroken,
            goodput: figures.goodput,
            responseTime: figures.responseTime,
            meanService: figures.serviceTime.mean,
            inFlight: trial.inFlight,
            isOverloaded: isOverloaded,
            isDoubtful: isDoubtful,
            note: notes.isEmpty ? nil : notes.joined(separator: "; ")
        )
        point.scrape = trial.scrape
        return point
    }

    /// Users wait for their answers, so that a generator that looks too late sends less, and nothing is late: only its
    /// loops tell.
    private static func lateLoops(_ audit: LoadAudit, _ figures: LoadResult) -> String? {
        guard figures.users != nil, let lag = audit.loopLag.value(at: 99), lag > 1_000_000,
            Double(lag) * 10 > figures.serviceTime.mean
        else { return nil }
        return "the generator looked \(Quantity.describe(nanoseconds: lag)) late at p99: answers waited for it"
    }
}
