/// Parses a pattern of ECMA-262 (2025, §22.2.1) under the flag `u`, where every backslash must mean something.
struct ECMAPatternParser {
    var cursor: RegexCursor
    var flags: RegexFlags = []
    /// The groups of the whole pattern, found beforehand, since a reference may stand before its group.
    let groups: GroupCensus
    /// How many groups have been opened so far.
    var groupsOpened = 0
    var depth = 0

    init(_ pattern: String) {
        cursor = RegexCursor(pattern)
        groups = GroupCensus(of: cursor.scalars)
    }

    mutating func parse(allowsLeadingFlags: Bool) throws(RegularExpressionError) -> RegexPattern {
        if let repeated = groups.repeatedName {
            throw cursor.error(
                at: repeated.offset,
                length: repeated.name.unicodeScalars.count,
                expected: "a group name not used before"
            )
        }
        if allowsLeadingFlags { skipLeadingFlags() }
        let root = try disjunction()
        if !cursor.isAtEnd {
            throw cursor.error(
                expected: "the end of the pattern",
                hint: "`)` closes no group; write `\\)` for the character itself"
            )
        }
        return RegexPattern(root: root, groupCount: groups.count, groupNames: groups.names)
    }

    /// `(?i)` at the very beginning, a widespread extension, holds for the whole pattern; so do `m` and `s`.
    private mutating func skipLeadingFlags() {
        guard cursor.starts(with: "(?") else { return }
        var found: RegexFlags = []
        var distance = 2
        while let scalar = cursor.peek(distance), let flag = RegexFlags(letter: scalar) {
            found.insert(flag)
            distance += 1
        }
        guard distance > 2, cursor.peek(distance) == ")" else { return }
        cursor.position += distance + 1
        flags = found
    }

    mutating func disjunction() throws(RegularExpressionError) -> RegexNode {
        var branches = [try alternative()]
        while cursor.skip("|") { branches.append(try alternative()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func alternative() throws(RegularExpressionError) -> RegexNode {
        var terms: [RegexNode] = []
        while let scalar = cursor.next, scalar != "|", scalar != ")" { terms.append(try term(scalar)) }
        switch terms.count {
        case 0: return .empty
        case 1: return terms[0]
        default: return .sequence(terms)
        }
    }

    private mutating func term(_ scalar: Unicode.Scalar) throws(RegularExpressionError) -> RegexNode {
        switch scalar {
        case "^":
            cursor.position += 1
            return .start(multiline: flags.contains(.multiline))
        case "$":
            cursor.position += 1
            return .end(multiline: flags.contains(.multiline))
        case "\\" where cursor.peek(1) == "b" || cursor.peek(1) == "B":
            let negated = cursor.peek(1) == "B"
            cursor.position += 2
            return .boundary(word: resolved(.wordCharacters), negated: negated)
        case "(" where cursor.starts(with: "(?=") || cursor.starts(with: "(?!"):
            return try look(prefix: 3, behind: false, negated: cursor.peek(2) == "!")
        case "(" where cursor.starts(with: "(?<=") || cursor.starts(with: "(?<!"):
            return try look(prefix: 4, behind: true, negated: cursor.peek(3) == "!")
        default:
            let before = groupsOpened
            let atom = try atom(scalar)
            return try quantified(atom, groups: before..<groupsOpened)
        }
    }

    private mutating func atom(_ scalar: Unicode.Scalar) throws(RegularExpressionError) -> RegexNode {
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\": return try escapedAtom()
        case ".":
            cursor.position += 1
            return .set(flags.contains(.dotMatchesAll) ? .all : .notLineTerminators)
        case "*", "+", "?":
            throw cursor.error(
                expected: "something to repeat before the quantifier",
                hint: "write `\\\(scalar)` for the character itself"
            )
        case "{", "}", "]":
            throw cursor.error(
                expected: "a character, class, group or assertion",
                hint: "write `\\\(scalar)` for the character itself"
            )
        default:
            cursor.position += 1
            return .set(resolved(ScalarSet(scalar.value)))
        }
    }

    /// The set as the flags in force want it.
    func resolved(_ set: ScalarSet) -> ScalarSet {
        flags.contains(.ignoresCase) ? set.ignoringCase : set
    }
}
