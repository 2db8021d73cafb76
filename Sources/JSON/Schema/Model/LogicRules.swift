/// What applies to values of all kinds by way of other schemas.
final class LogicRules: Sendable {
    let reference: Int?
    let dynamicReference: DynamicReference?
    let all: [Int]
    let any: [Int]
    let one: [Int]
    let not: Int?
    let condition: Int?
    let then: Int?
    let otherwise: Int?

    /// Where `$dynamicRef` leads unless the dynamic scope says otherwise.
    struct DynamicReference: Sendable {
        let node: Int
        /// The `$dynamicAnchor` to look for; nil when the reference is like any other.
        let anchor: String?
    }

    init(
        reference: Int?,
        dynamicReference: DynamicReference?,
        all: [Int],
        any: [Int],
        one: [Int],
        not: Int?,
        condition: Int?,
        then: Int?,
        otherwise: Int?
    ) {
        self.reference = reference
        self.dynamicReference = dynamicReference
        self.all = all
        self.any = any
        self.one = one
        self.not = not
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }
}
