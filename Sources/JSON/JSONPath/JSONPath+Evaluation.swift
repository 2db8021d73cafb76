extension JSONPath {
    /// The nodes that the path selects, in the order of RFC 9535; a node that is selected twice is there twice.
    ///
    /// Paths such as `$..*..*..*` select immense numbers of nodes: use ``evaluate(in:limit:)`` for a path or document
    /// that isn't your own.
    public func nodes(in root: JSONValue) -> [JSONPathNode] {
        (try? evaluate(in: root, limit: .max)) ?? []
    }

    /// The nodes that the path selects, as ``nodes(in:)`` has them. Throws an error of kind `limit` when that would
    /// take more than `limit` steps.
    public func evaluate(in root: JSONValue, limit: Int = defaultLimit) throws(JSONPathError) -> [JSONPathNode] {
        var evaluator = JSONPathEvaluator(root: root, limit: limit)
        do {
            let nodes = try evaluator.select(query, from: root)
            let trails = evaluator.trails
            return nodes.map { JSONPathNode(value: $0.value, trails: trails, trail: $0.trail) }
        } catch {
            throw JSONPathError(
                kind: .limit,
                path: description,
                offset: 0,
                length: description.unicodeScalars.count,
                found: "more after \(limit) steps",
                expected: "the JSONPath `\(description)` to select its nodes",
                hint: "name members instead of using `..` and `*`, above all more than once"
            )
        }
    }

    /// The value of the first node that the path selects; nil when it selects none.
    ///
    /// A singular path is merely walked; any other is evaluated as by ``nodes(in:)``.
    public func firstValue(in root: JSONValue) -> JSONValue? {
        if let steps = query.singularSteps { return JSONPathEvaluator.walk(steps, from: root) }
        return nodes(in: root).first?.value
    }
}
