public import JSON

/// Why a matcher doesn't hold.
public struct Mismatch: Sendable {
    /// What was sought, in words.
    public var expected: String
    /// What was found, in words.
    public var found: String
    /// Where inside the value.
    public var pointer: JSONPointer
    /// Lines that begin with `-` and `+`, when the words don't say it all.
    public var diff = ""
}
