public import JSON

/// What was read of a parameter.
public enum ParameterReading: Sendable, Hashable {
    /// The request doesn't have it.
    case absent
    /// Its value.
    case value(JSONValue)
    /// It is there, but not written in its style; the text says why.
    case malformed(String)
}
