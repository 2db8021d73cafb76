import Diagnostics
import JSON

/// A file that belongs to a contract.
struct ContractDocument: Sendable {
    /// The path as messages show it.
    let path: String
    /// Where it is, for references between schemas.
    let uri: String
    let root: JSONNode
    /// The same without positions.
    let value: JSONValue

    /// A document of its parts; `value` is the root's unless it is given.
    init(path: String, root: JSONNode, value: JSONValue? = nil) {
        self.path = path
        uri = DocumentPath.uri(ofFile: path)
        self.root = root
        self.value = value ?? root.value
    }

    /// The place of the part that `pointer` names, or of what is nearest above it.
    func location(_ pointer: JSONPointer) -> SourceLocation {
        var tokens = pointer.tokens
        while !tokens.isEmpty {
            if let node = JSONPointer(tokens: tokens).node(in: root) { return node.location }
            tokens.removeLast()
        }
        return root.location
    }
}
