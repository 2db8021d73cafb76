import JSON

/// Decodes a suite's `contract`: a path, or an object with the path and what is allowed.
struct SuiteContractDecoder {
    static let keys = ["file", "allow"]

    let file: SourceFile
    let problems: Problems

    func contract(_ node: JSONNode?) -> SuiteContract? {
        guard let node else { return nil }
        guard node.kind == .object else { return contract(path: node, allowances: []) }
        guard let reader = ObjectReader(node, "'contract'", keys: Self.keys, problems) else { return nil }
        let allowances = allowances(reader["allow"])
        return reader.required("file", "'contract'").flatMap { contract(path: $0, allowances: allowances) }
    }

    private func contract(path node: JSONNode, allowances: [SuiteContract.Allowance]) -> SuiteContract? {
        guard let path = Leaf.text(node, "the contract's path", problems) else { return nil }
        let resolved = FileStore.resolve(path, relativeTo: file.path)
        return SuiteContract(path: resolved, location: node.location, allowances: allowances)
    }

    private func allowances(_ node: JSONNode?) -> [SuiteContract.Allowance] {
        guard let node, let members = ObjectReader.members(of: node, "'allow'", problems) else { return [] }
        return members.compactMap { member in
            let name = member.name
            guard SuiteContract.checkNames.contains(name) else {
                let help = UnknownName.help(name, among: SuiteContract.checkNames)
                problems.add("there is no check of contracts called '\(name)'", at: member.nameLocation, help: help)
                return nil
            }
            guard let reason = Leaf.text(member.value, "the reason", problems) else { return nil }
            if reason.isEmpty { problems.add("a reason says why '\(name)' is allowed", at: member.value.location) }
            return SuiteContract.Allowance(check: name, reason: reason)
        }
    }
}
