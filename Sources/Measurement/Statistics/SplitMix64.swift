/// A small, quick generator of random numbers, repeatable by its seed; not for secrets.
///
/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (OOPSLA 2014), with Stafford's mix 13.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    /// A generator that begins at `seed`.
    public init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The next random number in 0..<1, of 53 bits.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

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
