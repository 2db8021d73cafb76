import Diagnostics

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

/// The six kinds of a JSON value; the raw value is the word that a person reads.
public enum JSONKind: String, Sendable, CaseIterable {
    case null
    case boolean
    case number
    case string
    case array
    case object
}

extension JSONValue: Hashable {
    /// Whether both are the same value of the data model.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.isIdentical(to: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// Feeds the kind and the content.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch self {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): value.hashBytes(into: &hasher)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

// No ExpressibleByNilLiteral: `condition ? value : nil` would then be null where an absent value is meant.

extension JSONValue: ExpressibleByBooleanLiteral {
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self = .number(JSONNumber(value))
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    /// A number; a literal beyond the range of `Double` is a mistake of the programmer.
    public init(floatLiteral value: Double) {
        guard let number = JSONNumber(value) else { preconditionFailure("JSON has no infinite numbers") }
        self = .number(number)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// An array.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object; the last of several members with the same name wins.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.lazy.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }
}

extension JSONValue {
    /// A whole number.
    public init(_ value: some BinaryInteger) {
        self = .number(JSONNumber(value))
    }

    /// A string.
    public init(_ value: String) {
        self = .string(value)
    }

    /// A truth value.
    public init(_ value: Bool) {
        self = .bool(value)
    }

    /// A number; nil for infinities and NaN.
    public init?(_ value: Double) {
        guard let number = JSONNumber(value) else { return nil }
        self = .number(number)
    }

    /// The element at `index`, when this is an array that has one.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
