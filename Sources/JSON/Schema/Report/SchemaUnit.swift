/// What came of a keyword or a schema: an output unit of the standard (JSON Schema Core, section 12.3).
struct SchemaUnit {
    /// The schema, or the one that has the keyword.
    let node: Int
    /// The keyword, or the one that has the schema.
    var keyword = ""
    /// Whether this is about a keyword and not about a whole schema.
    var isKeyword = false
    var keywordLocation = JSONPointer()
    var instanceLocation = JSONPointer()
    var isValid = true
    var complaint: SchemaComplaint?
    var annotation: JSONValue?
    var children: [SchemaUnit] = []

    /// Whether the unit is more than the way to another.
    var saysSomething: Bool { complaint != nil || annotation != nil || children.count > 1 }

    /// Adds a part, or what is left of it: one that says nothing is left out, and one that only holds another gives way
    /// to that (section 12.4.3).
    mutating func add(_ child: SchemaUnit) {
        if child.saysSomething {
            children.append(child)
        } else if let only = child.children.first {
            children.append(only)
        }
    }

    /// The unit's own place: the URI of its schema with a JSON Pointer as fragment.
    func absoluteLocation(in graph: SchemaGraph) -> String {
        graph.origins[node].location(of: isKeyword ? [keyword] : [])
    }
}
