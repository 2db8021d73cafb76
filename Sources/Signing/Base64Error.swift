/// Why a text is not base64.
public struct Base64Error: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the text.
    public enum Reason: Sendable, Hashable {
        /// A character outside of the alphabet, or padding before the end.
        case character
        /// The text, padding included, is not a multiple of four characters.
        case length
        /// The last character holds bits that belong to no byte.
        case leftover
    }

    /// Where in the text, in bytes of UTF-8.
    public var offset: Int
    /// What is wrong there.
    public var reason: Reason

    /// An error at `offset`.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// The error in words that a person can act on.
    public var description: String {
        switch reason {
        case .character: "byte \(offset) is not of the base64 alphabet (A-Z a-z 0-9 + /, then = to fill up)"
        case .length: "base64 comes in groups of four characters, filled up with =; \(offset) bytes are no such groups"
        case .leftover: "the last character before the = holds bits that belong to no byte: the text was cut"
        }
    }
}
