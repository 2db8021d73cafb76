import Contracts
import JSON
import Scenarios

/// Reads the contract that a mock answers by.
struct ContractResponderDecoder {
    let problems: Problems
    let files: FileStore
    let seed: UInt64

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
            return ContractResponder(contract, seed: seed)
        } catch {
            for diagnostic in error.diagnostics { problems.add(diagnostic) }
            return nil
        }
    }
}
