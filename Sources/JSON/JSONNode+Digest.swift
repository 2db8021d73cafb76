/// Stands for the value of a node, wherever it stands, in the tables of one process.
///
/// It has 128 bits under keys that are random for each process (SipHash, twice): two values with one digest are not to be
/// expected, and not to be made on purpose.
package struct JSONDigest: Hashable, Sendable {
    private let one: Int
    private let other: Int

    /// The digest of `node`, members in their order.
    package init(_ node: JSONNode) {
        var hasher = Hasher()
        var second = Hasher()
        second.combine(1)
        node.feed(&hasher, &second)
        one = hasher.finalize()
        other = second.finalize()
    }
}

extension JSONNode {
    fileprivate func feed(_ one: inout Hasher, _ other: inout Hasher) {
        func feed(_ value: some Hashable) {
            one.combine(value)
            other.combine(value)
        }
        func feed(bytesOf text: String) {
            text.hashBytes(into: &one)
            text.hashBytes(into: &other)
        }
        feed(kind)
        switch content {
        case .null: break
        case .bool(let value): feed(value)
        case .number(let value): feed(value)
        case .string(let text): feed(bytesOf: text)
        case .array(let elements):
            feed(elements.count)
            for element in elements { element.feed(&one, &other) }
        case .object(let members):
            feed(members.count)
            for member in members {
                feed(bytesOf: member.name)
                member.value.feed(&one, &other)
            }
        }
    }
}
