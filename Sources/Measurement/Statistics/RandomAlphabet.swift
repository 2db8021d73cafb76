/// The characters of a random text.
public enum RandomAlphabet: Sendable, Hashable, CaseIterable {
    /// `0-9a-f`.
    case hex
    /// `0-9`.
    case digits
    /// `0-9A-Za-z`.
    case alphanumeric

    /// The characters, all of ASCII; in memory that is always there.
    public var characters: StaticString {
        switch self {
        case .hex: "0123456789abcdef"
        case .digits: "0123456789"
        case .alphanumeric: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        }
    }
}
