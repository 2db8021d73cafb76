/// The flags of ECMA-262 that change what a pattern matches; `u` is always on.
struct RegexFlags: OptionSet, Sendable {
    let rawValue: UInt8

    static let ignoresCase = RegexFlags(rawValue: 1)
    static let multiline = RegexFlags(rawValue: 2)
    static let dotMatchesAll = RegexFlags(rawValue: 4)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The flag that has this letter.
    init?(letter: Unicode.Scalar) {
        switch letter {
        case "i": self = .ignoresCase
        case "m": self = .multiline
        case "s": self = .dotMatchesAll
        default: return nil
        }
    }
}
