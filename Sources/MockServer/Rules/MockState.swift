import JSON

/// What the mock knows: everything that one request may change for the next.
struct MockState: Sendable {
    var values: [ExactKey: JSONValue] = [:]
    var tokens: [ExactKey: TokenStore] = [:]
    var limits: [ExactKey: RateLimit] = [:]
    /// The answers that rules keep, by the rule's number.
    var once: [Int: OnceStore] = [:]

    /// How many keys there may be: whoever sends requests may decide what they are.
    static let mostKeys = 1_000_000

    /// Sets `key`, or removes it when `value` is null. `false` when there is no room for another key.
    mutating func set(_ key: String, _ value: JSONValue) -> Bool {
        if case .null = value {
            values[ExactKey(key)] = nil
            return true
        }
        guard values.count < Self.mostKeys || values[ExactKey(key)] != nil else { return false }
        values[ExactKey(key)] = value
        return true
    }

    /// Adds `number` to `key`, from 0 when it holds no number. `false` when there is no room for another key.
    mutating func add(_ key: String, _ number: JSONNumber) -> Bool {
        let before = values[ExactKey(key)]?.number ?? 0
        return set(key, .number(Self.sum(before, number)))
    }

    /// Exact for whole numbers; others are added as binary floating-point numbers.
    private static func sum(_ one: JSONNumber, _ other: JSONNumber) -> JSONNumber {
        if let left = one.int, let right = other.int {
            let (sum, overflows) = left.addingReportingOverflow(right)
            if !overflows { return JSONNumber(sum) }
        }
        return JSONNumber(one.double + other.double) ?? one
    }
}
