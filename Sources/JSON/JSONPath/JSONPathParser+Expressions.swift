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
