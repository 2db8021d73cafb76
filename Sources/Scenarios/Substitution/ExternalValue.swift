public import JSON

/// What the surroundings know of a name that isn't a variable.
public enum ExternalValue: Sendable {
    /// The name means nothing here: an error in the file.
    case unknown
    /// The name is known and will have a value later.
    case deferred
    /// The name is known and has no value now.
    case absent
    /// Its value.
    case value(JSONValue)
}
