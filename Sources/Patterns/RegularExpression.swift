import Diagnostics

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
    /// For each byte of a longer text: what its beginnings alone take, at each of which each of a few dozen branches is
    /// tried once.
    private static let stepsOfByte = 64

    static func stepLimit(for text: String) -> Int {
        let (steps, isOver) = text.utf8.count.multipliedReportingOverflow(by: stepsOfByte)
        return isOver ? .max : max(defaultStepLimit, steps)
    }

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

    /// Whether it has alternatives, one of which every match takes: `a|b`, `^x(a|b)`.
    package var hasAlternatives: Bool { !parsed.root.variants.isEmpty }

    /// An expression for each of the first `most` of these alternatives.
    package func alternatives(_ most: Int) -> [RegularExpression] {
        parsed.root.variants.prefix(most).compactMap { variant in
            var alone = parsed
            alone.root = variant
            return try? RegularExpression(pattern, alone)
        }
    }

    /// How many instructions the compiled expression has, for callers that keep account of the work.
    package var instructionCount: Int { program.instructions.count }

    /// The names of the capture groups, in the order of the pattern.
    public var groupNames: [GroupName] { parsed.groupNames }

    /// How many capture groups the pattern has.
    public var groupCount: Int { parsed.groupCount }

    /// The pattern.
    public var description: String { pattern }
}

extension RegularExpression {
    /// Which question is asked of a text.
    package enum Mode: Sendable {
        /// Whether some part of the text matches.
        case search
        /// Whether the whole text matches.
        case whole
    }

    /// A search was given up.
    package enum LimitReached: Error {
        case steps
        /// There were too many choices to come back to.
        case memory
    }

    /// Whether some part of the text matches.
    ///
    /// - Parameter stepLimit: ``defaultStepLimit`` and 64 for each byte of a longer text, unless given.
    /// - Throws: An error of kind `limit` when that isn't known after `stepLimit` steps, or in the memory that a search
    ///   may take. Only patterns with backreferences or lookaround, and texts of megabytes, can come so far.
    public func search(_ text: String, stepLimit: Int? = nil) throws(RegularExpressionError) -> Bool {
        let stepLimit = stepLimit ?? Self.stepLimit(for: text)
        var steps = stepLimit
        do { return try decide(text, .search, steps: &steps) } catch { throw limitError(error, stepLimit) }
    }

    /// Whether the whole text matches; see ``search(_:stepLimit:)`` for the limit.
    public func searchWhole(_ text: String, stepLimit: Int? = nil) throws(RegularExpressionError) -> Bool {
        let stepLimit = stepLimit ?? Self.stepLimit(for: text)
        var steps = stepLimit
        do { return try decide(text, .whole, steps: &steps) } catch { throw limitError(error, stepLimit) }
    }

    /// Whether the text or a part of it matches; takes what a search costs from `steps`, unless an automaton answers.
    package func decide(
        _ text: String,
        _ mode: RegularExpression.Mode,
        usesAutomaton: Bool = true,
        steps: inout Int
    ) throws(RegularExpression.LimitReached) -> Bool {
        let automaton = usesAutomaton ? automata.automaton(mode, of: parsed.root) : nil
        var text = text
        let limit = steps
        var stepsLeft = steps
        let answer = text.withUTF8 { bytes -> Result<Bool, RegularExpression.LimitReached> in
            let text = UTF8Text(bytes: bytes)
            if let automaton { return .success(automaton.matches(text)) }
            var backtracker = Backtracker(program, text: text, stepLimit: limit, isWhole: mode == .whole)
            defer { stepsLeft = max(0, backtracker.stepsLeft) }
            return Result { () throws(RegularExpression.LimitReached) in try backtracker.search() != nil }
        }
        steps = stepsLeft
        return try answer.get()
    }

    /// The leftmost match, with the text of its groups; see ``search(_:stepLimit:)`` for the limit.
    public func firstMatch(
        in text: String,
        stepLimit: Int = defaultStepLimit
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        var text = text
        let match = text.withUTF8 { bytes -> Result<RegularExpressionMatch?, RegularExpression.LimitReached> in
            let text = UTF8Text(bytes: bytes)
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
            return Result { () throws(RegularExpression.LimitReached) in
                try backtracker.search().map { self.match($0, slots: backtracker.slots, in: text) }
            }
        }
        do { return try match.get() } catch { throw limitError(error, stepLimit) }
    }

    /// All matches, none of which begins within the one before; `most` of them at most. See ``search(_:stepLimit:)``
    /// for the limit, which holds for each.
    package func allMatches(
        in text: String,
        most: Int,
        stepLimit: Int = defaultStepLimit
    ) throws(RegularExpressionError) -> [RegularExpressionMatch] {
        var text = text
        let found = text.withUTF8 { bytes -> Result<[RegularExpressionMatch], RegularExpression.LimitReached> in
            let text = UTF8Text(bytes: bytes)
            return Result { () throws(RegularExpression.LimitReached) in
                var matches: [RegularExpressionMatch] = []
                var start = 0
                while start <= text.end, matches.count < most {
                    var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
                    guard let range = try backtracker.search(from: start) else { break }
                    matches.append(match(range, slots: backtracker.slots, in: text))
                    start = range.upperBound
                    if range.isEmpty { start += start < text.end ? text.scalar(at: start).length : 1 }
                }
                return matches
            }
        }
        do { return try found.get() } catch { throw limitError(error, stepLimit) }
    }

    private func match(_ range: Range<Int>, slots: [Int], in text: UTF8Text) -> RegularExpressionMatch {
        let groups = (0..<program.groupCount).map { group -> String? in
            let (start, end) = (slots[2 * group + 2], slots[2 * group + 3])
            return start >= 0 && end >= start ? text.string(start..<end) : nil
        }
        return RegularExpressionMatch(
            range: range,
            text: text.string(range),
            groups: groups,
            groupNames: parsed.groupNames
        )
    }

    private func limitError(_ reached: RegularExpression.LimitReached, _ stepLimit: Int) -> RegularExpressionError {
        RegularExpressionError(
            kind: .limit,
            pattern: pattern,
            offset: 0,
            length: pattern.unicodeScalars.count,
            found: "none after \(reached == .steps ? "\(stepLimit) steps" : "\(Backtracker.stackLimit) open choices")",
            expected: "an answer from the regular expression `\(pattern)`",
            hint: "avoid backreferences, and repetitions inside repetitions or lookaround"
        )
    }
}

/// A match of a regular expression in a text.
public struct RegularExpressionMatch: Sendable {
    /// Where the match is, in UTF-8 code units from the beginning of the text.
    public let range: Range<Int>
    /// The matched text.
    public let text: String
    /// The text of each capture group by its number less one; nil for a group that took no part in the match.
    public let groups: [String?]
    /// The names of those groups that have one, each with its index in ``groups``.
    public let groupNames: [RegularExpression.GroupName]

    /// The text of the group with this number, as patterns count: 0 is the whole match. Nil when there is none.
    public subscript(number: Int) -> String? {
        if number == 0 { return text }
        return groups.indices.contains(number - 1) ? groups[number - 1] : nil
    }

    /// The text of the group with this name; nil when there is none or it took no part in the match.
    public subscript(name: String) -> String? {
        groupNames.first { $0.name.isIdentical(to: name) }.flatMap { groups[$0.index] }
    }
}

/// What is wrong with a regular expression, and where.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The classes of errors that a caller may want to tell apart.
    public enum Kind: Sendable, Hashable {
        /// The pattern isn't a regular expression of the dialect.
        case syntax
        /// The pattern is right, but uses a part of the dialect that isn't supported.
        case unsupported
        /// The pattern would need more memory than is granted to it.
        case tooLarge
        /// A search was given up after the granted number of steps, or for want of memory: neither a match nor the lack
        /// of one is known.
        case limit
    }

    /// The class of the error.
    public let kind: Kind
    /// The pattern as it was given.
    public let pattern: String
    /// Where in the pattern, in Unicode scalars from its beginning.
    public let offset: Int
    /// How many Unicode scalars are concerned; 0 at the end of the pattern.
    public let length: Int
    /// What stands there.
    public let found: String
    /// What should stand there.
    public let expected: String
    /// What to do, where that isn't obvious.
    public let hint: String?

    /// The error on one line, without the pattern itself.
    public var description: String {
        let place = kind == .limit ? "" : "at offset \(offset) of the regular expression: "
        let advice = hint.map { " (\($0))" } ?? ""
        return "\(place)expected \(expected), found \(found)\(advice)"
    }

    /// Whether all parts are the same, the texts compared by their code points.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.offset == right.offset && left.length == right.length
            && left.pattern.isIdentical(to: right.pattern)
            && left.found.isIdentical(to: right.found) && left.expected == right.expected
            && left.hint == right.hint
    }

    /// Feeds the place and the pattern.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(offset)
        pattern.hashBytes(into: &hasher)
    }
}
