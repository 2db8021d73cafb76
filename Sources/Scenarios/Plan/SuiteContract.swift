import Decoding
package import Diagnostics
import JSON
import Substitution

/// The contract that a suite names, and what the suite lets pass of it.
package struct SuiteContract: Sendable {
    /// A check that may fail, and why.
    package struct Allowance: Sendable {
        /// The check's name, one of ``SuiteContract/checkNames``.
        package var check: String
        /// Why it may fail.
        package var reason: String
        /// The names of the scenarios in which it may fail; empty for all.
        package var scenarios: [Name] = []
        /// IDs of operations, or methods and paths, for which it may fail; empty for all.
        package var operations: [Name] = []
        /// The statuses with which it may fail; nil for all.
        package var status: StatusSet?
        /// Pointers into the content, names of parameters and headers, `credentials`, `content type`, `content`; empty
        /// for everywhere.
        package var places: [Name] = []
    }

    /// A name and where it stands.
    package struct Name: Sendable {
        /// The name.
        package var text: String
        /// Where the suite has it.
        package var location: SourceLocation
    }

    /// The path of the OpenAPI document.
    package var path: String
    /// Where the suite names it.
    package var location: SourceLocation
    /// What may break it.
    package var allowances: [Allowance]

    /// The names of the checks. The module of contracts, which lies above, makes them; here they are needed to read
    /// files.
    package static let checkNames = [
        "undocumented-path", "undocumented-method", "request-breaks-contract", "server-error", "undocumented-status",
        "undocumented-content-type", "response-header", "response-not-json", "response-schema", "write-only-member",
        "webhook-breaks-contract",
    ]
}

/// Decodes a suite's `contract`: a path, or an object with the path and what is allowed.
struct SuiteContractDecoder {
    static let keys = ["file", "allow", "map", "overlays"]

    let file: SourceFile
    let files: FileStore
    let problems: Problems

    func contract(_ node: JSONNode?) -> SuiteContract? {
        guard let node else { return nil }
        guard node.kind == .object else { return contract(path: node, allowances: []) }
        guard let reader = ObjectReader(node, "'contract'", keys: Self.keys, problems) else { return nil }
        let allowances = allowances(reader["allow"])
        let path = reader.required("file", "'contract'")
        let contract = path.flatMap { self.contract(path: $0, allowances: allowances) }
        var opening = DocumentOpening()
        opening.overlays = reader.texts("overlays").map { FileStore.resolve($0, relativeTo: file.path) }
        let folders = reader["map"].flatMap { ObjectReader.members(of: $0, "'map'", problems) } ?? []
        for member in folders where member.name != "//" {
            guard let text = Leaf.text(member.value, "a folder", problems) else { continue }
            let path = FileStore.resolve(text, relativeTo: file.path)
            opening.folders.append(DocumentOpening.Folder(prefix: member.name, path: path))
        }
        if let contract, opening != DocumentOpening() { files.setOpening(opening, of: contract.path) }
        return contract
    }

    private func contract(path node: JSONNode, allowances: [SuiteContract.Allowance]) -> SuiteContract? {
        guard let path = Leaf.text(node, "the contract's path", problems) else { return nil }
        let resolved = FileStore.resolve(path, relativeTo: file.path)
        return SuiteContract(path: resolved, location: node.location, allowances: allowances)
    }

    private func allowances(_ node: JSONNode?) -> [SuiteContract.Allowance] {
        guard let node, let members = ObjectReader.members(of: node, "'allow'", problems) else { return [] }
        return members.flatMap { member -> [SuiteContract.Allowance] in
            let name = member.name
            guard SuiteContract.checkNames.contains(name) else {
                let help = UnknownName.help(name, among: SuiteContract.checkNames)
                problems.add("there is no check of contracts called '\(name)'", at: member.nameLocation, help: help)
                return []
            }
            if let elements = member.value.elements, elements.isEmpty {
                problems.add("a list of what is allowed needs at least one reason", at: member.value.location)
            }
            return (member.value.elements ?? [member.value]).compactMap { allowance(name, $0) }
        }
    }

    /// A reason alone, or an object with a reason and what limits the allowance.
    private func allowance(_ name: String, _ node: JSONNode) -> SuiteContract.Allowance? {
        guard node.kind == .object else {
            return reason(name, node).map { SuiteContract.Allowance(check: name, reason: $0) }
        }
        let keys = ["reason", "scenarios", "operations", "status", "at"]
        guard let reader = ObjectReader(node, "what is allowed", keys: keys, problems),
            let given = reader.required("reason", "what is allowed"), let reason = reason(name, given)
        else { return nil }
        return SuiteContract.Allowance(
            check: name,
            reason: reason,
            scenarios: names(reader["scenarios"], "'scenarios'"),
            operations: names(reader["operations"], "'operations'"),
            status: reader["status"].flatMap { StatusSet.decode($0, problems) },
            places: names(reader["at"], "'at'")
        )
    }

    private func reason(_ name: String, _ node: JSONNode) -> String? {
        guard let reason = Leaf.text(node, "the reason", problems) else { return nil }
        if reason.isEmpty { problems.add("a reason says why '\(name)' is allowed", at: node.location) }
        return reason
    }

    private func names(_ node: JSONNode?, _ what: String) -> [SuiteContract.Name] {
        Leaf.names(node, what, problems).map { .init(text: $0.text, location: $0.location) }
    }

    /// Complains of scenarios that allowances name and the suite doesn't have.
    func check(_ contract: SuiteContract?, scenarios: Set<String>) {
        for name in contract?.allowances.flatMap(\.scenarios) ?? [] where !scenarios.contains(name.text) {
            let help = UnknownName.help(name.text, among: scenarios.sorted())
            problems.add("the suite has no scenario '\(name.text)'", at: name.location, help: help)
        }
    }
}
