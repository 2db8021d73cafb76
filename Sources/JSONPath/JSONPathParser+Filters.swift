import Diagnostics
import JSON
import Patterns

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

extension JSONPathParser {
    /// A literal, a query or a function call.
    mutating func expression() throws(JSONPathError) -> JSONPathExpression {
        switch cursor.next {
        case "'", "\"": return .literal(.string(try stringLiteral()))
        case "@", "$":
            let startsAtRoot = cursor.next == "$"
            cursor.position += 1
            return .query(JSONPathQuery(startsAtRoot: startsAtRoot, segments: try segments()))
        case let scalar? where scalar.isASCIIDigit || scalar == "-": return .literal(try numberLiteral())
        case let scalar? where Self.isNameStart(scalar): return try word()
        default:
            throw cursor.error(
                expected: "a query (`@…` or `$…`), a literal or a function",
                hint: expressionHint
            )
        }
    }

    private var expressionHint: String? {
        switch cursor.next {
        case "[", "{": "values of arrays and objects can't be written; compare with a query"
        case ".": "a number has a digit before the point; a query begins with `@` or `$`"
        case "=", "<", ">": "a comparison has a value on both sides"
        default: nil
        }
    }

    /// `true`, `false`, `null` or the name of a function.
    private mutating func word() throws(JSONPathError) -> JSONPathExpression {
        let start = cursor.position
        while let scalar = cursor.next, Self.isNameStart(scalar) || scalar.isASCIIDigit { cursor.position += 1 }
        let name = cursor.text(start..<cursor.position)
        if cursor.next == "(" { return try functionCall(name, from: start) }
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        default:
            let isFunction = JSONPathFunction(rawValue: name) != nil
            throw cursor.error(
                from: start,
                expected: "a query (`@…` or `$…`), a literal or a function",
                hint: isFunction
                    ? "`(` follows the name of a function at once" : "`@.\(name)` is a member, `'\(name)'` a string"
            )
        }
    }
}

extension JSONPathParser {
    private struct Argument {
        let expression: JSONPathExpression
        let range: Range<Int>
    }

    /// A function whose name begins at `start`; the cursor stands before the parenthesis.
    private mutating func functionCall(_ name: String, from start: Int) throws(JSONPathError) -> JSONPathExpression {
        guard let function = JSONPathFunction(rawValue: name) else {
            let known = JSONPathFunction.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw cursor.error(from: start, expected: "one of the functions \(known)")
        }
        let arguments = try nested { parser throws(JSONPathError) in try parser.arguments(of: function) }
        guard arguments.count == function.parameterCount else {
            let found = arguments.count == 1 ? "1 argument" : "\(arguments.count) arguments"
            throw cursor.error(from: start, expected: "\(function.usage)", found: found)
        }
        switch function {
        case .length: return .function(.length(try value(arguments[0], of: function)), name: name)
        case .count: return .function(.count(try query(arguments[0], of: function)), name: name)
        case .value: return .function(.value(try query(arguments[0], of: function)), name: name)
        case .match, .search:
            let subject = try value(arguments[0], of: function)
            let pattern = try pattern(arguments[1], of: function)
            return .logical(.matches(subject, pattern, isWhole: function == .match))
        }
    }

    private mutating func arguments(of function: JSONPathFunction) throws(JSONPathError) -> [Argument] {
        cursor.position += 1
        cursor.skipBlanks()
        var arguments: [Argument] = []
        if cursor.skip(")") { return arguments }
        repeat {
            cursor.skipBlanks()
            let start = cursor.position
            if cursor.next == "!" || cursor.next == "(" {
                throw cursor.error(expected: function.usage, hint: "a condition is no argument")
            }
            let expression = try expression()
            arguments.append(Argument(expression: expression, range: start..<cursor.position))
            cursor.skipBlanks()
        } while cursor.skip(",")
        guard cursor.skip(")") else {
            throw cursor.error(expected: "`,` or `)` after an argument of `\(function.rawValue)`", hint: argumentHint)
        }
        return arguments
    }

    private var argumentHint: String? {
        guard let scalar = cursor.next else { return nil }
        return "=!<>&|".unicodeScalars.contains(scalar) ? "a condition is no argument" : nil
    }

    /// An argument of ValueType.
    private func value(_ argument: Argument, of function: JSONPathFunction) throws(JSONPathError) -> JSONPathOperand {
        switch argument.expression {
        case .literal(let value): return .literal(value)
        case .function(let operand, _): return operand
        case .query(let query):
            if let steps = query.singularSteps { return .singular(steps, startsAtRoot: query.startsAtRoot) }
            throw cursor.error(
                argument.range,
                expected: "a query that selects at most one node, by names and indices only",
                hint: "`value(…)` takes the only node of any other query"
            )
        case .logical:
            throw cursor.error(argument.range, expected: function.usage, hint: "a condition is no argument")
        }
    }

    /// An argument of NodesType.
    private func query(_ argument: Argument, of function: JSONPathFunction) throws(JSONPathError) -> JSONPathQuery {
        if case .query(let query) = argument.expression { return query }
        throw cursor.error(argument.range, expected: function.usage)
    }

    /// The second argument of `match` and `search`; a literal is compiled here.
    private mutating func pattern(
        _ argument: Argument,
        of function: JSONPathFunction
    ) throws(JSONPathError) -> JSONPathPattern {
        let operand = try value(argument, of: function)
        guard case .literal(let literal) = operand else { return .dynamic(operand) }
        guard case .string(let text) = literal else {
            warn(argument, "a regular expression in quotes", nil)
            return .never
        }
        do {
            return .compiled(try RegularExpression(iRegexp: text))
        } catch {
            guard error.kind == .syntax else {
                throw cursor.error(argument.range, expected: error.expected, hint: error.hint)
            }
            warn(argument, "an I-Regexp (RFC 9485), since any other pattern matches nothing", error.description)
            return .never
        }
    }

    private mutating func warn(_ argument: Argument, _ expected: String, _ hint: String?) {
        warnings.append(cursor.error(argument.range, kind: .pattern, expected: expected, hint: hint))
    }
}
