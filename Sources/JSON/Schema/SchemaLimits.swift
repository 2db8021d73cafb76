/// What keeps hostile schemas and values from exhausting the stack, or from taking forever.
enum SchemaLimits {
    /// How many schemas may lie in each other in a document, and how many may be applied within each other.
    ///
    /// A value of 512 levels, the most that the parser accepts by default, has room for two schemas on each. The stack that
    /// this takes is below 8 MB even without optimization.
    static let depth = 1280

    /// How many schemas may be applied to one value and its parts, one after the other: some seconds' worth.
    static let steps = 50_000_000

    /// How many violations are reported, those within alternatives counted.
    static let violations = 10_000

    /// How many steps the search by one `pattern` in one string may take. There may be many strings.
    static let patternSteps = 2_500_000

    static var tooDeep: SchemaComplaint {
        SchemaComplaint(
            expected: "at most \(depth) schemas applied within each other",
            found: "more",
            hint: "the value is nested too deep, or a '$dynamicRef' leads back to itself without end"
        )
    }

    static var tooLong: SchemaComplaint {
        SchemaComplaint(
            expected: "a verdict after \(steps) steps",
            found: "none",
            hint: "avoid alternatives that apply the same schemas again on each level"
        )
    }
}
