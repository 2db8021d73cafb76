public import JSON
public import JSONSchema

/// A value made for a schema, held against it.
public struct MadeValue: Sendable, Hashable {
    /// Where a value comes from.
    public enum Origin: Sendable, Hashable {
        /// The document's own example of this name, which is empty for the only one.
        case example(String)
        /// It was made along the schema.
        case schema
    }

    /// The value; nil when none could be made.
    public let value: JSONValue?
    /// Where it comes from.
    public let origin: Origin
    /// What the schema doesn't accept of it: not empty when no valid value could be made.
    public let violations: [JSONSchema.Violation]

    /// Whether none was made for its size: it would have been larger than a request should be.
    var isTooLarge = false

    /// Whether there is a value that the schema accepts.
    public var isValid: Bool { value != nil && violations.isEmpty }

    /// Why there is no valid value; nil when there is one.
    public var problem: String? {
        if let violation = violations.first { return "no valid value could be made: \(violation)" }
        if isTooLarge { return "no value was made: it would be too large, or take too long to find" }
        return value == nil ? "no value could be made: the schema may accept none" : nil
    }
}
