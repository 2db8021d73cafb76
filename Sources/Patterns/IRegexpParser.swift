import Diagnostics

/// Parses an I-Regexp (RFC 9485, section 4).
///
/// `^` and `$` are ordinary characters by the grammar, but assertions after the translations of section 5, and the
/// compliance suite of RFC 9535 takes them as such; so does this parser.
struct IRegexpParser {
    private var cursor: RegexCursor
    private var groupsOpened = 0
    private var depth = 0

    init(_ pattern: String) {
        cursor = RegexCursor(pattern)
    }

    mutating func parse() throws(RegularExpressionError) -> RegexPattern {
        let root = try disjunction()
        guard cursor.isAtEnd else {
            throw cursor.error(
                expected: "the end of the pattern",
                hint: "`)` closes no group; write `\\)` for the character itself"
            )
        }
        return RegexPattern(root: root, groupCount: groupsOpened, groupNames: [])
    }

    private mutating func disjunction() throws(RegularExpressionError) -> RegexNode {
        var branches = [try branch()]
        while cursor.skip("|") { branches.append(try branch()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func branch() throws(RegularExpressionError) -> RegexNode {
        var pieces: [RegexNode] = []
        while let scalar = cursor.next, scalar != "|", scalar != ")" {
            let before = groupsOpened
            let atom = try atom(scalar)
            pieces.append(try quantified(atom, groups: before..<groupsOpened))
        }
        return pieces.count == 1 ? pieces[0] : .sequence(pieces)
    }

    private mutating func quantified(_ atom: RegexNode, groups: Range<Int>) throws(RegularExpressionError) -> RegexNode
    {
        let bounds: (min: Int, max: Int?)
        switch cursor.next {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let range = cursor.quantifierBounds(), range.max.map({ $0 >= range.min }) ?? true else {
                throw cursor.error(expected: "a quantifier such as `{2}`, `{2,}` or `{2,3}`")
            }
            bounds = (range.min, range.max)
            cursor.position += range.length - 1
        default: return atom
        }
        cursor.position += 1
        return .repetition(atom, min: bounds.min, max: bounds.max, greedy: true, groups: groups)
    }

    private mutating func atom(_ scalar: Unicode.Scalar) throws(RegularExpressionError) -> RegexNode {
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\":
            if let set = try categoryEscape() { return .set(set) }
            return .set(ScalarSet(try characterEscape()))
        case "*", "+", "?", "{", "}", "]":
            throw cursor.error(
                expected: "a character, class or group",
                hint: "write `\\\(scalar)` for the character itself"
            )
        default: break
        }
        cursor.position += 1
        switch scalar {
        case ".": return .set(.iRegexpDot)
        case "^": return .start(multiline: false)
        case "$": return .end(multiline: false)
        default: return .set(ScalarSet(scalar.value))
        }
    }

    private mutating func group() throws(RegularExpressionError) -> RegexNode {
        let opening = cursor.position
        guard depth < RegexCursor.depthLimit else {
            throw cursor.error(.tooLarge, expected: "at most \(RegexCursor.depthLimit) groups inside one another")
        }
        cursor.position += 1
        let index = groupsOpened
        groupsOpened += 1
        depth += 1
        let body = try disjunction()
        depth -= 1
        guard cursor.skip(")") else {
            throw cursor.error(expected: "`)` to close the group that begins at offset \(opening)")
        }
        return .group(body, index: index)
    }

    /// `\p{…}` or `\P{…}`; nil when neither stands here.
    private mutating func categoryEscape() throws(RegularExpressionError) -> ScalarSet? {
        guard cursor.next == "\\", let letter = cursor.peek(1), letter == "p" || letter == "P" else { return nil }
        cursor.position += 2
        let set = try UnicodeProperty.iRegexp(try cursor.propertyName(), in: cursor)
        cursor.position += 1
        return letter == "P" ? set.inverted : set
    }

    private mutating func characterEscape() throws(RegularExpressionError) -> UInt32 {
        let start = cursor.position
        cursor.position += 1
        switch cursor.advance() {
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case let letter? where "()*+-.?[\\]^{|}$".unicodeScalars.contains(letter): return letter.value
        case let letter:
            throw cursor.error(
                at: start,
                length: 2,
                expected: "an escape that an I-Regexp (RFC 9485) knows",
                hint: escapeHint(letter)
            )
        }
    }

    private func escapeHint(_ letter: Unicode.Scalar?) -> String? {
        switch letter {
        case "d": "write `[0-9]`"
        case "w": "write `[A-Za-z0-9_]`"
        case "s": "write `[ \\t\\n\\r]`"
        default: nil
        }
    }

    private mutating func characterClass() throws(RegularExpressionError) -> ScalarSet {
        let opening = cursor.position
        cursor.position += 1
        let negated = cursor.skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || cursor.next != "]" {
            guard !cursor.isAtEnd else {
                throw cursor.error(expected: "`]` to close the class that begins at offset \(opening)")
            }
            ranges += try classItem(mayBeHyphen: isFirst || cursor.peek(1) == "]")
            isFirst = false
        }
        cursor.position += 1
        let set = ScalarSet(ranges)
        return negated ? set.inverted : set
    }

    private mutating func classItem(mayBeHyphen: Bool) throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
        if cursor.next == "-", mayBeHyphen {
            cursor.position += 1
            return [0x2D...0x2D]
        }
        if let set = try categoryEscape() { return set.ranges }
        let start = cursor.position
        let low = try classCharacter()
        guard cursor.next == "-", cursor.peek(1) != "]" else { return [low...low] }
        cursor.position += 1
        let high = try classCharacter()
        guard low <= high else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a range whose first character is not after its last"
            )
        }
        return [low...high]
    }

    private mutating func classCharacter() throws(RegularExpressionError) -> UInt32 {
        switch cursor.next {
        case "\\": return try characterEscape()
        case "-", "[", "]":
            throw cursor.error(
                expected: "a character of the class",
                hint: "write a backslash before it for the character itself"
            )
        case let scalar?:
            cursor.position += 1
            return scalar.value
        case nil: throw cursor.error(expected: "a character of the class")
        }
    }
}
