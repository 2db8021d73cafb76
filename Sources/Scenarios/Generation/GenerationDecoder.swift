import JSON

/// Decodes `generate`.
struct GenerationDecoder {
    static let keys = ["from", "kinds", "operations", "combine", "allow", "covers", "values", "seed"]

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
        generation.kinds = words(reader["kinds"], "'kinds'")
        generation.operations = words(reader["operations"], "'operations'")
        generation.combine = reader.count("combine", in: 2...3)
        generation.covers = CoverageDecoder.covers(reader["covers"], known: inherited.requirementIDs, problems)
        generation.allowances = allowances(reader["allow"])
        generation.given = given(reader["values"])
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

    private func given(_ node: JSONNode?) -> [Generation.Given] {
        guard let node, let members = ObjectReader.members(of: node, "'values'", problems) else { return [] }
        return members.compactMap { member in
            guard ObjectReader(member.value, "a request", keys: RequestDecoder.keys, problems) != nil else {
                return nil
            }
            return .init(kind: .init(text: member.name, location: member.nameLocation), request: member.value)
        }
    }
}
