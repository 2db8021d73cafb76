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
        switch value {
        case .null: self == .null
        case .bool: self == .boolean
        case .number(let number): self == .number || self == .integer && number.isInteger
        case .string: self == .string
        case .array: self == .array
        case .object: self == .object
        }
    }
}
