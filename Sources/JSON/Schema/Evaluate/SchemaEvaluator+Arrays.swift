extension SchemaEvaluator {
    mutating func arrays(_ rules: ArrayRules, _ elements: [JSONValue], _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        if elements.count < rules.minItems {
            report.fail("minItems", SchemaWords.size("at least", rules.minItems, elements.count, "item"))
            isValid = false
        }
        if goesOn(isValid), elements.count > rules.maxItems {
            report.fail("maxItems", SchemaWords.size("at most", rules.maxItems, elements.count, "item"))
            isValid = false
        }
        if goesOn(isValid), rules.isUnique, let (first, second) = UniqueItems.repetition(in: elements) {
            report.fail("uniqueItems", SchemaWords.repetition(first, second, elements[second]))
            isValid = false
        }
        if goesOn(isValid), !rules.prefix.isEmpty { isValid = prefix(rules, elements, &parts) && isValid }
        if goesOn(isValid), let node = rules.items { isValid = items(node, rules, elements, &parts) && isValid }
        if goesOn(isValid), let node = rules.contains { isValid = contains(node, rules, elements, &parts) && isValid }
        return isValid
    }

    private mutating func prefix(_ rules: ArrayRules, _ elements: [JSONValue], _ parts: inout EvaluatedParts) -> Bool {
        let count = min(rules.prefix.count, elements.count)
        parts.insert(before: count)
        report.open(rules.prefixKeyword)
        var isValid = true
        for index in 0..<count where goesOn(isValid) {
            let step = SchemaStep.index(index)
            isValid = enter(rules.prefix[index], elements[index], keyword: step, instance: step) && isValid
        }
        report.close(isValid: isValid)
        return isValid
    }

    private mutating func items(
        _ node: Int,
        _ rules: ArrayRules,
        _ elements: [JSONValue],
        _ parts: inout EvaluatedParts
    ) -> Bool {
        parts.insert(before: elements.count)
        report.open(rules.itemsKeyword)
        var isValid = true
        var index = rules.prefix.count
        while index < elements.count, goesOn(isValid) {
            isValid = enter(node, elements[index], keyword: .none, instance: .index(index)) && isValid
            index += 1
        }
        report.close(isValid: isValid)
        return isValid
    }

    private mutating func contains(
        _ node: Int,
        _ rules: ArrayRules,
        _ elements: [JSONValue],
        _ parts: inout EvaluatedParts
    ) -> Bool {
        let needsAll = Report.isComplete || parts.isTracked || rules.maxContains != .max
        var count = 0
        report.open("contains")
        for index in elements.indices where needsAll || count < rules.minContains {
            guard enter(node, elements[index], keyword: .none, instance: .index(index)) else { continue }
            count += 1
            if parts.isTracked { parts.insert(index) }
        }
        report.close(isValid: true)
        if count < rules.minContains {
            let keyword = rules.minContains == 1 ? "contains" : "minContains"
            report.fail(keyword, SchemaWords.contains("at least", rules.minContains, count))
            return false
        }
        if count > rules.maxContains {
            report.fail("maxContains", SchemaWords.contains("at most", rules.maxContains, count))
            return false
        }
        return true
    }
}
