import Decoding
import Diagnostics
import HTTP
import JSON
import LoadEngine
import Results
import Scenarios
import Substitution

/// Judges a response of a flow, and takes from it what the flow's further requests need.
struct WireCapture {
    let step: LoadStep
    /// `nil` when it depends on what the flow has captured.
    let expectation: Scenarios.Expectation?
    let scope: CaseScope
    let texts: FlowTexts
    let keepsCookies: Bool
    let origins: LoadOrigins
    /// Whether all requests of the flow go to one.
    let hasOneOrigin: Bool
    let rules: ProtocolRules
    let problem: FirstProblem

    var flowCapture: FlowCapture {
        FlowCapture { view, memory, isJudged in take(view, memory, isJudged) }
    }

    private func take(_ view: ResponseView, _ memory: FlowMemory, _ isJudged: Bool) -> Breach? {
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
                return "capture.\(capture.name): expected \(capture.description), found none"
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
        if capture.isSecret { memory.secrets.append(value.plainText) }
        for use in texts.uses(of: capture.name) {
            memory.set(use.number, value.part(use.path).flatMap(use.fill.bytes))
        }
    }

    private func keepCookies(_ fields: HeaderFields, _ view: ResponseView, _ notes: FlowNotes, _ memory: FlowMemory) {
        guard !fields.values("Set-Cookie").isEmpty,
            let url = try? HTTPURL("\(origins[view.origin])\(Self.target(of: view.request))")
        else { return }
        notes.cookies.store(fields, from: url)
        // What every request to one origin gets, no request to another may get.
        let known = hasOneOrigin ? notes.cookies.valueForEveryTarget(of: url.origin) : nil
        let line = known.map { $0.isEmpty ? "" : RequestRenderer.line(HeaderField("Cookie", $0)) }
        memory.set(FlowTexts.cookies, line.map { Array($0.utf8) })
    }

    /// The target of a request whose bytes these are.
    private static func target(of request: some Collection<UInt8>) -> String {
        let line = request.prefix { $0 != 0x0D }.split(separator: 0x20, maxSplits: 2)
        return line.count > 1 ? String(decoding: line[1], as: UTF8.self) : "/"
    }
}
