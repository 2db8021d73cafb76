import HTTP
import JSON
import Patterns
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

    private func path(_ template: PathTemplate, _ judging: inout Judging) -> Bool {
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
        case .holds: return true
        case .fails: return false
        case .undecided(let mismatch):
            judging.fail("expected \(mismatch.expected), found \(mismatch.found)")
            return false
        }
    }

    /// Judges headers and content as a response's are judged, but that a content that is not JSON has nothing at any path.
    private func message(_ expectation: Expectation, _ readsJSON: Bool, _ judging: inout Judging) -> Bool {
        let facts = judging.facts
        if readsJSON, !expectation.json.isEmpty, facts.json == nil {
            let context = MatchContext(now: judging.now)
            return expectation.json.allSatisfy { holds($0.matcher, nil, context, &judging) }
        }
        let judgement = expectation.judge(readsJSON ? facts.parsed : facts.subject, now: judging.now)
        if judgement.truth == .undecided, let reason = judgement.firstReason { judging.fail(reason) }
        return judgement.holds
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
