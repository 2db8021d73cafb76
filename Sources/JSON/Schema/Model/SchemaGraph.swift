/// A compiled schema: nodes that refer to each other by their index, so that cycles need no care.
final class SchemaGraph: Sendable {
    let nodes: [SchemaNode]
    /// Where each node's schema stands, for reports.
    let origins: [SchemaOrigin]
    /// For each name, the nodes of that `$dynamicAnchor` by their resource.
    let dynamicAnchors: [String: [Int: Int]]
    /// The keywords that only describe, by the node that has them (JSON Schema Core, section 7.7).
    let annotations: [Int: [JSONObject.Member]]
    /// Whether validation must keep track of the resources it goes through.
    let hasDynamicScope: Bool

    init(
        nodes: [SchemaNode],
        origins: [SchemaOrigin],
        dynamicAnchors: [String: [Int: Int]],
        annotations: [Int: [JSONObject.Member]]
    ) {
        self.nodes = nodes
        self.origins = origins
        self.dynamicAnchors = dynamicAnchors
        self.annotations = annotations
        hasDynamicScope = !dynamicAnchors.isEmpty
    }

    /// The names of the properties that a schema knows for the object that it is applied to, those of the schemas that
    /// it applies to the same object included; in the order of the schema.
    func propertyNames(of node: Int) -> [String] {
        var names: [String] = []
        var seen: Set<Int> = [node]
        var waiting = [node]
        while let next = waiting.popLast() {
            let schema = nodes[next]
            for entry in schema.objects?.properties.entries ?? [] where !names.contains(where: entry.name.isIdentical) {
                names.append(entry.name)
            }
            waiting += (schema.logic?.inPlace ?? []).reversed().filter { seen.insert($0).inserted }
        }
        return names
    }
}
