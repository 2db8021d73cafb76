/// What applies to strings; lengths are in Unicode scalars.
final class StringRules: Sendable {
    let minLength: Int
    let maxLength: Int
    let pattern: RegularExpression?
    let format: SchemaFormat?

    init(minLength: Int, maxLength: Int, pattern: RegularExpression?, format: SchemaFormat?) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.pattern = pattern
        self.format = format
    }
}
