extension ECMAPatternParser {
    /// `[…]` or `[^…]`.
    mutating func characterClass() throws(RegularExpressionError) -> ScalarSet {
        let opening = cursor.position
        cursor.position += 1
        let negated = cursor.skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !cursor.skip("]") {
            guard !cursor.isAtEnd else {
                throw cursor.error(expected: "`]` to close the class that begins at offset \(opening)")
            }
            ranges += try classItem()
        }
        let set = resolved(ScalarSet(ranges))
        return negated ? set.inverted : set
    }

    /// A class escape, a character, or a range of characters.
    private mutating func classItem() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
        let start = cursor.position
        let first = try classAtom()
        guard cursor.next == "-", let after = cursor.peek(1), after != "]" else { return first.ranges }
        cursor.position += 1
        let last = try classAtom()
        guard case .character(let low) = first, case .character(let high) = last else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a range between two characters",
                hint: "write `\\-` for a hyphen beside a class escape"
            )
        }
        guard low <= high else {
            throw cursor.error(
                at: start,
                length: cursor.position - start,
                expected: "a range whose first character is not after its last"
            )
        }
        return [low...high]
    }

    private enum ClassAtom {
        case character(UInt32)
        case set(ScalarSet)

        var ranges: [ClosedRange<UInt32>] {
            switch self {
            case .character(let value): [value...value]
            case .set(let set): set.ranges
            }
        }
    }

    private mutating func classAtom() throws(RegularExpressionError) -> ClassAtom {
        if let set = try classEscape() { return .set(set) }
        if cursor.next == "\\" { return .character(try characterEscape(inClass: true)) }
        guard let scalar = cursor.advance() else { throw cursor.error(expected: "a character of the class") }
        return .character(scalar.value)
    }
}
