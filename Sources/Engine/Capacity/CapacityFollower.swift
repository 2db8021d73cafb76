import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios
import Synchronization

/// Trials of which each of several shards sends its part: the side of those that aren't shard 0.
extension CapacityRunner {
    /// Sends this shard's part of every trial that shard 0 orders.
    func follow(_ session: Session, _ follower: TrialFollower) async -> StepResult {
        do throws(TrialFolder.Failure) {
            if let why = try await follower.join(problem: nil) { return elsewhere(why, session.scope.redactor) }
            while true {
                switch try await follower.next() {
                case .end(let why): return elsewhere(why, session.scope.redactor)
                case .trial(let order, let start):
                    try follower.tell(await part(order, start, session, follower))
                }
            }
        } catch {
            return elsewhere("\(error)", session.scope.redactor)
        }
    }

    /// Tells shard 0 why this shard takes no part.
    func refuse(_ reason: String, _ follower: TrialFollower) async -> StepResult {
        do throws(TrialFolder.Failure) { _ = try await follower.join(problem: String(reason.prefix(1000))) } catch {
            // Shard 0 sees that this one doesn't come.
        }
        return StepResult(name: traffic.step.name, error: reason)
    }

    /// What shard 0 is told of a problem: no secret, and no more than a message holds.
    private func told(_ text: String, _ session: Session) -> String {
        String(session.scope.redactor.redact(text).prefix(1000))
    }

    private func elsewhere(_ why: String, _ redactor: Redactor) -> StepResult {
        StepResult(name: traffic.step.name, error: redactor.redact("not measured here: \(why)"))
    }

    /// Orders for later than this are the mistake of some clock, in nanoseconds.
    private static let furthest: UInt64 = 60_000_000_000

    private func part(
        _ order: TrialOrder,
        _ start: UInt64,
        _ session: Session,
        _ follower: TrialFollower
    ) async -> TrialPart {
        var part = TrialPart(shard: traffic.options.load.share.index, trial: order.trial)
        let load = order.load(of: capacity)
        let now = MonotonicClock.now()
        // What comes too late, or at no time, would put load on the target for nothing.
        if now > start, now - start > latest(load) {
            let late = Quantity.describe(nanoseconds: now - start)
            part.problem = "it heard \(late) too late of the trial, or its clock is ahead (--clock)"
            return part
        }
        if start > now, start - now > Self.furthest {
            part.problem = "the trial begins in \(Quantity.describe(nanoseconds: start - now)) by its clock (--clock)"
            return part
        }
        let missed = Mutex(false)
        let together = Together(start: start, settling: .other) { control, guardian in
            while (try? await Task.sleep(nanoseconds: TrialExchange.interval)) != nil {
                switch follower.course(of: order) {
                case .goesOn: continue
                case .settles(let instant):
                    if guardian.settledAt == nil, MonotonicClock.now() + LoadControl.notice > instant {
                        missed.withLock { $0 = true }
                        control.stop()
                        return
                    }
                    guardian.settle(at: instant)
                case .isOver:
                    control.stop()
                    return
                }
            }
        }
        let shards = "shard \(part.shard) of \(traffic.options.load.share.count)"
        let sent: Sent
        do throws(LoadEngineError) {
            sent = try await send(load, number: order.trial, settle: order.settle, shards, session, together)
        } catch {
            part.problem = told("\(error)", session)
            return part
        }
        part.figures = sent.figures.figures.map(session.scope.redactor.redact)
        part.reason = sent.guardian.reason
        part.failures = sent.failures
        part.inFlight = sent.guardian.meanInFlight
        if let text = session.problem.text {
            part.problem = told(text, session)
        } else if missed.withLock({ $0 }) {
            part.problem = "it heard too late that the warm-up was over"
        } else if Task.isCancelled {
            part.problem = "it was stopped"
        }
        return part
    }
}
