import Contracts
import JSON
import Scenarios

/// Writes cases as scenarios.
struct ScenarioWriter: Sendable {
    /// A scenario, and how to find the patches that make its request smaller.
    struct Written: Sendable {
        var scenario: JSONObject
        var reductions: @Sendable () -> [[JSONValue]]
        /// The ``Operation/name`` of the operation that it is about.
        var operation: String
        /// That of the operation whose valid request it is made of.
        var source: String
        var role: Role
        /// What is merged into its request to leave out what may be left out, as `smaller` has it; `nil` where that
        /// can't be.
        var smaller: JSONObject?
    }

    /// What a case has to do with the valid request of its operation.
    enum Role: Sendable, Hashable {
        /// It sends it.
        case validRequest
        /// It says something only where the valid request is carried out.
        case dependent
        case independent
    }

    let base: OperationBase
    /// Whether requests are written whole, or as patches of the suite's.
    let isWhole: Bool
    /// What every case expects, the status excepted.
    let expect: JSONObject
    /// What goes before the name of every case: the operation, where there are several.
    let prefix: String
    let allowances: [Generation.Allowance]
    let open: [OpenPoint]
    let covers: [String]
    let answers: CaseAnswers
    /// What is sent before each case, as `setup` has it; empty for nothing.
    var preparation: [JSONValue] = []
    /// Optional parts of the base request, which any case can do without.
    let removals: @Sendable () -> [(place: String, edit: GeneratedCase.Edit)]
    /// The valid request without what may be left out; `nil` where there is no smaller one, or nobody needs it.
    let smaller: SmallerRequest?

    func scenario(_ made: GeneratedCase) -> Written {
        var statuses = answers.statuses(made.outcome, made.rule)
        var name = made.name
        var reason = made.kind.reason
        reason += made.madeUp.reasons.map { ". \($0)" }.joined()
        if let tag = base.tag, tag.reading == nil, made.kind.isAboutThings {
            reason += ". Its tag was made up: what is there has another"
        }
        for allowance in allowances where allows(allowance, made) {
            let merged = CaseAnswers.merged([statuses, allowance.statuses])
            if isWidened(made.outcome, allowance.statuses) {
                name = "accepts or refuses, and never breaks on, \(made.description)"
            }
            statuses = merged
            reason += ". Allowed here: \(allowance.reason)"
        }
        let points = open.filter { $0.holds(for: made) }
        for point in points {
            if isWidened(made.outcome, point.statuses) {
                name = "accepts or refuses, and never breaks on, \(made.description)"
            }
            statuses = CaseAnswers.merged([statuses, point.statuses])
            reason += ". Left open: \(point.question)"
        }
        var draft = base.draft
        made.edit(&draft)
        return Written(
            scenario: scenario(
                name,
                reason,
                tags: [made.kind.name],
                about: WrittenSubject(
                    operation: base.operation.name,
                    place: made.place,
                    group: made.kind.group.rawValue
                ),
                draft,
                statuses,
                isAnsweredBelow: made.rule.isAnsweredBelow,
                isOfOtherMethod: made.kind == .methodNotAllowed,
                answeredWith: made.answeredWith,
                unjudged: OpenPoint.unjudged(points)
            ),
            reductions: { reductions(made) },
            operation: base.operation.name,
            source: base.operation.name,
            role: made.role,
            smaller: made.role == .validRequest ? smaller?.patch : smaller?.patch(of: made, sending: draft)
        )
    }

    private func reductions(_ made: GeneratedCase) -> [[JSONValue]] {
        var draft = base.draft
        made.edit(&draft)
        let optional = removals().filter { $0.place != made.place }.map { [$0.edit] }
        return (optional + made.smaller()).map { $0.map { patch(draft, $0) } }.filter { !$0.isEmpty }
    }

    func scenario(_ combination: CombinedCases.Combination) -> Written {
        let draft = combination.parts.reduce(into: base.draft) { draft, part in part.edit(&draft) }
        let reason = "Several changes at once, in pairs that no other case has"
        let tags = ["combination"] + combination.parts.map(\.kind.name)
        let points = open.filter { point in combination.parts.contains { point.holds(for: $0) } }
        let statuses = combination.parts.reduce(combination.statuses) { statuses, part in
            allowances.filter { allows($0, part) }.reduce(statuses) { CaseAnswers.merged([$0, $1.statuses]) }
        }
        return Written(
            scenario: scenario(
                combination.name,
                reason,
                tags: tags,
                about: WrittenSubject(
                    operation: base.operation.name,
                    place: combination.parts.map(\.place).joined(separator: ", "),
                    group: "combination"
                ),
                draft,
                CaseAnswers.merged([statuses] + points.map(\.statuses)),
                isAnsweredBelow: false,
                unjudged: OpenPoint.unjudged(points)
            ),
            reductions: { [combination.decisive.map { alone($0, of: draft) }] },
            operation: base.operation.name,
            source: base.operation.name,
            role: combination.parts.contains { $0.role == .dependent } ? .dependent : .independent,
            smaller: smaller?.patch(of: combination.parts, sending: draft)
        )
    }

    /// The patch that leaves only one change of a combination.
    private func alone(_ single: GeneratedCase, of draft: GeneratedRequest) -> JSONValue {
        var small = base.draft
        single.edit(&small)
        return .object(small.patch(of: draft))
    }

    private func scenario(
        _ name: String,
        _ reason: String,
        tags: [String],
        about subject: WrittenSubject,
        _ draft: GeneratedRequest,
        _ statuses: [JSONValue],
        isAnsweredBelow: Bool,
        isOfOtherMethod: Bool = false,
        answeredWith type: MediaType? = nil,
        unjudged: Set<Generation.OpenPoint.Part>
    ) -> JSONObject {
        var scenario: JSONObject = ["name": .string(prefix + ScenarioText.literal(name))]
        scenario["description"] = .string(reason)
        scenario["tags"] = .array((["generated"] + tags).map(JSONValue.string))
        scenario["about"] = subject.value
        if !covers.isEmpty { scenario["covers"] = .array(covers.map(JSONValue.string)) }
        let request = isWhole ? draft.value : draft.patch(of: base.draft)
        let isReordered = !isWhole && request.isEmpty && draft.headers.names != base.draft.headers.names
        if isReordered {
            // A patch keeps the order of what it patches: all are removed, and a step brings them back.
            scenario["request"] = ["headers": .null]
            scenario["steps"] = [["name": "in the other order", "request": ["headers": .object(draft.headers)]]]
        } else if !request.isEmpty {
            scenario["request"] = .object(request)
        }
        if !preparation.isEmpty { scenario["setup"] = .array(preparation) }
        // HTTP/2 has another form of it (RFC 9113, section 8.5).
        if draft.method == "CONNECT" { scenario["connection"] = ["http": "1.1"] }
        var expect = OpenPoint.leaving(unjudged, of: self.expect)
        expect["status"] = statuses.count == 1 ? statuses[0] : .array(statuses)
        // The answer to HEAD has no content (RFC 9110, section 9.3.2).
        if draft.method == "HEAD" { for key in ["byStatus", "json", "schema"] { expect[key] = .null } }
        if isAnsweredBelow { expect["byStatus"] = .null }
        if isOfOtherMethod {
            expect["byStatus"] = ResponseExpectations.ofOtherMethods(than: base.operation, isPatch: !isWhole)
        }
        if let type {
            var body = expect["body"]?.object ?? [:]
            body["contentType"] = ResponseExpectations.oneOf([type])
            expect["body"] = .object(body)
        }
        scenario["expect"] = .object(expect)
        return scenario
    }

    private func patch(_ draft: GeneratedRequest, _ edit: GeneratedCase.Edit) -> JSONValue {
        var smaller = draft
        edit(&smaller)
        return .object(smaller.patch(of: draft))
    }

    private func allows(_ allowance: Generation.Allowance, _ made: GeneratedCase) -> Bool {
        [made.kind.name, made.kind.group.rawValue].contains(allowance.kind.text)
            && (allowance.places.isEmpty || allowance.places.contains { $0.text == made.place })
    }

    /// Whether the statuses are of another class than the outcome says.
    private func isWidened(_ outcome: AnswerRule.Outcome, _ statuses: [JSONValue]) -> Bool {
        statuses.contains { status in
            let isRefusal = status.number?.int.map { $0 >= 400 } ?? status.string?.hasPrefix("4") ?? false
            return outcome == .accepted ? isRefusal : outcome == .refused ? !isRefusal : false
        }
    }
}

/// What a case is about, as `about` of a scenario has it.
struct WrittenSubject: Sendable {
    let operation: String
    var place = ""
    let group: String

    var value: JSONValue {
        var about: JSONObject = ["operation": .string(operation)]
        if !place.isEmpty { about["at"] = .string(place) }
        about["group"] = .string(group)
        return .object(about)
    }
}

/// What holds of every answer of an operation, as a scenario's `expect` says it.
enum ResponseExpectations {
    /// What programs print when they break, and databases when a query does: no answer may show it.
    private static let internals =
        #"Traceback \(most recent call last\)|\.py\\?", line \d+|(\b|\\[nt])at [\w$.<>]+\([\w$]+\.(java|kt|scala):\d+\)"#
        + #"|(\b|\\[nt])at .{1,200}\.(js|ts|cs):(line )?\d+|goroutine \d+ \[|\bSQLSTATE\[|\bORA-\d{5}|SQL syntax|syntax error at or near"#

    /// The expectation of every answer.
    static func expect(_ operation: Operation) -> JSONObject {
        var expect: JSONObject = ["body": ["not": ["matches": .string(internals)]]]
        let byStatus = byStatus(operation)
        if !byStatus.isEmpty { expect["byStatus"] = .object(byStatus) }
        return expect
    }

    /// The same as a scenario writes it.
    static func written(_ operation: Operation) -> JSONObject {
        ScenarioText.literal(.object(expect(operation))).object ?? [:]
    }

    /// What the contract says of each status.
    private static func byStatus(_ operation: Operation) -> JSONObject {
        var result = JSONObject()
        for response in operation.responses {
            let expect = expect(response)
            guard !expect.isEmpty else { continue }
            switch response.selector {
            case .code(let code): result["\(code)"] = .object(expect)
            case .range(let digit): result["\(digit)xx"] = .object(expect)
            case .default: break
            }
        }
        // A 405 must name what is allowed (RFC 9110, section 15.5.6).
        var refusal = result["405"]?.object ?? [:]
        var headers = refusal["headers"]?.object ?? [:]
        headers["Allow"] = ["exists": true]
        refusal["headers"] = .object(headers)
        result["405"] = .object(refusal)
        return result
    }

    /// What each status is like in the answer to a method that the path of `operation` doesn't have, as a patch of
    /// `byStatus` where it `isPatch`: what the contract says of the operation's answers isn't about it, HTTP alone is.
    static func ofOtherMethods(than operation: Operation, isPatch: Bool) -> JSONValue {
        let inherited = isPatch ? byStatus(operation) : [:]
        var result = nulls(inherited)
        let refusal = inherited["405"]?.object ?? [:]
        var headers = nulls(refusal["headers"]?.object ?? [:])
        headers["Allow"] = ["exists": true]
        var own = nulls(refusal)
        own["headers"] = .object(headers)
        result["405"] = .object(own)
        return .object(result)
    }

    private static func nulls(_ object: JSONObject) -> JSONObject {
        JSONObject(object.map { .init(name: $0.name, value: .null) })
    }

    private static func expect(_ response: ResponseDefinition) -> JSONObject {
        var expect = JSONObject()
        let required = response.headers.filter(\.isRequired)
        if !required.isEmpty {
            expect["headers"] = .object(JSONObject(required.map { .init(name: $0.name, value: ["exists": true]) }))
        }
        let types = response.content.map(\.type)
        guard !types.isEmpty else { return expect }
        if !types.contains(where: { $0.type == "*" }) {
            expect["body"] = ["contentType": oneOf(types)]
        }
        // Content of several types can't be told apart here.
        if response.content.count == 1, types[0].isJSON, let schema = response.content[0].schema,
            isSatisfiable(response.content[0], schema)
        {
            expect["schema"] = schema.resolved.kept("bundle of a response") { SchemaBundle.value($0, .response) }
        }
        return expect
    }

    /// Whether some value is known that the schema accepts. Alternatives of `oneOf` that accept the same accept nothing
    /// together: no answer is blamed for that.
    private static func isSatisfiable(_ content: MediaContent, _ schema: ContractSchema) -> Bool {
        guard schema.resolved.parts("oneOf").count > 1 else { return true }
        return ValueMaker(direction: .response).value(for: content).isValid
    }

    /// What a content type of `types` is like, as a matcher.
    static func oneOf(_ types: [MediaType]) -> JSONValue {
        ["matches": .string("^(?i:\(types.map(pattern).joined(separator: "|"))) *(;|$)")]
    }

    private static func pattern(_ type: MediaType) -> String {
        let text = type.essence.map { character -> String in
            if character == "*" { return "[^; ]*" }
            return "+.".contains(character) ? "\\\(character)" : String(character)
        }
        return text.joined()
    }
}
