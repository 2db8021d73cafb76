import JSON

/// The types that a matcher names: JSON's kinds, and `integer` for a number without a fraction.
public enum JSONType: String, Sendable, CaseIterable {
    case string
    case number
    case integer
    case boolean
    case null
    case array
    case object

    func holds(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.string, .string), (.number, .number), (.boolean, .bool), (.null, .null), (.array, .array),
            (.object, .object):
            true
        case (.integer, .number(let number)): number.isInteger
        default: false
        }
    }
}
