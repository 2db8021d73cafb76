extension JSONPathParser {
    /// Alternatives joined by `||`.
    mutating func condition() throws(JSONPathError) -> JSONPathCondition {
        var alternatives = [try conjunction()]
        while try skipOperator("||") { alternatives.append(try conjunction()) }
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    private mutating func conjunction() throws(JSONPathError) -> JSONPathCondition {
        var terms = [try basicCondition()]
        while try skipOperator("&&") { terms.append(try basicCondition()) }
        return terms.count == 1 ? terms[0] : .all(terms)
    }

    /// Moves past an operator and the blank space around it.
    private mutating func skipOperator(_ text: String) throws(JSONPathError) -> Bool {
        let end = cursor.position
        cursor.skipBlanks()
        guard cursor.skip(text) else {
            cursor.position = end
            return false
        }
        cursor.skipBlanks()
        return true
    }

    /// A condition in parentheses, a comparison or a test, perhaps negated.
    private mutating func basicCondition() throws(JSONPathError) -> JSONPathCondition {
        if cursor.next == "!" {
            cursor.position += 1
            cursor.skipBlanks()
            if cursor.next == "!" {
                throw cursor.error(
                    expected: "a query, a function or `(` after `!`",
                    hint: "there is no double negation"
                )
            }
            return .not(try cursor.next == "(" ? parenthesized() : comparisonOrTest(isNegated: true))
        }
        return try cursor.next == "(" ? parenthesized() : comparisonOrTest(isNegated: false)
    }

    private mutating func parenthesized() throws(JSONPathError) -> JSONPathCondition {
        let opening = cursor.position
        return try nested { parser throws(JSONPathError) in
            parser.cursor.position += 1
            parser.cursor.skipBlanks()
            let condition = try parser.condition()
            parser.cursor.skipBlanks()
            guard parser.cursor.skip(")") else {
                throw parser.cursor.error(
                    expected: "`&&`, `||` or `)` to close the parenthesis of column \(opening + 1)"
                )
            }
            return condition
        }
    }

    private mutating func comparisonOrTest(isNegated: Bool) throws(JSONPathError) -> JSONPathCondition {
        let start = cursor.position
        let left = try expression()
        let leftRange = start..<cursor.position
        cursor.skipBlanks()
        let place = cursor.position
        guard let comparison = JSONPathComparison.allCases.first(where: { cursor.skip($0.rawValue) }) else {
            cursor.position = leftRange.upperBound
            return try test(left, at: leftRange)
        }
        if isNegated {
            throw cursor.error(
                from: place,
                expected: "no comparison after `!` without parentheses",
                hint: "write `!(… == …)` or `!=`"
            )
        }
        cursor.skipBlanks()
        let rightStart = cursor.position
        let right = try expression()
        return .compare(
            try comparable(left, at: leftRange),
            comparison,
            try comparable(right, at: rightStart..<cursor.position)
        )
    }

    /// An expression that stands alone: true when a query selects something or a function says so.
    private func test(_ expression: JSONPathExpression, at range: Range<Int>) throws(JSONPathError) -> JSONPathCondition
    {
        switch expression {
        case .query(let query): return .exists(query)
        case .logical(let condition): return condition
        case .literal:
            throw cursor.error(
                range,
                expected: "a query, a function or a comparison",
                hint: "a literal is no condition"
            )
        case .function(_, let name):
            throw cursor.error(
                range,
                expected: "a comparison of what `\(name)` returns",
                hint: "as in `\(name)(…) == 1`"
            )
        }
    }

    /// An expression beside a comparison operator: a value, or at most one node.
    private func comparable(
        _ expression: JSONPathExpression,
        at range: Range<Int>
    ) throws(JSONPathError) -> JSONPathOperand {
        switch expression {
        case .literal(let value): return .literal(value)
        case .function(let operand, _): return operand
        case .query(let query):
            if let steps = query.singularSteps { return .singular(steps, startsAtRoot: query.startsAtRoot) }
            throw cursor.error(
                range,
                expected: "a query that selects at most one node, by names and indices only",
                hint: "`value(…)` takes the only node of any other query, `count(…)` how many there are"
            )
        case .logical:
            throw cursor.error(
                range,
                expected: "something to compare",
                hint: "`match` and `search` are conditions by themselves"
            )
        }
    }
}
