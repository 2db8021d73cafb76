import Decoding
import HTTP
import JSON
import Matching
import Patterns
import Scenarios
import Signing
import Substitution

/// A `when`: all parts must hold. They are in an order in which what is cheap comes first and what has effects, last.
struct Condition: Sendable {
    var parts: [Part] = []

    /// Whether it looks at or changes what other requests may change.
    var readsState: Bool { parts.contains(where: \.readsState) }

    indirect enum Part: Sendable {
        case method([String])
        case methodLike(Matcher)
        case path(PathPattern)
        case pathLike(Matcher)
        case query([QueryCondition])
        /// What an expectation says of headers and content; each key is an expectation of its own.
        case message(Expectation, readsJSON: Bool)
        case isJSON(Bool)
        case signed(HMACScheme, keys: [String: String], is: Bool)
        case state([StateCondition])
        case not(Condition)
        case all([Condition])
        case any([Condition])
        case token(TokenCondition)
        case over(limit: String, key: TextTemplate)
        /// A member of the `when` that holds `${...}` of the request: it is decoded again for each one.
        case dynamic(JSONNode.Member, readsState: Bool)

        var readsState: Bool {
            switch self {
            case .state, .token, .over: true
            case .not(let condition): condition.readsState
            case .all(let conditions), .any(let conditions): conditions.contains(where: \.readsState)
            case .dynamic(_, let readsState): readsState
            case .method, .methodLike, .path, .pathLike, .query, .message, .isJSON, .signed: false
            }
        }
    }
}

/// What a parameter of the query must be like.
struct QueryCondition: Sendable {
    let name: String
    let matcher: Matcher
}

/// What must be at one key of the state.
struct StateCondition: Sendable {
    let key: TextTemplate
    let matcher: MatcherTemplate
}

/// A value or matcher, decoded once when nothing in it depends on the request.
enum MatcherTemplate: Sendable {
    case fixed(Matcher)
    case template(JSONNode)
}

/// What a token must be worth.
struct TokenCondition: Sendable {
    let store: String
    let from: TextTemplate
    /// Its first group is the token; without it the whole text is.
    let matches: RegularExpression?
    let verdict: Matcher
}

/// A path in which `{name}` stands for one segment that isn't empty.
struct PathPattern: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case name(String)
    }

    let segments: [Segment]

    /// The names, in order.
    var names: [String] {
        segments.compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// The template of `text`, which begins with a slash; its segments may be percent-encoded.
    init(_ text: String) {
        segments = TargetParts(text).segments.map { segment in
            let bytes = segment.utf8
            guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 2 else {
                return .literal(segment)
            }
            return .name(String(segment.dropFirst().dropLast()))
        }
    }

    /// The values of the names, when `path` (its segments, percent-decoded) has this form.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal):
                guard literal.utf8.elementsEqual(text.utf8) else { return nil }
            case .name(let name):
                guard !text.isEmpty else { return nil }
                values[name] = text
            }
        }
        return values
    }
}

/// Judges conditions for one request. Judging a token uses it, judging a limit takes a permit.
struct ConditionJudge {
    let files: FileStore

    func holds(_ condition: Condition, _ judging: inout Judging, _ state: inout MockState) -> Bool {
        for part in condition.parts {
            guard holds(part, &judging, &state), judging.failure == nil else { return false }
        }
        return true
    }

    private func holds(_ part: Condition.Part, _ judging: inout Judging, _ state: inout MockState) -> Bool {
        let facts = judging.facts
        let context = MatchContext(now: judging.now, isText: true)
        switch part {
        case .method(let methods): return methods.contains { $0.utf8.elementsEqual(facts.request.method.utf8) }
        case .methodLike(let matcher): return holds(matcher, .string(facts.request.method), context, &judging)
        case .path(let template): return path(template, &judging)
        case .pathLike(let matcher): return holds(matcher, .string(facts.request.path), context, &judging)
        case .query(let parameters):
            return parameters.allSatisfy {
                holds($0.matcher, facts.query($0.name).map(JSONValue.string), context, &judging)
            }
        case .message(let expectation, let readsJSON): return message(expectation, readsJSON, &judging)
        case .isJSON(let wanted): return (facts.json != nil) == wanted
        case .signed(let scheme, let keys, let wanted):
            return (scheme.verifies(facts.request.asSent, keys: keys) != nil) == wanted
        case .state(let conditions):
            return conditions.allSatisfy { holds($0, &judging, state) }
        case .not(let condition): return !holds(condition, &judging, &state)
        case .all(let conditions): return conditions.allSatisfy { holds($0, &judging, &state) }
        case .any(let conditions): return conditions.contains { holds($0, &judging, &state) }
        case .token(let condition): return holds(condition, &judging, &state)
        case .over(let limit, let key): return isOver(limit, key, &judging, &state)
        case .dynamic(let member, _): return holds(member, &judging, &state)
        }
    }

    private func path(_ template: PathPattern, _ judging: inout Judging) -> Bool {
        guard let values = template.match(judging.facts.segments) else { return false }
        judging.captures.merge(values) { _, new in new }
        return true
    }

    /// Whether `matcher` holds; when that can't be judged, neither can the rule.
    private func holds(
        _ matcher: Matcher,
        _ value: JSONValue?,
        _ context: MatchContext,
        _ judging: inout Judging
    ) -> Bool {
        switch matcher.judge(value, context) {
        case .passes: return true
        case .fails: return false
        case .undecided(let mismatch):
            judging.fail("expected \(mismatch.expected), found \(mismatch.found)")
            return false
        }
    }

    /// Judges headers and content as a response's are judged, but that a content that is not JSON has nothing at any
    /// path.
    private func message(_ expectation: Expectation, _ readsJSON: Bool, _ judging: inout Judging) -> Bool {
        let facts = judging.facts
        if readsJSON, !expectation.json.isEmpty, facts.json == nil {
            let context = MatchContext(now: judging.now)
            return expectation.json.allSatisfy { holds($0.matcher, nil, context, &judging) }
        }
        let judgement = expectation.judge(readsJSON ? facts.parsed : facts.subject, now: judging.now)
        if judgement.truth == .undecided, let reason = judgement.firstReason { judging.fail(reason) }
        return judgement.passes
    }

    private func holds(_ condition: StateCondition, _ judging: inout Judging, _ state: MockState) -> Bool {
        guard let key = condition.key.text(&judging, state) else { return false }
        let context = MatchContext(now: judging.now)
        guard let matcher = matcher(condition.matcher, &judging, state) else { return false }
        return holds(matcher, state.values[ExactKey(key)], context, &judging)
    }

    private func matcher(_ template: MatcherTemplate, _ judging: inout Judging, _ state: MockState) -> Matcher? {
        switch template {
        case .fixed(let matcher):
            return matcher
        case .template(let node):
            guard let resolved = judging.resolve(node, state) else { return nil }
            let problems = Problems()
            let matcher = MatcherDecoder(problems: problems).matcher(resolved)
            return judging.note(problems) ? nil : matcher
        }
    }

    private func holds(_ condition: TokenCondition, _ judging: inout Judging, _ state: inout MockState) -> Bool {
        var token = condition.from.text(&judging, state)
        if let text = token, let expression = condition.matches {
            do {
                token = try expression.firstMatch(in: text).flatMap { $0[expression.groupCount > 0 ? 1 : 0] }
            } catch {
                judging.fail("expected \(error.expected), found \(error.found)")
                return false
            }
        }
        let verdict = state.tokens[ExactKey(condition.store)]?.use(token, now: judging.now) ?? .unknown
        return holds(condition.verdict, .string(verdict.rawValue), MatchContext(now: judging.now), &judging)
    }

    private func isOver(
        _ limit: String,
        _ key: TextTemplate,
        _ judging: inout Judging,
        _ state: inout MockState
    ) -> Bool {
        let key = key.text(&judging, state) ?? ""
        guard judging.failure == nil else { return false }
        guard let wait = state.limits[ExactKey(limit)]?.take(key, now: judging.now) else { return false }
        judging.wait = wait
        return true
    }

    private func holds(_ member: JSONNode.Member, _ judging: inout Judging, _ state: inout MockState) -> Bool {
        guard let resolved = judging.resolve(member.value, state) else { return false }
        let problems = Problems()
        let member = JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: resolved)
        let part = PartDecoder(problems: problems, files: files).part(member)
        guard !judging.note(problems), let part else { return false }
        return holds(part, &judging, &state)
    }
}
