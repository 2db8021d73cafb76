import Decoding
import JSON

/// Decodes `generate`.
struct GenerationDecoder {
    static let keys = [
        "from", "name", "request", "kinds", "operations", "at", "combine", "allow", "open", "covers", "values", "seed",
        "budget",
    ]

    let inherited: ScenarioDecoder.Inherited
    let problems: Problems

    /// `isNamed` tells whether the suite has a `contract` at all: one that is wrong has been complained of.
    func generation(_ node: JSONNode, contract: SuiteContract?, isNamed: Bool) -> Generation? {
        guard let reader = ObjectReader(node, "'generate'", keys: Self.keys, problems) else { return nil }
        if let from = reader.required("from", "'generate'"), from.string != "contract" {
            problems.add("'from' must be \"contract\", found \(Leaf.found(from))", at: from.location)
        }
        guard let contract else {
            if isNamed { return nil }
            problems.add(
                "'generate' needs the suite's 'contract'",
                at: reader.opening,
                help: "add \"contract\": \"FILE\" to the suite"
            )
            return nil
        }
        var generation = Generation(
            contract: .init(text: contract.path, location: contract.location),
            location: reader.opening
        )
        generation.name = reader.text("name") ?? ""
        generation.request = request(reader["request"])
        generation.kinds = words(reader["kinds"], "'kinds'")
        generation.operations = words(reader["operations"], "'operations'")
        generation.places = words(reader["at"], "'at'")
        generation.combine = reader.count("combine", in: 2...3)
        generation.covers = CoverageDecoder.covers(reader["covers"], known: inherited.requirementIDs, problems)
        generation.allowances = allowances(reader["allow"])
        generation.open = openPoints(reader["open"])
        generation.given = given(reader["values"])
        if let node = reader["budget"] {
            generation.budget =
                node.string == "all" ? .all : reader.count("budget", in: 1...10_000_000).map { .count($0) } ?? .usual
        }
        generation.seed = UInt64(reader.count("seed", in: 0...Int.max) ?? 0)
        return generation
    }

    private func words(_ node: JSONNode?, _ what: String) -> [Generation.Word] {
        Leaf.names(node, what, problems).map { .init(text: $0.text, location: $0.location) }
    }

    /// One allowance for each object under a kind's name, which may be a list of them.
    private func allowances(_ node: JSONNode?) -> [Generation.Allowance] {
        guard let node, let members = ObjectReader.members(of: node, "'allow'", problems) else { return [] }
        return members.flatMap { member in
            (member.value.elements ?? [member.value]).compactMap { allowance($0, member) }
        }
    }

    private func allowance(_ node: JSONNode, _ member: JSONNode.Member) -> Generation.Allowance? {
        guard let reader = ObjectReader(node, "what is allowed", keys: ["status", "reason", "at"], problems),
            let status = reader.required("status", "what is allowed"),
            let reason = reader.required("reason", "what is allowed"),
            let words = Leaf.text(reason, "'reason'", problems), StatusSet.decode(status, problems) != nil
        else { return nil }
        if words.isEmpty { problems.add("a reason says why the answer is right", at: reason.location) }
        return Generation.Allowance(
            kind: .init(text: member.name, location: member.nameLocation),
            places: self.words(reader["at"], "'at'"),
            statuses: (status.elements ?? [status]).map(\.value),
            reason: words
        )
    }

    private func request(_ node: JSONNode?) -> JSONNode? {
        guard let node, ObjectReader(node, "a request", keys: RequestDecoder.keys, problems) != nil else { return nil }
        return node
    }

    private func openPoints(_ node: JSONNode?) -> [Generation.OpenPoint] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            problems.add("'open' must be a list of open questions, found \(Leaf.found(node))", at: node.location)
            return []
        }
        return elements.compactMap(openPoint)
    }

    private func openPoint(_ node: JSONNode) -> Generation.OpenPoint? {
        let keys = ["question", "kinds", "at", "status", "unjudged"]
        guard let reader = ObjectReader(node, "an open question", keys: keys, problems),
            let question = reader.required("question", "an open question")
        else { return nil }
        if let status = reader["status"], StatusSet.decode(status, problems) == nil { return nil }
        if reader["status"] == nil, reader["unjudged"] == nil {
            problems.add(
                "this leaves nothing open",
                at: reader.opening,
                help: "'status' says which answers are right too, 'unjudged' what isn't judged of a refusal"
            )
        }
        let parts = words(reader["unjudged"], "'unjudged'").compactMap { word -> Generation.OpenPoint.Part? in
            if let part = Generation.OpenPoint.Part(rawValue: word.text) { return part }
            let known = Generation.OpenPoint.Part.allCases.map(\.rawValue)
            problems.add(
                "'unjudged' has no part '\(word.text)'",
                at: word.location,
                help: UnknownName.help(word.text, among: known)
            )
            return nil
        }
        return Generation.OpenPoint(
            question: Leaf.text(question, "'question'", problems) ?? "",
            kinds: words(reader["kinds"], "'kinds'"),
            places: words(reader["at"], "'at'"),
            statuses: reader["status"].map { ($0.elements ?? [$0]).map(\.value) } ?? [],
            unjudged: Set(parts)
        )
    }

    private func given(_ node: JSONNode?) -> [Generation.Given] {
        guard let node, let members = ObjectReader.members(of: node, "'values'", problems) else { return [] }
        return members.filter { $0.name != "//" }.map { member in
            .init(kind: .init(text: member.name, location: member.nameLocation), value: member.value)
        }
    }
}
