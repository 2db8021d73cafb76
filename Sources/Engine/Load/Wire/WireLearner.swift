import HTTP
import JSON
import LoadEngine
import Results
import Scenarios

/// Judges a response of a flow, and takes from it what the flow's further requests need.
struct WireLearner {
    let step: LoadStep
    /// `nil` when it depends on what the flow has captured.
    let expectation: Scenarios.Expectation?
    let scope: CaseScope
    /// The numbers of the flow's captures in its memory; 0 is the line of its cookies.
    let numbers: [String: Int]
    let keepsCookies: Bool
    /// Where the step's request goes.
    let origin: String
    let rules: ProtocolRules
    let problem: FirstProblem

    static let cookieNumber = 0

    var learner: FlowLearner {
        FlowLearner { view, memory, isJudged in learn(view, memory, isJudged) }
    }

    private func learn(_ view: ResponseView, _ memory: FlowMemory, _ isJudged: Bool) -> Breach? {
        let exchange = WireJudge.exchange(view, withHeaders: true, withContent: true)
        let readsJSON = step.captures.contains(where: \.readsJSON)
        let notes = FlowNotes.of(memory)
        let expectation: Scenarios.Expectation
        do throws(Problems.Found) {
            expectation = if let known = self.expectation { known } else { try own(notes) }
        } catch {
            problem.note(error.diagnostics.map(\.message).joined(separator: "; "))
            return "the expectation can't be made"
        }
        let subject = expectation.subject(exchange, parsing: readsJSON)
        if isJudged || self.expectation == nil {
            let judgement = expectation.judge(subject, now: scope.scope.clock())
            if let breach = WireJudge.breach(judgement, expectation, view) { return breach }
            if let finding = WireJudge.finding(rules, subject.response, view) { return Breach(finding.summary) }
        }
        for capture in step.captures {
            guard let value = capture.value(in: subject) else {
                return "capture.\(capture.name): expected \(capture.words), found none"
            }
            keep(value, capture, notes, memory)
        }
        if keepsCookies, let response = subject.response { keepCookies(response.headers, view, notes, memory) }
        return nil
    }

    private func own(_ notes: FlowNotes) throws(Problems.Found) -> Scenarios.Expectation {
        var own = scope
        for (name, value) in notes.captured { own.scope.variables[name] = value }
        return try step.expect.expectation(&own.scope)
    }

    private func keep(_ value: JSONValue, _ capture: Capture, _ notes: FlowNotes, _ memory: FlowMemory) {
        notes.captured[capture.name] = value
        let text = value.plainText
        if capture.isSecret { memory.secrets.append(text) }
        guard let number = numbers[capture.name] else { return }
        let isText = if case .string = value { true } else { false }
        memory.set(number, text.utf8, fits: TextPlaces(of: text, isText: isText))
    }

    private func keepCookies(_ fields: HeaderFields, _ view: ResponseView, _ notes: FlowNotes, _ memory: FlowMemory) {
        guard !fields.values("Set-Cookie").isEmpty,
            let url = try? HTTPURL("\(origin)\(WireMessage.target(of: view.request))")
        else { return }
        notes.cookies.store(fields, from: url)
        let known = notes.cookies.valueForEveryTarget(of: url.origin)
        let line = known.map { $0.isEmpty ? "" : RequestRenderer.line(HeaderField("Cookie", $0)) }
        memory.set(Self.cookieNumber, (line ?? "").utf8, fits: line == nil ? [] : .field)
    }
}
