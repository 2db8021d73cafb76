/// A compiled regular expression over Unicode scalars.
///
/// Two dialects are read: ECMA-262 with the flag `u`, which JSON Schema asks for, and I-Regexp (RFC 9485), which
/// JSONPath asks for. No construct is interpreted in a way that a hostile text or pattern could use to hang a search:
/// a search is linear in the length of the text, except with backreferences and lookaround, where limits on steps and
/// memory end it. A search that was ended so is an error, never "no match".
public struct RegularExpression: Sendable, CustomStringConvertible {
    /// The name of a capture group and its index in ``RegularExpressionMatch/groups``.
    public struct GroupName: Sendable, Hashable {
        /// The name as the pattern has it.
        public let name: String
        /// The number of the group less one.
        public let index: Int
    }

    /// How many steps a search may take unless its caller says otherwise: some tenths of a second.
    public static let defaultStepLimit = 25_000_000

    /// The text that was compiled.
    public let pattern: String
    let parsed: RegexPattern
    let program: RegexProgram
    let automata: RegexAutomata

    /// Compiles a pattern of ECMA-262 (2025) under the flag `u`.
    ///
    /// `(?i)`, `(?m)` and `(?s)` at the very beginning set flags for the whole pattern, an extension that
    /// `allowsLeadingFlags: false` turns off. Unicode properties are general categories and most binary properties;
    /// scripts aren't supported, and say so.
    public init(ecma262 pattern: String, allowsLeadingFlags: Bool = true) throws(RegularExpressionError) {
        var parser = ECMAPatternParser(pattern)
        try self.init(pattern, try parser.parse(allowsLeadingFlags: allowsLeadingFlags))
    }

    /// Compiles an I-Regexp (RFC 9485).
    public init(iRegexp pattern: String) throws(RegularExpressionError) {
        var parser = IRegexpParser(pattern)
        try self.init(pattern, try parser.parse())
    }

    private init(_ pattern: String, _ parsed: RegexPattern) throws(RegularExpressionError) {
        self.pattern = pattern
        self.parsed = parsed
        program = try RegexCompiler.compile(parsed, text: pattern)
        automata = RegexAutomata()
    }

    /// The names of the capture groups, in the order of the pattern.
    public var groupNames: [GroupName] { parsed.groupNames }

    /// How many capture groups the pattern has.
    public var groupCount: Int { parsed.groupCount }

    /// The pattern.
    public var description: String { pattern }
}
