/// A JSON value (RFC 8259) with exact numbers and ordered members.
///
/// Equality is that of the data model: numbers compare by mathematical value, strings by their code points (never by
/// canonical equivalence), objects without regard to the order of members.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The kind of this value, in the words of RFC 8259.
    public var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The string, when this value is one.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number, when this value is one.
    public var number: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The truth value, when this value is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements, when this value is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, when this value is an object.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member called `name`, when this value is an object that has one.
    public subscript(name: String) -> JSONValue? { object?[name] }
}
