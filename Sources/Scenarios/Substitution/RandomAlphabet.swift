/// The characters that a random text is made of.
public enum RandomAlphabet: Sendable, Hashable {
    case hex
    case alphanumeric
    case digits

    var characters: [UInt8] {
        switch self {
        case .hex: Array("0123456789abcdef".utf8)
        case .alphanumeric: Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        case .digits: Array("0123456789".utf8)
        }
    }
}
