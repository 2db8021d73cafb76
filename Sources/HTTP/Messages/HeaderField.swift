/// A field of a message's header section (RFC 9110, section 5). The value is kept as it was sent or received.
public struct HeaderField: Sendable, Hashable {
    /// The field's name, in the case in which it was written.
    public var name: String
    /// The field's value, without leading and trailing white space when received.
    public var value: String

    /// A field called `name` with `value`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
