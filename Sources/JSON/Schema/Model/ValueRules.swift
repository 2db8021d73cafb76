/// `enum` and `const`.
final class ValueRules: Sendable {
    let allowed: [JSONValue]?
    let constant: JSONValue?
    /// The allowed values again, where there are so many that hashing is quicker.
    let set: Set<JSONValue>?

    init(allowed: [JSONValue]?, constant: JSONValue?) {
        self.allowed = allowed
        self.constant = constant
        set = allowed.flatMap { $0.count > 8 ? Set($0) : nil }
    }

    func allows(_ value: JSONValue) -> Bool {
        set?.contains(value) ?? allowed?.contains(value) ?? true
    }
}
