import HTTP
import JSON
import Scenarios
import Signing

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
        case .methodLike(let matcher): return matcher.holds(.string(facts.request.method), context)
        case .path(let template): return path(template, &judging)
        case .pathLike(let matcher): return matcher.holds(.string(facts.request.path), context)
        case .query(let parameters):
            return parameters.allSatisfy { $0.matcher.holds(facts.query($0.name).map(JSONValue.string), context) }
        case .message(let expectation, let readsJSON):
            return message(expectation, readsJSON, facts, now: judging.now)
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

    private func path(_ template: PathTemplate, _ judging: inout Judging) -> Bool {
        guard let values = template.match(judging.facts.segments) else { return false }
        judging.captures.merge(values) { _, new in new }
        return true
    }

    /// Judges headers and content as a response's are judged, but that a content that is not JSON has nothing at any path.
    private func message(_ expectation: Expectation, _ readsJSON: Bool, _ facts: RequestFacts, now: Int64) -> Bool {
        guard readsJSON else { return expectation.judge(facts.subject, now: now).holds }
        if !expectation.json.isEmpty, facts.json == nil {
            return expectation.json.allSatisfy { $0.matcher.holds(nil, MatchContext(now: now)) }
        }
        return expectation.judge(facts.parsed, now: now).holds
    }

    private func holds(_ condition: StateCondition, _ judging: inout Judging, _ state: MockState) -> Bool {
        guard let key = condition.key.text(&judging, state) else { return false }
        let context = MatchContext(now: judging.now)
        guard let matcher = matcher(condition.matcher, &judging, state) else { return false }
        return matcher.holds(state.values[ExactKey(key)], context)
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
            token = expression.firstMatch(in: text).flatMap { $0[expression.groupCount > 0 ? 1 : 0] }
        }
        let verdict = state.tokens[ExactKey(condition.store)]?.use(token, now: judging.now) ?? .unknown
        return condition.verdict.holds(.string(verdict.rawValue), MatchContext(now: judging.now))
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
