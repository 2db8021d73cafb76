/// Stands for the value of a node, wherever it stands, in the tables of one process.
///
/// It has 64 bits under a key that is random for each process (SipHash), and the number of values: two values with one
/// digest are not to be expected, and not to be made on purpose.
package struct JSONDigest: Hashable, Sendable {
    private let hash: Int
    private let count: Int

    /// The digest of `node`, members in their order.
    package init(_ node: JSONNode) {
        var hasher = Hasher()
        var count = 0
        node.feed(&hasher, &count)
        hash = hasher.finalize()
        self.count = count
    }
}

extension JSONNode {
    fileprivate func feed(_ hasher: inout Hasher, _ count: inout Int) {
        count += 1
        hasher.combine(kind)
        switch content {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let text): text.hashBytes(into: &hasher)
        case .pending(let text): hasher.combine(text)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.feed(&hasher, &count) }
        case .object(let members):
            hasher.combine(members.count)
            for member in members {
                member.name.hashBytes(into: &hasher)
                member.value.feed(&hasher, &count)
            }
        }
    }
}
