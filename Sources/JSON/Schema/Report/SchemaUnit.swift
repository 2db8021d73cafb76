/// What came of a keyword or a schema: an output unit of the standard (JSON Schema Core, section 12.3).
struct SchemaUnit {
    /// The schema, or the one that has the keyword.
    let node: Int
    /// The way from that schema to the keyword; empty for the schema itself.
    var way: [String] = []
    /// The keyword, or the one that has the schema.
    var keyword = ""
    var keywordLocation = JSONPointer()
    var instanceLocation = JSONPointer()
    var isValid = true
    var complaint: SchemaComplaint?
    var annotation: JSONValue?
    var children: [SchemaUnit] = []

    /// Adds a part, or what is left of it: one that says nothing is left out, and one that only holds another gives way
    /// to that (section 12.4.3).
    mutating func add(_ child: SchemaUnit) {
        if child.complaint != nil || child.annotation != nil || child.children.count > 1 {
            children.append(child)
        } else if let only = child.children.first {
            children.append(only)
        }
    }
}
