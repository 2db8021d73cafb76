/// What keeps hostile schemas and values from exhausting the stack.
enum SchemaLimits {
    /// How many schemas may be applied within each other while validating.
    static let depth = 4096
    /// How deep schemas may lie in a document.
    static let nesting = 2048

    static var depthComplaint: SchemaComplaint {
        SchemaComplaint(
            expected: "a value that can be followed through at most \(depth) nested schemas",
            found: "one that leads deeper",
            hint: "a '$dynamicRef' may lead back to itself without end"
        )
    }
}
