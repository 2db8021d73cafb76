import Contracts
import JSON

extension CaseKind {
    /// Flows of several requests, the later ones with what the first one's answer holds.
    static let links = [
        linkRead, linkFollow, linkDelete, linkReadAfterDelete, linkUseAfterDelete, linkDeleteTwice, linkReadUnknown,
    ]

    static let linkRead = CaseKind(
        "link-read",
        .links,
        sends: "a request that makes something, then the linked GET of it",
        .accepted(),
        why: "What was made can be read (RFC 9110, section 15.3.2), and has the ID that the answer gave; 404 only "
            + "where making is documented as 202, not finished yet (section 15.3.3)"
    )
    static let linkFollow = CaseKind(
        "link-follow",
        .links,
        sends: "a request, then another operation that a link of its answer leads to",
        .either(or: [404]),
        why: "A link says how to go on, but doesn't guarantee that it is allowed (OpenAPI 3.1.0, Link Object): "
            + "carried out or refused"
    )
    static let linkDelete = CaseKind(
        "link-delete",
        .links,
        sends: "a request that makes something, then the linked DELETE of it",
        .accepted(),
        why: "What was made can be deleted: 200, 202 or 204 (RFC 9110, section 9.3.5)"
    )
    static let linkReadAfterDelete = CaseKind(
        "link-read-after-delete",
        .links,
        sends: "making, the linked DELETE, then the linked GET",
        .refused([], or: [404, 410]),
        why: "What was deleted isn't there: 404 or 410 (RFC 9110, sections 15.5.5 and 15.5.11); success only where "
            + "deleting is documented as 202, not enacted yet (section 9.3.5)"
    )
    static let linkUseAfterDelete = CaseKind(
        "link-use-after-delete",
        .links,
        sends: "making, the linked DELETE, then another linked operation on what is gone",
        .refused([], or: [404, 409, 410]),
        why: "What was deleted isn't there: 404 or 410 (RFC 9110, sections 15.5.5 and 15.5.11), or 409 (section "
            + "15.5.10). A PUT that documents 201 may make it again (section 9.3.4), and 412 or 428 is right where it "
            + "is documented beside"
    )
    static let linkDeleteTwice = CaseKind(
        "link-delete-twice",
        .links,
        sends: "making, the linked DELETE, and the same DELETE again",
        .accepted(or: [404, 410]),
        why: "DELETE is idempotent: to ask again has no further effect, though the answer may differ (RFC 9110, "
            + "section 9.2.2)"
    )
    static let linkReadUnknown = CaseKind(
        "link-read-unknown",
        .links,
        sends: "the linked GET with an ID that nobody made",
        .refused([], or: [404, 410]),
        why: "The path names no resource: 404 (RFC 9110, section 15.5.5). 400 or 422 where it is documented, for a "
            + "server may know more of its IDs than the schema says"
    )
}

/// Makes the flows that begin with one operation.
struct LinkCases {
    let contract: Contract
    /// The valid request of the operation.
    let source: OperationBase
    let wanted: Set<String>
    let seed: UInt64
    /// The valid request of another operation.
    let base: (Operation) -> OperationBase

    /// A way that can be gone, and the request at its end.
    private struct Way {
        let edge: LinkEdge
        let base: OperationBase
        let request: LinkedRequest
        var name: String { edge.target.id ?? edge.target.name }
        var isRead: Bool { edge.target.method == "GET" }
    }

    /// The operations that flows lead to.
    var targets: [Operation] { LinkFinder(contract: contract, source: source.operation).edges().map(\.target) }

    /// The contract's links that no flow follows, in words.
    var notes: [String] {
        LinkFinder(contract: contract, source: source.operation).edges().compactMap { edge in
            guard case .link(let name) = edge.origin else { return nil }
            let what = "\(sourceName): no case follows the link '\(name)'"
            if edge.target.method == "DELETE", !edge.leadsToWhatIsMade {
                return "\(what), which may delete what no case has made"
            }
            if LinkedRequest(edge, from: source, to: base(edge.target)) != nil { return nil }
            return "\(what): one of its values isn't known, or needn't be there"
        }
    }

    /// The flows, kind by kind in the order of the catalogue.
    func flows() -> [LinkFlow] {
        // Nothing can be made below what may not be there.
        guard !source.isMadeUp, CaseGroup.links.kinds.contains(where: { wanted.contains($0.name) }) else { return [] }
        let ways = LinkFinder(contract: contract, source: source.operation).edges().compactMap { edge -> Way? in
            let base = base(edge.target)
            return LinkedRequest(edge, from: source, to: base).map { Way(edge: edge, base: base, request: $0) }
        }
        var flows = ways.flatMap(forward)
        for way in ways where way.edge.leadsToWhatIsMade && way.edge.target.method == "DELETE" {
            flows += ways.filter { $0.edge.target.name != way.edge.target.name && $0.edge.isWithin(way.edge) }
                .map { after(way, $0) }
            flows.append(twice(way))
        }
        flows += ways.compactMap(unknown)
        return CaseGroup.links.kinds.filter { wanted.contains($0.name) }.flatMap { kind in
            flows.filter { $0.kind == kind }
        }
    }

    private var sourceName: String { source.operation.id ?? source.operation.name }

    /// The first request, and the one that its answer leads to.
    private func forward(_ way: Way) -> [LinkFlow] {
        let target = way.edge.target
        let made = way.edge.leadsToWhatIsMade
        let description = "\(way.name) after \(sourceName)"
        switch (target.method, made) {
        case ("GET", true):
            let later = isLater(way.edge) ? [404] : []
            var read = step(way, .accepted, .accepted(or: later))
            if let (path, value) = identity(way) { read.json[path] = value }
            return [flow(.linkRead, "\(way.name) reads what \(sourceName) made", description, way, [start(way), read])]
        case ("DELETE", true):
            let later = isLater(way.edge) ? [404, 409] : []
            let delete = step(way, .accepted, .accepted(or: later))
            return [
                flow(
                    .linkDelete,
                    "\(way.name) deletes what \(sourceName) made",
                    description,
                    way,
                    [start(way), delete]
                )
            ]
        case ("DELETE", false): return []
        default:
            return [flow(.linkFollow, description, description, way, [start(way), step(way, .either, .either())])]
        }
    }

    /// What was made is deleted, then asked for.
    private func after(_ deletion: Way, _ way: Way) -> LinkFlow {
        let kind = way.isRead ? CaseKind.linkReadAfterDelete : .linkUseAfterDelete
        var rule = kind.rule
        let target = CaseAnswers(way.edge.target)
        if way.edge.target.method == "PUT", target.documents(201) {
            rule.always += [201] + [412, 428].filter(target.documents)
        }
        var last = step(way, .refused, rule)
        if CaseAnswers(deletion.edge.target).documents(202) {
            // It may be there for a while.
            last = step(way, .accepted, rule)
        }
        let delete = step(deletion, .accepted, .accepted())
        let description = "\(way.name) after \(deletion.name)"
        return flow(
            kind,
            "\(way.name) finds nothing after \(deletion.name)",
            description,
            way,
            [
                start(deletion, way), delete, last,
            ]
        )
    }

    private func twice(_ way: Way) -> LinkFlow {
        let again = step(way, .accepted, CaseKind.linkDeleteTwice.rule, name: "\(way.name) again")
        let steps = [start(way), step(way, .accepted, .accepted()), again]
        return flow(.linkDeleteTwice, "\(way.name) twice has no further effect", "\(way.name) twice", way, steps)
    }

    private func unknown(_ way: Way) -> LinkFlow? {
        guard way.isRead, way.edge.leadsToWhatIsMade, let name = way.edge.identity?.name,
            let parameter = way.edge.target.parameter(name, in: .path),
            let text = UnmadeIdentity(seed: seed).text(for: parameter)
        else { return nil }
        var rule = CaseKind.linkReadUnknown.rule
        rule.always += AnswerRule.invalid.filter(CaseAnswers(way.edge.target).documents)
        let target = way.edge.target
        let draft = way.request.naming(text)
        let read = LinkFlow.Step(
            operation: target,
            name: way.name,
            draft: draft,
            statuses: CaseAnswers(target).statuses(.refused, rule)
        )
        let description = "\(way.name) of an ID that nobody made"
        return flow(
            .linkReadUnknown,
            "\(way.name) finds nothing under an ID that nobody made",
            description,
            way,
            [read]
        )
    }

    private func flow(_ kind: CaseKind, _ name: String, _ description: String, _ way: Way, _ steps: [LinkFlow.Step])
        -> LinkFlow
    {
        LinkFlow(
            kind: kind,
            name: name,
            description: description,
            origin: way.edge.description,
            steps: steps
        )
    }

    /// The first request of a flow, with all captures of what follows.
    private func start(_ ways: Way...) -> LinkFlow.Step {
        var step = LinkFlow.Step(
            operation: source.operation,
            name: sourceName,
            draft: FreshKey.set(in: source.draft, of: source.operation),
            statuses: ways[0].edge.selectors.map(\.status)
        )
        for capture in ways.flatMap(\.request.captures) { step.captures[capture.name] = capture.value }
        return step
    }

    private func step(_ way: Way, _ outcome: AnswerRule.Outcome, _ rule: AnswerRule, name: String? = nil)
        -> LinkFlow.Step
    {
        LinkFlow.Step(
            operation: way.edge.target,
            name: name ?? way.name,
            draft: FreshKey.set(in: way.request.draft, of: way.edge.target),
            statuses: CaseAnswers(way.edge.target).statuses(outcome, rule)
        )
    }

    /// Whether the first answer may come before what it makes is there (RFC 9110, section 15.3.3).
    private func isLater(_ edge: LinkEdge) -> Bool { edge.selectors.contains(.code(202)) }

    /// What is read has the ID that the first answer gave, where both have it in the same member.
    private func identity(_ way: Way) -> (String, JSONValue)? {
        guard case .expression(.body(.response, let pointer)) = way.edge.identity?.value, pointer.tokens.count == 1,
            let capture = way.request.captures.first(where: { $0.value == .string(pointer.jsonPath) })
        else { return nil }
        let contents = way.edge.target.responses.filter { $0.selector.isOfSuccess }.flatMap(\.content)
        let schemas = contents.compactMap { $0.type.isJSON ? $0.schema : nil }
        guard !schemas.isEmpty, schemas.allSatisfy({ SchemaShape.first(of: $0).required.contains(pointer.tokens[0]) })
        else { return nil }
        return (pointer.jsonPath, .string("${\(capture.name)}"))
    }
}

extension ResponseDefinition.Selector {
    /// As `expect` has it.
    var status: JSONValue {
        switch self {
        case .code(let code): .number(JSONNumber(code))
        case .range(let digit): .string("\(digit)xx")
        case .default: "2xx"
        }
    }
}
