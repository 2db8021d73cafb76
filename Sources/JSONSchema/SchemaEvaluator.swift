import JSON
import Patterns

/// Applies a compiled schema to one value.
struct SchemaEvaluator<Report: SchemaReport> {
    let graph: SchemaGraph
    private let root: Int
    var report: Report
    /// The resources on the way here, outermost first, where `$dynamicRef` needs them (JSON Schema Core, section 7.1).
    var scope: [Int] = []
    /// How many schemas lie around the present one.
    private var depth = 0
    private var steps = 0
    /// Whether no verdict was possible.
    private var isAbandoned = false

    init(_ graph: SchemaGraph, root: Int, _ report: Report) {
        self.graph = graph
        self.root = root
        self.report = report
    }

    /// The verdict on a whole value.
    mutating func verdict(on value: JSONValue) -> JSONSchema.Verdict {
        var parts = EvaluatedParts(isTracked: false)
        let isValid = follow(root, value, &parts, keyword: .none, instance: .none)
        return isAbandoned ? .undecided : isValid ? .accepted : .refused
    }

    /// Applies a schema, and notes where that was.
    @inline(__always)
    mutating func follow(
        _ index: Int,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts,
        keyword: SchemaStep,
        instance: SchemaStep
    ) -> Bool {
        report.open(index, value, keyword: keyword, instance: instance)
        let isValid = apply(index, value, &parts)
        report.close(isValid: isValid)
        return isValid
    }

    /// Applies a schema to a part of the present value.
    @inline(__always)
    mutating func enter(_ index: Int, _ value: JSONValue, keyword: SchemaStep, instance: SchemaStep) -> Bool {
        var parts = EvaluatedParts(isTracked: false)
        return follow(index, value, &parts, keyword: keyword, instance: instance)
    }

    private mutating func apply(_ index: Int, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        let node = graph.nodes[index]
        if let verdict = node.verdict {
            if !verdict { report.refuse() }
            return verdict
        }
        if node.isTypeOnly { return Report.isComplete ? checkRules(node, value, &parts) : node.types.include(value) }
        if isAbandoned || report.isFull { return false }
        guard depth < SchemaLimits.depth, steps < SchemaLimits.steps else {
            abandon(nil, depth < SchemaLimits.depth ? SchemaLimits.tooLong : SchemaLimits.tooDeep)
            return false
        }
        steps += 1
        depth += 1
        defer { depth -= 1 }
        guard graph.hasDynamicScope, scope.last != node.resource else { return check(node, value, &parts) }
        scope.append(node.resource)
        defer { scope.removeLast() }
        return check(node, value, &parts)
    }

    private mutating func check(_ node: SchemaNode, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        guard let rules = node.unevaluated else { return checkRules(node, value, &parts) }
        var own = EvaluatedParts(isTracked: true)
        var isValid = checkRules(node, value, &own)
        if goesOn(isValid) { isValid = unevaluated(rules, value, &own) && isValid }
        parts.formUnion(own)
        return isValid
    }

    private mutating func checkRules(_ node: SchemaNode, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        if !node.types.include(value) {
            report.fail("type", SchemaDescription.type(node.types, value))
            isValid = false
        }
        if goesOn(isValid), let rules = node.values { isValid = values(rules, value) && isValid }
        guard goesOn(isValid) else { return false }
        switch value {
        case .null, .bool: break
        case .number(let number): if let rules = node.numbers { isValid = numbers(rules, number) && isValid }
        case .string(let text): if let rules = node.strings { isValid = strings(rules, text) && isValid }
        case .array(let elements): if let rules = node.arrays { isValid = arrays(rules, elements, &parts) && isValid }
        case .object(let object):
            if let rules = node.objects { isValid = objects(rules, object, value, &parts) && isValid }
        }
        if goesOn(isValid), let rules = node.logic { isValid = logic(rules, value, &parts) && isValid }
        return isValid
    }

    /// Whether there is anything left to find out.
    @inline(__always)
    func goesOn(_ isValid: Bool) -> Bool { isValid || Report.isComplete }

    /// Gives up: there is no verdict on the whole value any more, whatever `not` makes of this.
    mutating func abandon(_ keyword: String?, _ complaint: SchemaViolation) {
        if isAbandoned { return }
        isAbandoned = true
        report.abandon(keyword, complaint)
    }
}

extension SchemaEvaluator {
    mutating func values(_ rules: ValueRules, _ value: JSONValue) -> Bool {
        var isValid = true
        if !rules.allows(value) {
            report.fail("enum", SchemaDescription.oneOf(rules.allowed ?? [], value))
            isValid = false
        }
        if goesOn(isValid), let constant = rules.constant, value != constant {
            report.fail("const", SchemaDescription.oneOf([constant], value))
            isValid = false
        }
        return isValid
    }

    mutating func numbers(_ rules: NumberRules, _ number: JSONNumber) -> Bool {
        var isValid = true
        if let bound = rules.minimum, number < bound {
            report.fail("minimum", SchemaDescription.number("at least \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let bound = rules.maximum, number > bound {
            report.fail("maximum", SchemaDescription.number("at most \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let bound = rules.exclusiveMinimum, number <= bound {
            report.fail(
                rules.hasFlags ? "minimum" : "exclusiveMinimum",
                SchemaDescription.number("above \(bound)", number)
            )
            isValid = false
        }
        if goesOn(isValid), let bound = rules.exclusiveMaximum, number >= bound {
            report.fail(
                rules.hasFlags ? "maximum" : "exclusiveMaximum",
                SchemaDescription.number("below \(bound)", number)
            )
            isValid = false
        }
        if goesOn(isValid), let unit = rules.multipleOf, !number.isMultiple(of: unit) {
            report.fail("multipleOf", SchemaDescription.number("that is a multiple of \(unit)", number))
            isValid = false
        }
        if goesOn(isValid), let format = rules.format, !format.accepts(number) {
            report.fail("format", SchemaDescription.format(format, .number(number)))
            isValid = false
        }
        return isValid
    }

    mutating func strings(_ rules: StringRules, _ text: String) -> Bool {
        var isValid = lengths(rules, text)
        if goesOn(isValid), let pattern = rules.pattern, !matches(pattern, text, "pattern") {
            report.fail("pattern", SchemaDescription.pattern(pattern, text))
            isValid = false
        }
        if goesOn(isValid), let format = rules.format, !format.accepts(text) {
            report.fail("format", SchemaDescription.format(format, .string(text)))
            isValid = false
        }
        return isValid
    }

    private mutating func lengths(_ rules: StringRules, _ text: String) -> Bool {
        // A scalar has one to four bytes; only between these bounds must they be counted.
        let bytes = text.utf8.count
        if bytes <= rules.maxLength, bytes / 4 >= rules.minLength { return true }
        let length = text.unicodeScalars.count
        var isValid = true
        if length < rules.minLength {
            report.fail("minLength", SchemaDescription.length("at least", rules.minLength, length, text))
            isValid = false
        }
        if goesOn(isValid), length > rules.maxLength {
            report.fail("maxLength", SchemaDescription.length("at most", rules.maxLength, length, text))
            isValid = false
        }
        return isValid
    }

    /// Whether some part of `text` matches; when that can't be known, there is no verdict on the whole either.
    mutating func matches(_ pattern: RegularExpression, _ text: String, _ keyword: String) -> Bool {
        do {
            return try pattern.search(text, stepLimit: SchemaLimits.patternSteps)
        } catch {
            abandon(keyword, SchemaViolation(expected: error.expected, found: error.found, hint: error.hint))
            return false
        }
    }
}

extension SchemaEvaluator {
    private mutating func logic(_ rules: LogicRules, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        if let node = rules.reference { isValid = step("$ref", node, value, &parts) }
        if goesOn(isValid), let reference = rules.dynamicReference {
            isValid = step("$dynamicRef", target(of: reference), value, &parts) && isValid
        }
        if goesOn(isValid), !rules.all.isEmpty { isValid = all(rules.all, value, &parts) && isValid }
        if goesOn(isValid), !rules.any.isEmpty { isValid = any(rules.any, value, &parts) && isValid }
        if goesOn(isValid), !rules.one.isEmpty { isValid = one(rules.one, value, &parts) && isValid }
        if goesOn(isValid), let node = rules.not { isValid = not(node, value) && isValid }
        if goesOn(isValid), let node = rules.condition { isValid = condition(node, rules, value, &parts) && isValid }
        return isValid
    }

    private mutating func step(
        _ keyword: String,
        _ node: Int,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts
    ) -> Bool {
        report.open(keyword)
        let isValid = follow(node, value, &parts, keyword: .none, instance: .none)
        report.close(isValid: isValid)
        return isValid
    }

    /// The outermost schema with the dynamic anchor (JSON Schema Core, section 8.2.3.2).
    private func target(of reference: LogicRules.DynamicReference) -> Int {
        guard let anchor = reference.anchor, let nodes = graph.dynamicAnchors[anchor] else { return reference.node }
        for resource in scope {
            if let node = nodes[resource] { return node }
        }
        return reference.node
    }

    private mutating func all(_ nodes: [Int], _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        report.open("allOf")
        for (index, node) in nodes.enumerated() where goesOn(isValid) {
            isValid = follow(node, value, &parts, keyword: .index(index), instance: .none) && isValid
        }
        report.close(isValid: isValid)
        return isValid
    }

    /// Applies a schema that may fail without harm; what it takes care of counts only when it doesn't.
    private mutating func attempt(
        _ node: Int,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts,
        _ step: SchemaStep
    ) -> Bool {
        var own = EvaluatedParts(isTracked: parts.isTracked)
        let isValid = follow(node, value, &own, keyword: step, instance: .none)
        if isValid { parts.formUnion(own) }
        return isValid
    }

    private mutating func any(_ nodes: [Int], _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        let graph = graph
        var isValid = false
        report.open("anyOf")
        for (index, node) in nodes.enumerated() where !isValid || parts.isTracked || Report.isComplete {
            isValid = attempt(node, value, &parts, .index(index)) || isValid
        }
        if !isValid { report.complain(SchemaDescription.noAlternative(nodes, value, in: graph)) }
        report.close(isValid: isValid)
        return isValid
    }

    private mutating func one(_ nodes: [Int], _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        let graph = graph
        var accepting: Int?
        var other: Int?
        report.open("oneOf")
        for (index, node) in nodes.enumerated() where other == nil {
            guard attempt(node, value, &parts, .index(index)) else { continue }
            if accepting == nil { accepting = index } else { other = index }
        }
        if let accepting, let other {
            report.discard()
            report.fail("oneOf", SchemaDescription.twoAlternatives(accepting, other))
            return false
        }
        if accepting == nil { report.complain(SchemaDescription.noAlternative(nodes, value, in: graph)) }
        report.close(isValid: accepting != nil)
        return accepting != nil
    }

    private mutating func not(_ node: Int, _ value: JSONValue) -> Bool {
        report.open("not")
        let isAccepted = enter(node, value, keyword: .none, instance: .none)
        report.discard()
        if isAccepted { report.fail("not", SchemaDescription.excluded(value)) }
        return !isAccepted
    }

    private mutating func condition(
        _ node: Int,
        _ rules: LogicRules,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts
    ) -> Bool {
        report.open("if")
        let holds = attempt(node, value, &parts, .none)
        report.close(isValid: true)
        guard let branch = holds ? rules.then : rules.otherwise else { return true }
        return step(holds ? "then" : "else", branch, value, &parts)
    }
}
