extension JSONPathParser {
    private struct Argument {
        let expression: JSONPathExpression
        let range: Range<Int>
    }

    /// A function whose name begins at `start`; the cursor stands before the parenthesis.
    mutating func functionCall(_ name: String, from start: Int) throws(JSONPathError) -> JSONPathExpression {
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
