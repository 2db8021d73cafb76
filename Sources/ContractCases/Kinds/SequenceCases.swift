import Contracts
import HTTP
import JSON

extension CaseKind {
    /// Requests one after the other, whose answers have to fit each other.
    static let sequences = [
        validatorRepeat, validatorLostUpdate, paginationNext, idempotencyRepeat, memberRetyped, callbackContent,
    ]

    static let validatorRepeat = CaseKind(
        "validator-repeat",
        .sequences,
        sends:
            "the valid GET, then the same with the answer's `ETag` in `If-None-Match`, where the contract declares one",
        .accepted(or: [304]),
        why: "What hasn't changed gets 304 (RFC 9110, section 13.1.2); success is right only with another ETag"
    )
    static let validatorLostUpdate = CaseKind(
        "validator-lost-update",
        .sequences,
        sends: "the GET of what the valid PUT or PATCH changes, then that with another `ETag` in `If-Match`, where the "
            + "contract declares one",
        .open([412]),
        why: "What somebody else has changed in between must not be overwritten (RFC 9110, section 13.1.1): 412"
    )
    static let paginationNext = CaseKind(
        "pagination-next",
        .sequences,
        sends:
            "the valid GET, then at most four more pages, each as the `Link` with `rel=\"next\"` says that the contract "
            + "declares, whatever its path; one that leads to another origin isn't followed, and the report says so",
        .accepted(),
        why: "A link to the next page leads to a page (RFC 8288, section 3.3)"
    )
    static let idempotencyRepeat = CaseKind(
        "idempotency-repeat",
        .sequences,
        sends: "the valid request twice with the same `Idempotency-Key`, where the contract declares that field",
        .accepted(),
        why: "The second is the first one again: it is answered with success, and makes nothing new "
            + "(draft-ietf-httpapi-idempotency-key-header-07, section 2.6)"
    )
}

extension CaseKind {
    static let memberRetyped = CaseKind(
        "member-retyped",
        .sequences,
        sends:
            "the valid PUT or PATCH with a text as a member more, then with an object in its place, of a text, an "
            + "object or null, where the contract names no members and allows both",
        .either(),
        why: "What the server keeps of the first may be of another type than what comes next; that must not break it "
            + "(RFC 9110, section 15.6: 5xx is the server's own fault)"
    )
    static let callbackContent = CaseKind(
        "callback-content",
        .sequences,
        sends: "the valid request with an address of our own where the contract's callback has its URL",
        .accepted(),
        why: "What is then sent there has to be as the contract describes it; nothing has to come "
            + "(OpenAPI 3.1.0, Callback Object: a request that may be initiated)"
    )
}

/// Makes the sequences that begin with one operation.
struct SequenceCases {
    let contract: Contract
    /// The valid request of the operation.
    let source: OperationBase
    let wanted: Set<String>
    /// The valid request of another operation.
    let base: (Operation) -> OperationBase

    private var operation: Operation { source.operation }
    private var name: String { operation.id ?? operation.name }
    private var absences: [Int] { source.absences }

    /// The sequences, in the order of the catalogue.
    func flows() -> [LinkFlow] {
        let flows: [(kind: CaseKind, make: () -> LinkFlow?)] = [
            (.validatorRepeat, repeatedRead), (.validatorLostUpdate, lostUpdate), (.paginationNext, pages),
            (.idempotencyRepeat, repeatedChange),
            (.memberRetyped, { retypedMember("a text", CaseValue("text")) }),
            (.memberRetyped, { retypedMember("an object", CaseValue(["member": "text"])) }),
            (.memberRetyped, { retypedMember("null", CaseValue(sent: .null, written: "${null}")) }),
        ]
        return flows.filter { wanted.contains($0.kind.name) }.compactMap { $0.make() }
            + (wanted.contains(CaseKind.callbackContent.name) ? operation.callbacks.compactMap(callback) : [])
    }

    private func callback(_ callback: ContractCallback) -> LinkFlow? {
        let takesPlain = accepts(callback, "http://127.0.0.1:49152/0f8fad5bd9cb469fa1657086")
        guard takesPlain || accepts(callback, "https://muster.example/0f8fad5bd9cb469fa1657086") else { return nil }
        var draft = source.draft
        let address: JSONValue = "${receiver}"
        switch callback.source {
        case .body(let pointer):
            guard case .json(let json) = draft.body, let given = json.setting(address, at: pointer.tokens)
            else { return nil }
            draft.body = .json(given)
        case .query(let name): draft.query[name] = address
        case .header(let name): draft.set(header: name, address)
        }
        var sending = step(name, draft, .accepted(or: absences))
        sending.receive = Self.receive(callback)
        // An address for `https` is given by `--receiver` alone.
        if !takesPlain { sending.condition = ["receiver": ["startsWith": "https:"]] }
        return LinkFlow(
            kind: .callbackContent,
            name: "what \(name) has sent to '\(callback.name)' is as the contract says",
            description: "what \(name) has sent to '\(callback.name)'",
            origin: "The contract declares a callback",
            steps: [sending]
        )
    }

    /// Whether the contract allows this address where the callback has its.
    private func accepts(_ callback: ContractCallback, _ address: JSONValue) -> Bool {
        func accepts(_ name: String, in location: Parameter.Location) -> Bool {
            operation.parameter(name, in: location)?.valueSchema?.isValid(address, .request) ?? true
        }
        switch callback.source {
        case .body(let pointer):
            guard let schema = source.content?.schema,
                let changed = source.value?.setting(address, at: pointer.tokens)
            else { return true }
            return schema.isValid(changed, .request)
        case .query(let name): return accepts(name, in: .query)
        case .header(let name): return accepts(name, in: .header)
        }
    }

    /// What may come: by method and content; answered with the first success that the contract has for it.
    private static func receive(_ callback: ContractCallback) -> JSONObject {
        var expect: JSONObject = ["method": .string(callback.operation.method)]
        let body = callback.operation.requestBody
        if let schema = body?.content.first(where: \.type.isJSON)?.schema, body?.content.count == 1 {
            expect["schema"] = SchemaBundle.value(schema, .request)
        }
        var receive: JSONObject = ["within": "5s", "required": false, "expect": .object(expect)]
        if !callback.suffix.isEmpty { receive["path"] = .string(callback.suffix) }
        if !(body?.isRequired ?? false) { receive["mayBeEmpty"] = true }
        let successes = callback.operation.responses.compactMap { response -> Int? in
            if case .code(let code) = response.selector, (200..<300).contains(code) { code } else { nil }
        }
        if let status = successes.first { receive["respond"] = ["status": .number(JSONNumber(status))] }
        return receive
    }

    private func repeatedRead() -> LinkFlow? {
        guard operation.method == "GET", operation.declares("ETag"), source.draft.header("If-None-Match") == nil else {
            return nil
        }
        var again = source.draft
        again.set(header: "If-None-Match", "${validator}")
        var second = step("\(name) again", again, .accepted(or: [304]))
        second.condition = Self.wasGiven("validator")
        // As RFC 9110, section 13.1.2, has it: the very content that the client has isn't sent once more.
        second.byStatus = ["2xx": ["headers": ["ETag": ["any": [["missing": true], ["not": "${validator}"]]]]]]
        return LinkFlow(
            kind: .validatorRepeat,
            name: "\(name) isn't answered again with what the client has",
            description: "\(name) with the ETag of what is there",
            origin: "The contract declares an ETag",
            steps: [reading(name, source.draft, operation, .accepted(or: absences)), second]
        )
    }

    private func lostUpdate() -> LinkFlow? {
        guard ["PUT", "PATCH"].contains(operation.method),
            let read = contract.operations.first(where: { $0.method == "GET" && $0.path == operation.path }),
            read.declares("ETag")
        else { return nil }
        var draft = base(read).draft
        draft.path = source.draft.path
        var stranger = source.draft
        stranger.set(header: "If-Match", "\"muster-nobody-has-this\"")
        var second = step(name, stranger, CaseKind.validatorLostUpdate.rule)
        second.condition = Self.wasGiven("validator")
        let readName = read.id ?? read.name
        let refusals = [400, 401, 403, 404, 409, 410, 422]
        return LinkFlow(
            kind: .validatorLostUpdate,
            name: "\(name) doesn't overwrite what has another ETag",
            description: "\(name) with the ETag of something else",
            origin: "\(readName) declares an ETag",
            steps: [reading(readName, draft, read, .accepted(or: refusals)), second]
        )
    }

    private func pages() -> LinkFlow? {
        guard operation.method == "GET", operation.declares("Link"), !operation.path.contains("?") else { return nil }
        // Nothing is sent elsewhere because a server says so.
        let next: JSONValue = ["link": "next", "sameOrigin": true, "default": .null]
        var first = step(name, source.draft, .accepted(or: absences))
        first.captures = ["next": next]
        let later = (2...5).map { number in
            var draft = source.draft
            draft.rest["url"] = "${next}"
            draft.query = [:]
            var page = step("page \(number)", draft, .accepted())
            page.condition = Self.wasGiven("next")
            page.captures = ["next": next]
            return page
        }
        return LinkFlow(
            kind: .paginationNext,
            name: "\(name) leads from page to page",
            description: "the pages of \(name)",
            origin: "The contract declares a Link",
            steps: [first] + later
        )
    }

    private func repeatedChange() -> LinkFlow? {
        guard let parameter = operation.parameter("Idempotency-Key", in: .header), operation.method != "GET",
            parameter.valueSchema?.isValid("0f8fad5b-d9cb-469f-a165-70867728950e", .request) ?? true
        else { return nil }
        var draft = source.draft
        draft.set(header: parameter.name, "${idempotency-key}")
        // The second is the first one again, names and all.
        if case .json(let body) = draft.body { draft.body = .json(UniqueContent.fixed(body, "${unique}")) }
        var first = step(name, draft, .accepted(or: absences))
        var second = step("\(name) again", draft, .accepted(or: absences))
        if let identity {
            first.captures["made"] = identity.capture
            second.condition = Self.wasGiven("made")
            second.expected = identity.expected
        }
        return LinkFlow(
            kind: .idempotencyRepeat,
            name: "\(name) with the same key makes nothing new",
            description: "\(name) with the same key",
            origin: "The contract declares an Idempotency-Key",
            steps: [first, second],
            variables: ["idempotency-key": "${uuid}", "unique": .string(UniqueContent.mark)]
        )
    }

    /// What takes such an object in may look at what is there for each of its parts, and in another way for each type.
    private func retypedMember(_ part: String, _ inner: CaseValue) -> LinkFlow? {
        guard ["PUT", "PATCH"].contains(operation.method), let schema = source.content?.schema,
            SchemaShape.first(of: schema).members.allSatisfy(\.properties.isEmpty),
            let text = draft(withMember: CaseValue("text"), schema),
            let object = draft(
                withMember: CaseValue(sent: ["member": inner.sent], written: ["member": inner.written]),
                schema
            )
        else { return nil }
        let first = step("\(name) with a text", text, CaseKind.memberRetyped.rule)
        var second = step("\(name) with an object of \(part) in its place", object, CaseKind.memberRetyped.rule)
        second.condition = ["status": "2xx"]
        return LinkFlow(
            kind: .memberRetyped,
            name: "\(name) with an object of \(part) where a text was doesn't break the server",
            description: "\(name) with an object of \(part) where a text was",
            origin: "The contract names no members",
            steps: [first, second]
        )
    }

    /// The valid request with a member more in its body; nil where that isn't an object, or the schema forbids it.
    private func draft(withMember value: CaseValue, _ schema: ContractSchema) -> GeneratedRequest? {
        var draft = source.draft
        guard case .json(let json) = draft.body, json.object?["member"] == nil,
            let changed = json.setting(value.written, at: ["member"]),
            let right = source.value?.setting(value.sent, at: ["member"]), right.object != nil,
            schema.isValid(right, .request)
        else { return nil }
        draft.body = .json(changed)
        return draft
    }

    /// Where the answer has the ID of what was made, and how the next one has the same.
    private var identity: (capture: JSONValue, expected: JSONObject)? {
        let successes = operation.responses.filter(\.selector.isOfSuccess)
        let schemas = successes.flatMap(\.content).compactMap { $0.type.isJSON ? $0.schema : nil }
        let shapes = schemas.map(SchemaShape.first)
        if !shapes.isEmpty, shapes.allSatisfy({ $0.required.contains("id") && $0.hasMember("id") }) {
            return (["json": "$.id", "default": .null], ["json": ["$.id": "${made}"]])
        }
        let haveLocation = successes.allSatisfy { response in
            response.headers.contains { $0.isRequired && HeaderFields.sameName($0.name, "Location") }
        }
        guard haveLocation, !successes.isEmpty else { return nil }
        return (["header": "Location", "default": .null], ["headers": ["Location": "${made}"]])
    }

    /// The GET whose answer gives the `ETag`.
    private func reading(_ name: String, _ draft: GeneratedRequest, _ operation: Operation, _ rule: AnswerRule)
        -> LinkFlow.Step
    {
        var step = step(name, draft, rule, of: operation)
        step.captures = ["validator": ["header": "ETag", "default": .null]]
        return step
    }

    /// A request to `other`, or to the operation itself.
    private func step(_ name: String, _ draft: GeneratedRequest, _ rule: AnswerRule, of other: Operation? = nil)
        -> LinkFlow.Step
    {
        let target = other ?? operation
        let statuses = CaseAnswers(target).statuses(rule.outcome, rule)
        return LinkFlow.Step(operation: target, name: name, draft: draft, statuses: statuses)
    }

    /// A step is sent only where the one before it succeeded and gave this.
    private static func wasGiven(_ capture: String) -> JSONObject {
        [capture: ["not": .null], "status": "2xx"]
    }
}
