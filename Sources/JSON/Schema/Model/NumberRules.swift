/// What applies to numbers.
final class NumberRules: Sendable {
    let minimum: JSONNumber?
    let maximum: JSONNumber?
    let exclusiveMinimum: JSONNumber?
    let exclusiveMaximum: JSONNumber?
    let multipleOf: JSONNumber?
    let format: SchemaFormat?
    /// Whether `exclusiveMinimum` is a flag beside `minimum`.
    let hasFlags: Bool

    init(
        minimum: JSONNumber?,
        maximum: JSONNumber?,
        exclusiveMinimum: JSONNumber?,
        exclusiveMaximum: JSONNumber?,
        multipleOf: JSONNumber?,
        format: SchemaFormat?,
        hasFlags: Bool
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.exclusiveMinimum = exclusiveMinimum
        self.exclusiveMaximum = exclusiveMaximum
        self.multipleOf = multipleOf
        self.format = format
        self.hasFlags = hasFlags
    }
}
