/// The character classes of ECMA-262 (§22.2.2.9, CharacterClassEscape) and of RFC 9485.
extension ScalarSet {
    /// `\d`: the ASCII digits.
    static let digits = ScalarSet([0x30...0x39])
    /// `\w`: the ASCII letters and digits and the low line.
    static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// `\s`: WhiteSpace and LineTerminator (ECMA-262 §12.2 and §12.3).
    static let whitespace = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    /// LineTerminator (ECMA-262 §12.3), which `.` doesn't match and around which `^` and `$` match when multiline.
    static let lineTerminators = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    static let notLineTerminators = lineTerminators.inverted
    /// What `.` matches in an I-Regexp (RFC 9485, section 5.1): all but line feed and carriage return.
    static let iRegexpDot = ScalarSet([0x0A...0x0A, 0x0D...0x0D]).inverted
}
