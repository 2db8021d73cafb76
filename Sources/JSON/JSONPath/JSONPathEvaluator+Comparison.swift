extension JSONPathEvaluator {
    /// Compares two values, of which either may be Nothing (RFC 9535, section 2.3.5.2.2).
    mutating func compare(
        _ left: JSONValue?,
        _ comparison: JSONPathComparison,
        _ right: JSONValue?
    ) throws(LimitReached) -> Bool {
        switch comparison {
        case .equal: try isEqual(left, right)
        case .notEqual: try !isEqual(left, right)
        case .less: Self.isLess(left, right)
        case .greater: Self.isLess(right, left)
        case .lessOrEqual: Self.isLess(left, right) ? true : try isEqual(left, right)
        case .greaterOrEqual: Self.isLess(right, left) ? true : try isEqual(left, right)
        }
    }

    /// Only numbers and strings have an order, strings that of their Unicode scalars, which is that of their UTF-8.
    private static func isLess(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _), (nil, _): false
        }
    }

    private mutating func isEqual(_ left: JSONValue?, _ right: JSONValue?) throws(LimitReached) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return try isEqual(left, right)
    }

    /// Equality without recursion, since documents may be deep, and at a price, since they may be large.
    private mutating func isEqual(_ left: JSONValue, _ right: JSONValue) throws(LimitReached) -> Bool {
        var open = [(left, right)]
        while let pair = open.popLast() {
            try spend(1)
            switch pair {
            case (.null, .null): continue
            case (.bool(let left), .bool(let right)): if left != right { return false }
            case (.number(let left), .number(let right)): if left != right { return false }
            case (.string(let left), .string(let right)):
                guard left.utf8.count == right.utf8.count else { return false }
                try spend(left.utf8.count / 64)
                if !left.isIdentical(to: right) { return false }
            case (.array(let left), .array(let right)):
                guard left.count == right.count else { return false }
                open += zip(left, right)
            case (.object(let left), .object(let right)):
                guard left.count == right.count else { return false }
                for member in left.members {
                    guard let other = right[member.name] else { return false }
                    open.append((member.value, other))
                }
            case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
            }
        }
        return true
    }
}
