import Diagnostics

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

    private mutating func disjunction() throws(RegularExpressionError) -> RegexNode {
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

extension ECMAPatternParser {
    mutating func look(prefix: Int, behind: Bool, negated: Bool) throws(RegularExpressionError) -> RegexNode {
        let body = try enclosed(prefix: prefix)
        if let scalar = cursor.next, "*+?{".unicodeScalars.contains(scalar) {
            throw cursor.error(
                expected: "no quantifier after an assertion",
                hint: "put the assertion into a group `(?:…)` to repeat it"
            )
        }
        return .look(body, behind: behind, negated: negated)
    }

    /// `(…)`, `(?:…)`, `(?<name>…)` or `(?i-s:…)`.
    mutating func group() throws(RegularExpressionError) -> RegexNode {
        if cursor.starts(with: "(?:") { return try enclosed(prefix: 3) }
        if cursor.starts(with: "(?<") {
            cursor.position += 3
            _ = try groupName()
            cursor.position -= 1
            return try captured()
        }
        if cursor.starts(with: "(?") { return try modifiedGroup() }
        return try captured()
    }

    /// A capture group whose last scalar of the opening is the next one.
    private mutating func captured() throws(RegularExpressionError) -> RegexNode {
        let index = groupsOpened
        groupsOpened += 1
        return .group(try enclosed(prefix: 1), index: index)
    }

    /// `(?i:…)`, with flags to set, then after `-` flags to clear (ECMA-262 2025, Modifiers).
    private mutating func modifiedGroup() throws(RegularExpressionError) -> RegexNode {
        let outer = flags
        var distance = 2
        var seen: RegexFlags = []
        var clears = false
        while let scalar = cursor.peek(distance), scalar != ":" {
            if scalar == "-", !clears {
                clears = true
            } else if let flag = RegexFlags(letter: scalar), seen.insert(flag).inserted {
                if clears { flags.remove(flag) } else { flags.insert(flag) }
            } else {
                throw cursor.error(
                    at: cursor.position + distance,
                    expected: "`:`, `=`, `!`, `<` or flags out of `ims` after `(?`",
                    hint: groupHint(scalar)
                )
            }
            distance += 1
        }
        if seen.isEmpty {
            throw cursor.error(at: cursor.position + distance, expected: "a flag out of `ims`")
        }
        guard cursor.peek(distance) != nil else {
            throw cursor.error(at: cursor.position + distance, expected: "`:` after the flags of the group")
        }
        let body = try enclosed(prefix: distance + 1)
        flags = outer
        return body
    }

    private func groupHint(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "P": "a named group is `(?<name>…)`, a reference to it `\\k<name>`"
        case "#": "there are no comments in a pattern"
        case ")": "flags for the whole pattern stand at its beginning, as in `(?i)…`"
        case ">": "there are no atomic groups"
        default: nil
        }
    }

    /// Skips the opening of a group and parses up to its closing parenthesis.
    private mutating func enclosed(prefix: Int) throws(RegularExpressionError) -> RegexNode {
        let opening = cursor.position
        guard depth < RegexCursor.depthLimit else {
            throw cursor.error(.tooLarge, expected: "at most \(RegexCursor.depthLimit) groups inside one another")
        }
        cursor.position += prefix
        depth += 1
        let body = try disjunction()
        depth -= 1
        guard cursor.skip(")") else {
            throw cursor.error(expected: "`)` to close the group that begins at offset \(opening)")
        }
        return body
    }

    /// A name up to and including `>`.
    mutating func groupName() throws(RegularExpressionError) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = cursor.next, GroupCensus.isNamePart(scalar, first: name.isEmpty) {
            name.append(scalar)
            cursor.position += 1
        }
        guard !name.isEmpty else {
            throw cursor.error(expected: "a group name (a letter, `_` or `$`, then also digits)")
        }
        guard cursor.skip(">") else { throw cursor.error(expected: "`>` after the group name") }
        return String(name)
    }
}

extension ECMAPatternParser {
    /// The atom with the quantifier that follows it, if any.
    private mutating func quantified(_ atom: RegexNode, groups: Range<Int>) throws(RegularExpressionError) -> RegexNode
    {
        guard let bounds = try quantifier() else { return atom }
        let greedy = !cursor.skip("?")
        if let scalar = cursor.next, "*+?".unicodeScalars.contains(scalar) || cursor.quantifierBounds() != nil {
            throw cursor.error(
                expected: "no second quantifier",
                hint: scalar == "+" ? "there are no possessive quantifiers" : "put the repeated part into `(?:…)`"
            )
        }
        return .repetition(atom, min: bounds.min, max: bounds.max, greedy: greedy, groups: groups)
    }

    private mutating func quantifier() throws(RegularExpressionError) -> (min: Int, max: Int?)? {
        switch cursor.next {
        case "*":
            cursor.position += 1
            return (0, nil)
        case "+":
            cursor.position += 1
            return (1, nil)
        case "?":
            cursor.position += 1
            return (0, 1)
        case "{":
            guard let bounds = cursor.quantifierBounds() else {
                throw cursor.error(
                    expected: "a quantifier such as `{2}`, `{2,}` or `{2,3}`",
                    hint: "write `\\{` for the character itself"
                )
            }
            if let max = bounds.max, max < bounds.min {
                throw cursor.error(
                    length: bounds.length,
                    expected: "a range whose first number is not greater than its second"
                )
            }
            cursor.position += bounds.length
            return (bounds.min, bounds.max)
        default:
            return nil
        }
    }
}

extension RegexCursor {
    /// The numbers of `{n}`, `{n,}` or `{n,m}` when one stands here, and how many scalars it takes; doesn't move.
    func quantifierBounds() -> (min: Int, max: Int?, length: Int)? {
        var ahead = self
        guard ahead.skip("{"), let min = ahead.decimal() else { return nil }
        var max: Int? = min
        if ahead.skip(",") { max = ahead.decimal() }
        return ahead.skip("}") ? (min, max, ahead.position - position) : nil
    }
}
