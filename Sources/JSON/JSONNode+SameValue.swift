/// A node as a key: two are equal when they have the same value, members in the same order, wherever they stand.
package struct JSONNodeValue: Hashable, Sendable {
    private let node: JSONNode

    /// The value of `node`.
    package init(_ node: JSONNode) {
        self.node = node
    }

    package static func == (left: Self, right: Self) -> Bool { left.node.hasSameValue(as: right.node) }

    package func hash(into hasher: inout Hasher) { node.hashValue(into: &hasher) }
}

extension JSONNode {
    fileprivate func hasSameValue(as other: JSONNode) -> Bool {
        switch (content, other.content) {
        case (.null, .null): true
        case (.bool(let one), .bool(let two)): one == two
        case (.number(let one), .number(let two)): one == two
        case (.string(let one), .string(let two)): one.isIdentical(to: two)
        case (.array(let one), .array(let two)): one.elementsEqual(two) { $0.hasSameValue(as: $1) }
        case (.object(let one), .object(let two)):
            one.elementsEqual(two) { $0.name.isIdentical(to: $1.name) && $0.value.hasSameValue(as: $1.value) }
        default: false
        }
    }

    fileprivate func hashValue(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch content {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let text): text.hashBytes(into: &hasher)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.hashValue(into: &hasher) }
        case .object(let members):
            hasher.combine(members.count)
            for member in members {
                member.name.hashBytes(into: &hasher)
                member.value.hashValue(into: &hasher)
            }
        }
    }
}
