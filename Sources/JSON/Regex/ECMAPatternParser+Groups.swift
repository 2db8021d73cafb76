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
