/// A compiled schema: nodes that refer to each other by their index, so that cycles need no care.
final class SchemaGraph: Sendable {
    let nodes: [SchemaNode]
    /// Where each node's schema stands, for reports.
    let origins: [SchemaOrigin]
    /// For each name, the nodes of that `$dynamicAnchor` by their resource.
    let dynamicAnchors: [String: [Int: Int]]
    let root: Int

    /// Whether validation must keep track of the resources it goes through.
    let hasDynamicScope: Bool

    init(nodes: [SchemaNode], origins: [SchemaOrigin], dynamicAnchors: [String: [Int: Int]], root: Int) {
        self.nodes = nodes
        self.origins = origins
        self.dynamicAnchors = dynamicAnchors
        self.root = root
        hasDynamicScope = !dynamicAnchors.isEmpty
    }
}
