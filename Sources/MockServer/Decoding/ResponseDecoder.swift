import Contracts
import Decoding
import JSON
package import Substitution

/// Decodes a `respond`.
struct ResponseDecoder {
    static let keys = AnswerDecoder.keys + ["set", "add", "issue", "once", "service"]

    let problems: Problems
    let scope: Scope
    let declared: DeclaredNames
    let services: ServiceDecoder
    /// The names in the path's template.
    let captures: [String]

    func response(_ node: JSONNode, rule: String?) -> Response? {
        guard let reader = ObjectReader(node, "'respond'", keys: Self.keys, problems) else { return nil }
        var response = answer(reader, rule: rule)
        let templates = templates(answers: false)
        let issues = reader["issue"] != nil
        response.add = changes(reader["add"], "'add'", issues: issues)
        response.set = changes(reader["set"], "'set'", issues: issues)
        response.issue = reader["issue"].flatMap { Leaf.text(templates.fixed($0), "'issue'", problems) }
        if let store = response.issue { declared.check(store: store, at: reader["issue"]?.location, problems) }
        response.once = reader["once"].flatMap(once)
        response.station = reader["service"].flatMap(services.station)
        return response
    }

    private func answer(_ reader: ObjectReader, rule: String?) -> Response {
        let templates = templates(answers: true, issues: reader["issue"] != nil)
        let node = JSONNode(content: .object(reader.present(AnswerDecoder.keys)), location: reader.node.location)
        let resolved = templates.resolve(node)
        var answer = AnswerDecoder(problems: problems, files: scope.files).answer(resolved.preview)
        answer.rule = rule
        let choosesFile = reader["file"].map(templates.varies) ?? false
        var response = Response(
            answer: resolved.isTemplate ? .template(node, choosesFile: choosesFile) : .fixed(answer)
        )
        response.readsState = resolved.readsState
        return response
    }

    private func changes(_ node: JSONNode?, _ what: String, issues: Bool) -> [Response.Change] {
        guard let node, let members = ObjectReader.members(of: node, what, problems) else { return [] }
        return members.map { member in
            let templates = templates(answers: true, issues: issues)
            let key = templates.name(member)
            let resolved = templates.resolve(member.value)
            if what == "'add'" { _ = Leaf.number(resolved.preview, "a number to add", problems) }
            return Response.Change(key: key, value: resolved.node, isTemplate: resolved.isTemplate)
        }
    }

    private func once(_ node: JSONNode) -> Response.Once? {
        guard let reader = ObjectReader(node, "'once'", keys: ["key", "for"], problems) else { return nil }
        let templates = templates(answers: false)
        let key = reader.required("key", "'once'").map { templates.text($0, "'key'") }
        let lifetime = reader.required("for", "'once'").flatMap { Leaf.duration(templates.fixed($0), problems) }
        guard let key, let lifetime else { return nil }
        return Response.Once(key: key, lifetime: Int64(clamping: lifetime / 1_000_000))
    }

    /// - Parameter issues: Whether the rule issues a token, which `${token}` stands for.
    private func templates(answers: Bool, issues: Bool = false) -> TemplateDecoder {
        var names = RequestNames(answers: answers, captures: captures)
        if issues, scope.variables["token"] != nil { names.hidden = ["token"] }
        return TemplateDecoder(problems: problems, scope: scope, names: names)
    }
}

/// How a mock answers by a contract alone.
package struct ContractServing: Sendable {
    /// The credentials that are right; nil where any are.
    let known: KnownCredentials?
    /// Whether what is made is kept.
    let isStateful: Bool

    /// Any credentials are right, and nothing is kept.
    package init() {
        known = nil
        isStateful = false
    }

    /// The credentials in `environment` are right, or those that generated suites send for want of them; without one,
    /// any.
    package init(credentials environment: Environment?, isStateful: Bool) {
        known = environment.map { KnownCredentials(environment: $0.values) }
        self.isStateful = isStateful
    }
}

/// Reads the contract that a mock answers by.
struct ContractResponderDecoder {
    let problems: Problems
    let files: FileStore
    let seed: UInt64
    var serving = ContractServing()

    /// The contract that a mock file names.
    func responder(_ node: JSONNode, relativeTo path: String) -> ContractResponder? {
        guard let name = Leaf.text(node, "'contract'", problems) else { return nil }
        let count = problems.diagnostics.count
        let responder = responder(FileStore.resolve(name, relativeTo: path))
        if responder == nil, problems.diagnostics.count > count {
            problems.add("the contract can't be used", at: node.location)
        }
        return responder
    }

    func responder(_ path: String) -> ContractResponder? {
        do throws(Problems.Found) {
            let contract = try Contract.load(path, files: files)
            return ContractResponder(contract, seed: seed, known: serving.known, isStateful: serving.isStateful)
        } catch {
            for diagnostic in error.diagnostics { problems.add(diagnostic) }
            return nil
        }
    }
}
