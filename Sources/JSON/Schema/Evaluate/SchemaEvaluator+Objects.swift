extension SchemaEvaluator {
    mutating func objects(
        _ rules: ObjectRules,
        _ object: JSONObject,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts
    ) -> Bool {
        var isValid = true
        let count = object.count
        if count < rules.minProperties {
            report.fail(
                "minProperties",
                SchemaWords.size("at least", rules.minProperties, count, "property", "properties")
            )
            isValid = false
        }
        if goesOn(isValid), count > rules.maxProperties {
            report.fail(
                "maxProperties",
                SchemaWords.size("at most", rules.maxProperties, count, "property", "properties")
            )
            isValid = false
        }
        if Report.isComplete { isValid = reportMissing(rules, object) && isValid }
        if goesOn(isValid) { isValid = members(rules, object, &parts) && isValid }
        if goesOn(isValid), !rules.dependencies.isEmpty {
            isValid = dependencies(rules, object, value, &parts) && isValid
        }
        return isValid
    }

    private mutating func reportMissing(_ rules: ObjectRules, _ object: JSONObject) -> Bool {
        var isValid = true
        for name in rules.required where object[name] == nil {
            report.fail("required", SchemaWords.missing(name, object, known: rules.properties))
            isValid = false
        }
        return isValid
    }

    private mutating func members(_ rules: ObjectRules, _ object: JSONObject, _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        // The required names are found on the way, not looked up one by one.
        var missing = rules.requiredBits
        var guess = 0
        for position in object.indices where rules.readsMembers && goesOn(isValid) {
            let member = object[position]
            let step = SchemaStep.name(member.name)
            var isKnown = false
            if let place = rules.properties.position(of: member.name, guess: guess) {
                guess = place + 1
                if place < 64 { missing &= ~(1 << UInt64(place)) }
                isKnown = true
                isValid = property(rules.properties.entries[place].node, "properties", step, member, step) && isValid
            }
            for pattern in rules.patterns
            where goesOn(isValid) && matches(pattern.expression, member.name, "patternProperties") {
                isKnown = true
                let keyword = SchemaStep.name(pattern.expression.pattern)
                isValid = property(pattern.node, "patternProperties", keyword, member, step) && isValid
            }
            if !isKnown, goesOn(isValid), let node = rules.additional {
                isKnown = true
                isValid = property(node, "additionalProperties", .none, member, step) && isValid
            }
            if isKnown, parts.isTracked { parts.insert(position) }
            if goesOn(isValid), let node = rules.names { isValid = name(node, member.name, step) && isValid }
        }
        guard isValid, missing == 0 else { return false }
        return rules.otherRequired.allSatisfy { object[$0] != nil }
    }

    @inline(__always)
    private mutating func property(
        _ node: Int,
        _ keyword: String,
        _ keywordStep: SchemaStep,
        _ member: JSONObject.Member,
        _ step: SchemaStep
    ) -> Bool {
        report.open(keyword)
        let isValid = enter(node, member.value, keyword: keywordStep, instance: step)
        report.close(isValid: isValid)
        return isValid
    }

    private mutating func name(_ node: Int, _ name: String, _ step: SchemaStep) -> Bool {
        report.open("propertyNames")
        let isValid = enter(node, .string(name), keyword: .none, instance: step)
        report.close(isValid: isValid)
        return isValid
    }

    private mutating func dependencies(
        _ rules: ObjectRules,
        _ object: JSONObject,
        _ value: JSONValue,
        _ parts: inout EvaluatedParts
    ) -> Bool {
        var isValid = true
        for dependency in rules.dependencies where goesOn(isValid) && object[dependency.name] != nil {
            for name in dependency.required where goesOn(isValid) && object[name] == nil {
                report.fail(dependency.keyword, SchemaWords.missing(name, beside: dependency.name))
                isValid = false
            }
            guard goesOn(isValid), let node = dependency.node else { continue }
            report.open(dependency.keyword)
            let isSatisfied = follow(node, value, &parts, keyword: .name(dependency.name), instance: .none)
            report.close(isValid: isSatisfied)
            isValid = isSatisfied && isValid
        }
        return isValid
    }
}
