package import Decoding
import Diagnostics
package import HTTP
import JSON
import Substitution

/// Requests that the target sends of its own accord after it has answered: webhooks and callbacks.
package struct Reception: Sendable {
    /// What the target is answered.
    package struct Answer: Sendable, Hashable {
        package var status: Int
        package var headers: HeaderFields
        package var body: [UInt8]
    }

    /// The name of the address that a scenario gives away: `${receiver}`.
    package static let variable = "receiver"
    /// How many requests are waited for at most.
    package static let most = 1000

    /// The path behind the address, not yet replaced; `nil` for any.
    var path: JSONNode?
    /// How long they are waited for, from the answer on, in nanoseconds.
    package var within: UInt64
    /// How many have to come.
    package var count: Int
    /// Whether it is a failure when too little comes.
    package var isRequired: Bool
    /// Whether what holds of the content and fields is asked only of a request that has content.
    package var mayBeEmpty: Bool
    /// The method of each; `nil` for any.
    package var method: String?
    /// What holds of the fields and the content of each.
    package var expect: ExpectationTemplate
    /// What each is answered.
    package var answer: Answer
    /// Whether the suite says so, and not a webhook of the contract.
    package var isAnswerGiven: Bool
    /// The webhook of the suite's contract that each is held against; `nil` for none.
    package var webhook: SuiteContract.Name?
}

extension CaseScope {
    /// The path at which the requests of `reception` are to come; `nil` for any.
    ///
    /// - Throws: that it is none, which only a value that wasn't known before can bring about.
    package mutating func path(of reception: Reception) throws(Problems.Found) -> String? {
        guard let node = reception.path else { return nil }
        let problems = Problems()
        let path = ReceptionDecoder.path(scope.resolve(node, problems), problems)
        try problems.throwIfAny()
        return path
    }
}

/// Decodes the `receive` of a step.
struct ReceptionDecoder {
    private static let keys = ["path", "within", "count", "required", "mayBeEmpty", "webhook", "expect", "respond"]
    /// What of an `expect` a request has too, beside its method.
    private static let expectKeys = [
        "headers", "headerCount", "json", "schema", "xpath", "namespaces", "css", "body",
    ]

    let problems: Problems

    /// Whether a scenario, in its steps or itself, waits for requests.
    static func isAsked(_ scenario: ObjectReader, _ library: StepLibrary) -> Bool {
        let lists = ["steps", "setup", "cleanup"].compactMap { scenario[$0]?.elements }
        return scenario["receive"] != nil
            || lists.contains { library.expanded($0, Problems()).contains { $0["receive"] != nil } }
    }

    func reception(_ reader: ObjectReader, isSingle: Bool, isAsked: Bool, _ scope: inout Scope) -> Reception? {
        guard let node = reader["receive"],
            let own = ObjectReader(node, "'receive'", keys: Self.keys, problems)
        else { return nil }
        if !isSingle || isAsked {
            problems.add(
                "'receive' waits for requests after a single one whose answer is judged",
                at: reader.present(["receive"]).first?.nameLocation ?? node.location,
                help: "put it into a step of its own"
            )
            return nil
        }
        if let path = own["path"] { _ = Self.path(scope.resolve(path, problems), problems) }
        let (method, rest) = expectation(own["expect"], scope)
        return Reception(
            path: own["path"],
            within: own["within"].flatMap { Leaf.duration(scope.resolve($0, problems), problems) } ?? 10_000_000_000,
            count: own["count"].flatMap {
                Leaf.count(scope.resolve($0, problems), "'count'", in: 1...Reception.most, problems)
            } ?? 1,
            isRequired: own.flag("required") ?? true,
            mayBeEmpty: own.flag("mayBeEmpty") ?? false,
            method: method,
            expect: ExpectationTemplate(rest, forMany: false, scope: &scope, problems),
            answer: answer(own["respond"].map { scope.resolve($0, problems) }),
            isAnswerGiven: own["respond"] != nil,
            webhook: own["webhook"].flatMap { node in
                Leaf.text(node, "'webhook'", problems).map { SuiteContract.Name(text: $0, location: node.location) }
            }
        )
    }

    static func path(_ node: JSONNode, _ problems: Problems) -> String? {
        guard let text = Leaf.text(node, "'path'", problems), !node.isPending else { return nil }
        if text.hasPrefix("/") { return text }
        problems.add(
            "'path' begins with a slash, found '\(text)'",
            at: node.location,
            help: "it stands behind ${\(Reception.variable)}: write \"/paid\" for \"${\(Reception.variable)}/paid\""
        )
        return nil
    }

    /// The method, which a response hasn't, and what is left to be expected.
    private func expectation(_ node: JSONNode?, _ scope: Scope) -> (method: String?, rest: JSONNode?) {
        guard let node else { return (nil, nil) }
        guard let reader = ObjectReader(node, "what is received", keys: ["method"] + Self.expectKeys, problems) else {
            return (nil, nil)
        }
        let rest = (node.members ?? []).filter { $0.name != "method" }
        let method = reader["method"].flatMap { node -> String? in
            var scope = scope
            return Leaf.text(scope.resolve(node, problems), "'method'", problems)
        }
        return (method, rest.isEmpty ? nil : JSONNode(content: .object(rest), location: node.location))
    }

    private func answer(_ node: JSONNode?) -> Reception.Answer {
        var answer = Reception.Answer(status: 204, headers: HeaderFields(), body: [])
        guard let node,
            let reader = ObjectReader(node, "'respond'", keys: ["status", "headers", "json", "text"], problems)
        else { return answer }
        reader.exclusive(["json", "text"], "content")
        answer.status = reader.count("status", in: 200...599) ?? 200
        for member in reader["headers"].flatMap({ ObjectReader.members(of: $0, "'headers'", problems) }) ?? [] {
            guard let value = Leaf.text(member.value, "a field", problems) else { continue }
            answer.headers.append(member.name, value)
        }
        if let json = reader["json"] {
            answer.body = JSONSerializer.serialize(json.value)
            if answer.headers["Content-Type"] == nil {
                answer.headers.append("Content-Type", "application/json")
            }
        }
        if let text = reader.text("text") { answer.body = Array(text.utf8) }
        if node.holdsPending {
            problems.add("'respond' can't hold what a response brings: it is ready before", at: node.location)
        }
        return answer
    }
}
