import Decoding
import Diagnostics
import HTTP
import JSON
import Measurement
import Substitution

/// Carries out the response of the rule that holds.
struct Responder {
    let files: FileStore

    /// The answer of `rule`. Effects come before the content, in the order `issue`, `add`, `set`, so that the content
    /// sees them.
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

/// A `respond`: what happens to the state, and the answer.
struct Response: Sendable {
    /// What is kept for a key and given again.
    struct Once: Sendable {
        let key: TextTemplate
        /// In milliseconds.
        let lifetime: Int64
    }

    /// A change of the state.
    struct Change: Sendable {
        let key: TextTemplate
        let value: JSONNode
        /// Whether `value` holds `${...}` that depend on the request.
        let isTemplate: Bool
    }

    enum Answer: Sendable {
        /// Nothing in it depends on the request.
        case fixed(MockAnswer)
        /// The members of the `respond` that make the answer, to be filled for each request; and whether that decides
        /// which file is served.
        case template(JSONNode, choosesFile: Bool)
    }

    var answer: Answer
    var once: Once?
    /// The queue of this rule; `nil` for the mock's, if it has one.
    var station: ServiceStation?
    /// The store that a new token is put into.
    var issue: String?
    var add: [Change] = []
    var set: [Change] = []
    /// Whether a `${state:...}` is in it.
    var readsState = false

    /// Whether it looks at or changes what other requests may change.
    var usesState: Bool { readsState || once != nil || issue != nil || !add.isEmpty || !set.isEmpty }
}

/// A text of the mock file that is filled for each request, unless nothing in it depends on one.
enum TextTemplate: Sendable {
    case literal(String)
    case template(JSONNode)

    /// The text; `nil` when the template is one whole reference to something absent.
    func text(_ judging: inout Judging, _ state: MockState) -> String? {
        switch self {
        case .literal(let text):
            return text
        case .template(let node):
            switch judging.resolve(node, state)?.value {
            case nil, .null?: return nil
            case let value?: return value.plainText
            }
        }
    }
}

/// One request while rules are judged and one of them answers.
struct Judging {
    let facts: RequestFacts
    /// Milliseconds since 1970-01-01 UTC.
    let now: Int64
    /// What every `${...}` of the mock sees; the surroundings are added for each substitution.
    let base: Scope
    /// The randomness of this request.
    var random: SplitMix64
    /// The values of `{name}` in the path's template.
    var captures: [String: String] = [:]
    /// The token that the answering rule issued.
    var token: String?
    /// The milliseconds until the next permit of the limit that is over.
    var wait: Int64?
    /// What could not be substituted or decoded while judging.
    var failure: String?

    /// A scope that sees the request and `state`.
    func scope(_ state: MockState) -> Scope {
        var scope = base
        let now = now
        scope.clock = { now }
        scope.random = random
        scope.absentIsNull = true
        let values = MockNames(facts: facts, captures: captures, token: token, wait: wait, state: state.values)
        scope.external = { name, rest in values.value(name, rest) }
        return scope
    }
}

extension Judging {
    /// `node` with every `${...}` replaced; `nil`, with the failure noted, when that can't be done.
    mutating func resolve(_ node: JSONNode, _ state: MockState) -> JSONNode? {
        let problems = Problems()
        var scope = scope(state)
        let resolved = scope.resolve(node, problems)
        random = scope.random
        return note(problems) ? nil : resolved
    }

    /// Notes what is wrong; whether anything is.
    mutating func note(_ problems: Problems) -> Bool {
        guard let first = problems.diagnostics.first(where: { $0.severity == .error }) else { return false }
        fail(first.description)
        return true
    }

    /// Notes why no rule can be applied to this request; the first reason counts.
    mutating func fail(_ why: String) {
        if failure == nil { failure = why }
    }
}
