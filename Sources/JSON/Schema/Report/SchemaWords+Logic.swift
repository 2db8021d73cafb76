extension SchemaWords {
    static func noAlternative(_ nodes: [Int], _ value: JSONValue, in graph: SchemaGraph) -> SchemaComplaint {
        // Where the type is wrong for all of them, that says more than what is wrong with each.
        let types = nodes.reduce(SchemaTypes()) { $0.union(graph.nodes[$1].types) }
        if !types.include(value) { return type(types, value) }
        let count = nodes.count
        return SchemaComplaint(
            expected: count == 1 ? "what the alternative describes" : "one of \(count) alternatives",
            found: describe(value)
        )
    }

    static func twoAlternatives(_ first: Int, _ second: Int) -> SchemaComplaint {
        SchemaComplaint(
            expected: "exactly one of the alternatives",
            found: "a value that fits alternatives \(first) and \(second), counted from 0"
        )
    }

    static func excluded(_ value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(expected: "a value that 'not' doesn't describe", found: describe(value))
    }
}
