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
            report.fail("type", SchemaWords.type(node.types, value))
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
    mutating func abandon(_ keyword: String?, _ complaint: SchemaComplaint) {
        if isAbandoned { return }
        isAbandoned = true
        report.abandon(keyword, complaint)
    }
}
