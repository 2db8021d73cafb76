extension SchemaEvaluator {
    mutating func logic(_ rules: LogicRules, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
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
        if !isValid { report.complain(SchemaWords.noAlternative(nodes, value, in: graph)) }
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
            report.fail("oneOf", SchemaWords.twoAlternatives(accepting, other))
            return false
        }
        if accepting == nil { report.complain(SchemaWords.noAlternative(nodes, value, in: graph)) }
        report.close(isValid: accepting != nil)
        return accepting != nil
    }

    private mutating func not(_ node: Int, _ value: JSONValue) -> Bool {
        report.open("not")
        let isAccepted = enter(node, value, keyword: .none, instance: .none)
        report.discard()
        if isAccepted { report.fail("not", SchemaWords.excluded(value)) }
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
