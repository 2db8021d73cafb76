import HTTP
import LoadEngine
import Results
import Scenarios

/// Judges, on the thread that received it, a response of the engine.
struct WireJudge {
    let expectation: Scenarios.Expectation
    let clock: @Sendable () -> Int64

    /// The check for the engine; `share` of the responses are judged beyond their status.
    func check(share: Double) -> ResponseCheck {
        var check = ResponseCheck(statuses: expectation.acceptedStatuses)
        guard expectation.judgesMoreThanStatus, share > 0 else { return check }
        check.judge = ResponseJudge(isRepeatable: !expectation.dependsOnTime) { view, _ in verdict(view) }
        check.share = share
        return check
    }

    private func verdict(_ view: ResponseView) -> String? {
        let bare = exchange(view, withHeaders: expectation.readsHeaders)
        if expectation.judge(expectation.subject(bare), now: clock()).holds { return nil }
        // What is wrong may be told with the help of the header section.
        let full = exchange(view, withHeaders: true)
        return expectation.judge(expectation.subject(full), now: clock()).findings.first?.summary
    }

    private func exchange(_ view: ResponseView, withHeaders: Bool) -> Exchange {
        Self.exchange(view, withHeaders: withHeaders, withContent: expectation.readsContent)
    }

    /// The exchange that `view` is of, with as much of it as is needed.
    static func exchange(_ view: ResponseView, withHeaders: Bool, withContent: Bool) -> Exchange {
        let head = withHeaders ? MessageHead(view.head) : MessageHead()
        let response = HTTPResponse(
            status: view.status,
            reason: head.reason,
            headers: head.fields,
            body: withContent ? Array(view.body) : []
        )
        return Exchange(
            outcome: .success(response),
            timings: PhaseTimings(total: view.responseTime),
            intended: 0,
            started: 0
        )
    }
}
