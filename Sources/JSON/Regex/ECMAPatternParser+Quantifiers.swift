extension ECMAPatternParser {
    /// The atom with the quantifier that follows it, if any.
    mutating func quantified(_ atom: RegexNode, groups: Range<Int>) throws(RegularExpressionError) -> RegexNode {
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
