import HTTP
import JSON
import Measurement
import Scenarios

/// Carries out the response of the rule that holds.
struct Responder {
    let files: FileStore

    /// The answer of `rule`. Effects come before the content, in the order `issue`, `add`, `set`, so that the content sees
    /// them.
    func answer(_ rule: MockRule, _ judging: inout Judging, _ state: inout MockState) -> MockAnswer {
        let response = rule.response
        var key: String?
        if let once = response.once {
            key = once.key.text(&judging, state)
            if let key, let kept = state.once[rule.number, default: OnceStore()].answer(for: key, now: judging.now) {
                return kept
            }
        }
        issue(response, &judging, &state)
        for change in response.add { add(change, &judging, &state) }
        for change in response.set { set(change, &judging, &state) }
        let answer = content(of: rule, &judging, state)
        guard judging.failure == nil else { return Self.failed(rule, judging) }
        if let once = response.once, let key {
            let (end, overflows) = judging.now.addingReportingOverflow(once.lifetime)
            state.once[rule.number, default: OnceStore()].keep(
                answer,
                for: key,
                until: overflows ? .max : end,
                now: judging.now
            )
        }
        return answer
    }

    /// A rule that cannot be applied to a request is a slip in the mock file that only this request brings to light: it
    /// is said aloud.
    static func failed(_ rule: MockRule, _ judging: Judging) -> MockAnswer {
        let why = "the mock's rule \"\(rule.name)\" can't be applied: \(judging.failure ?? "")\n"
        var answer = MockAnswer(status: 500, body: Array(why.utf8), rule: rule.name)
        answer.headers.append("Content-Type", "text/plain; charset=utf-8")
        return answer
    }

    private func content(of rule: MockRule, _ judging: inout Judging, _ state: MockState) -> MockAnswer {
        switch rule.response.answer {
        case .fixed(let answer):
            return answer
        case .template(let node, let choosesFile):
            guard let resolved = judging.resolve(node, state) else { return MockAnswer(status: 500) }
            let problems = Problems()
            let decoder = AnswerDecoder(problems: problems, files: files, confinesFiles: choosesFile)
            var answer = decoder.answer(resolved)
            _ = judging.note(problems)
            answer.rule = rule.name
            return answer
        }
    }

    private func issue(_ response: Response, _ judging: inout Judging, _ state: inout MockState) {
        guard let store = response.issue else { return }
        let token = (0..<2).map { _ in Self.hex(judging.random.next()) }.joined()
        state.tokens[ExactKey(store)]?.issue(token, now: judging.now)
        judging.token = token
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private func add(_ change: Response.Change, _ judging: inout Judging, _ state: inout MockState) {
        guard let (key, value) = resolved(change, &judging, state) else { return }
        guard let number = value.number else {
            judging.fail("\(change.value.location): 'add' needs a number, found \(value.kind.rawValue)")
            return
        }
        if !state.add(key, number) { judging.fail(Self.full) }
    }

    private static let full = "the state has \(MockState.mostKeys) keys, and room for no more"

    private func set(_ change: Response.Change, _ judging: inout Judging, _ state: inout MockState) {
        guard let (key, value) = resolved(change, &judging, state) else { return }
        if !state.set(key, value) { judging.fail(Self.full) }
    }

    private func resolved(
        _ change: Response.Change,
        _ judging: inout Judging,
        _ state: MockState
    ) -> (key: String, value: JSONValue)? {
        guard judging.failure == nil, let key = change.key.text(&judging, state) else { return nil }
        guard change.isTemplate else { return (key, change.value.value) }
        return judging.resolve(change.value, state).map { (key, $0.value) }
    }
}
