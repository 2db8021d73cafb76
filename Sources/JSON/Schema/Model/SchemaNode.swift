/// One schema, its keywords grouped by the kind of value that they apply to.
///
/// The groups are classes, so that reading one while validating costs no copy of its parts.
final class SchemaNode: Sendable {
    /// The answer of the schemas `true` and `false`, and of an empty one.
    let verdict: Bool?
    /// Whether nothing but `types` decides.
    let isTypeOnly: Bool
    let types: SchemaTypes
    let values: ValueRules?
    let numbers: NumberRules?
    let strings: StringRules?
    let arrays: ArrayRules?
    let objects: ObjectRules?
    let logic: LogicRules?
    let unevaluated: UnevaluatedRules?
    /// The schema resource that it belongs to, for the dynamic scope.
    let resource: Int

    /// A schema that accepts all or nothing.
    init(verdict: Bool, resource: Int) {
        self.verdict = verdict
        self.resource = resource
        types = .all
        isTypeOnly = false
        (values, numbers, strings, arrays, objects, logic, unevaluated) = (nil, nil, nil, nil, nil, nil, nil)
    }

    init(
        types: SchemaTypes,
        values: ValueRules?,
        numbers: NumberRules?,
        strings: StringRules?,
        arrays: ArrayRules?,
        objects: ObjectRules?,
        logic: LogicRules?,
        unevaluated: UnevaluatedRules?,
        resource: Int
    ) {
        isTypeOnly =
            values == nil && numbers == nil && strings == nil && arrays == nil && objects == nil && logic == nil
            && unevaluated == nil
        verdict = isTypeOnly && types == .all ? true : nil
        self.types = types
        self.values = values
        self.numbers = numbers
        self.strings = strings
        self.arrays = arrays
        self.objects = objects
        self.logic = logic
        self.unevaluated = unevaluated
        self.resource = resource
    }
}
