extension JSONPathEvaluator {
    /// Whether a condition holds when `@` is `current`.
    mutating func holds(_ condition: JSONPathCondition, for current: JSONValue) throws(LimitReached) -> Bool {
        switch condition {
        case .any(let alternatives):
            for alternative in alternatives where try holds(alternative, for: current) { return true }
            return false
        case .all(let terms):
            for term in terms where try !holds(term, for: current) { return false }
            return true
        case .not(let negated): return try !holds(negated, for: current)
        case .exists(let query):
            if let steps = query.singularSteps {
                try spend(steps.count)
                return Self.walk(steps, from: query.startsAtRoot ? root : current) != nil
            }
            return try !select(query, from: current).isEmpty
        case .compare(let left, let comparison, let right):
            let (left, right) = (try value(of: left, for: current), try value(of: right, for: current))
            return try compare(left, comparison, right)
        case .matches(let subject, let pattern, let isWhole):
            guard case .string(let text)? = try value(of: subject, for: current) else { return false }
            return try matches(text, pattern, isWhole: isWhole, for: current)
        }
    }

    /// The value of an operand; nil is Nothing (RFC 9535, section 2.4.1).
    private mutating func value(
        of operand: JSONPathOperand,
        for current: JSONValue
    ) throws(LimitReached) -> JSONValue? {
        switch operand {
        case .literal(let value): return value
        case .singular(let steps, let startsAtRoot):
            try spend(steps.count)
            return Self.walk(steps, from: startsAtRoot ? root : current)
        case .length(let argument): return try length(of: try value(of: argument, for: current))
        case .count(let query): return .number(JSONNumber(try select(query, from: current).count))
        case .value(let query):
            let nodes = try select(query, from: current)
            return nodes.count == 1 ? nodes[0].value : nil
        }
    }

    /// `length` (RFC 9535, section 2.4.4): of a string its Unicode scalars.
    private mutating func length(of value: JSONValue?) throws(LimitReached) -> JSONValue? {
        switch value {
        case .string(let text):
            try spend(text.utf8.count / 16)
            return .number(JSONNumber(text.unicodeScalars.count))
        case .array(let array): return .number(JSONNumber(array.count))
        case .object(let object): return .number(JSONNumber(object.count))
        case .null, .bool, .number, nil: return nil
        }
    }

    private mutating func matches(
        _ text: String,
        _ pattern: JSONPathPattern,
        isWhole: Bool,
        for current: JSONValue
    ) throws(LimitReached) -> Bool {
        let mode: RegexAutomaton.Mode = isWhole ? .whole : .search
        try spend(text.utf8.count / 16)
        do {
            switch pattern {
            case .never: return false
            case .compiled(let expression): return try expression.decide(text, mode, steps: &stepsLeft)
            case .dynamic(let operand):
                guard case .string(let source)? = try value(of: operand, for: current) else { return false }
                // An automaton is not worth building for an expression that may be used but once.
                return try expression(for: source)?
                    .decide(text, mode, usesAutomaton: false, steps: &stepsLeft) ?? false
            }
        } catch {
            throw LimitReached()
        }
    }

    private mutating func expression(for source: String) throws(LimitReached) -> RegularExpression? {
        if let lastPattern, lastPattern.text.isIdentical(to: source) { return lastPattern.expression }
        try spend(source.utf8.count)
        let expression: RegularExpression?
        do {
            expression = try RegularExpression(iRegexp: source)
        } catch {
            // What is no I-Regexp matches nothing (RFC 9535, section 2.4.6); what there is no room for might.
            guard error.kind == .syntax else { throw LimitReached() }
            expression = nil
        }
        try spend(expression?.program.instructions.count ?? 0)
        lastPattern = (source, expression)
        return expression
    }
}
