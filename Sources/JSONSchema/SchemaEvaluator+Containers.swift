import JSON
import Patterns

extension SchemaEvaluator {
    mutating func arrays(_ rules: ArrayRules, _ elements: [JSONValue], _ parts: inout EvaluatedParts) -> Bool {
        var isValid = true
        if elements.count < rules.minItems {
            report.fail("minItems", SchemaDescription.size("at least", rules.minItems, elements.count, "item"))
            isValid = false
        }
        if goesOn(isValid), elements.count > rules.maxItems {
            report.fail("maxItems", SchemaDescription.size("at most", rules.maxItems, elements.count, "item"))
            isValid = false
        }
        if goesOn(isValid), rules.isUnique, let (first, second) = UniqueItems.repetition(in: elements) {
            report.fail("uniqueItems", SchemaDescription.repetition(first, second, elements[second]))
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
            report.fail(keyword, SchemaDescription.contains("at least", rules.minContains, count))
            return false
        }
        if count > rules.maxContains {
            report.fail("maxContains", SchemaDescription.contains("at most", rules.maxContains, count))
            return false
        }
        return true
    }
}

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
                SchemaDescription.size("at least", rules.minProperties, count, "property", "properties")
            )
            isValid = false
        }
        if goesOn(isValid), count > rules.maxProperties {
            report.fail(
                "maxProperties",
                SchemaDescription.size("at most", rules.maxProperties, count, "property", "properties")
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
            report.fail("required", SchemaDescription.missing(name, object, known: rules.properties))
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
                report.fail(dependency.keyword, SchemaDescription.missing(name, beside: dependency.name))
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

extension SchemaEvaluator {
    /// Applies `unevaluatedItems` or `unevaluatedProperties` to the parts that nothing has taken care of.
    mutating func unevaluated(_ rules: UnevaluatedRules, _ value: JSONValue, _ parts: inout EvaluatedParts) -> Bool {
        switch value {
        case .array(let elements):
            guard let node = rules.items else { return true }
            return unevaluatedItems(node, elements, &parts)
        case .object(let object):
            guard let node = rules.properties else { return true }
            return unevaluatedProperties(node, object, &parts)
        case .null, .bool, .number, .string: return true
        }
    }

    private mutating func unevaluatedItems(
        _ node: Int,
        _ elements: [JSONValue],
        _ parts: inout EvaluatedParts
    ) -> Bool {
        var isValid = true
        report.open("unevaluatedItems")
        for index in elements.indices where goesOn(isValid) && !parts.contains(index) {
            isValid = enter(node, elements[index], keyword: .none, instance: .index(index)) && isValid
        }
        report.close(isValid: isValid)
        parts.insert(before: elements.count)
        return isValid
    }

    private mutating func unevaluatedProperties(
        _ node: Int,
        _ object: JSONObject,
        _ parts: inout EvaluatedParts
    ) -> Bool {
        var isValid = true
        report.open("unevaluatedProperties")
        for position in object.indices where goesOn(isValid) && !parts.contains(position) {
            let member = object[position]
            isValid = enter(node, member.value, keyword: .none, instance: .name(member.name)) && isValid
        }
        report.close(isValid: isValid)
        parts.insert(before: object.count)
        return isValid
    }
}

/// Which elements or members of a value some schema has taken care of, for `unevaluatedItems` and
/// `unevaluatedProperties` (JSON Schema Core, section 11).
struct EvaluatedParts {
    /// Whether anybody asks.
    let isTracked: Bool
    /// All parts before this one are taken care of.
    private var count = 0
    /// The parts that are taken care of, a bit for each: the first 64, then the others.
    private var first: UInt64 = 0
    private var rest: [UInt64] = []

    init(isTracked: Bool) {
        self.isTracked = isTracked
    }

    func contains(_ position: Int) -> Bool {
        if position < count { return true }
        if position < 64 { return first >> UInt64(position) & 1 == 1 }
        let word = position / 64 - 1
        return word < rest.count && rest[word] >> UInt64(position % 64) & 1 == 1
    }

    mutating func insert(_ position: Int) {
        if position < 64 {
            first |= 1 << UInt64(position)
            return
        }
        let word = position / 64 - 1
        if word >= rest.count { rest += Array(repeating: 0, count: word + 1 - rest.count) }
        rest[word] |= 1 << UInt64(position % 64)
    }

    /// Takes in all parts before `end`.
    mutating func insert(before end: Int) {
        count = max(count, end)
    }

    mutating func formUnion(_ other: EvaluatedParts) {
        guard isTracked else { return }
        count = max(count, other.count)
        first |= other.first
        if other.rest.count > rest.count {
            rest += Array(repeating: 0, count: other.rest.count - rest.count)
        }
        for word in other.rest.indices { rest[word] |= other.rest[word] }
    }
}

/// Looks for elements that an array has twice.
enum UniqueItems {
    /// The indices of an element and of its first repetition; nil when all are different.
    static func repetition(in elements: [JSONValue]) -> (Int, Int)? {
        if elements.count > 16 { return repetitionByHash(in: elements) }
        for second in elements.indices {
            for first in 0..<second where elements[first] == elements[second] { return (first, second) }
        }
        return nil
    }

    private static func repetitionByHash(in elements: [JSONValue]) -> (Int, Int)? {
        var seen: [JSONValue: Int] = [:]
        seen.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let first = seen.updateValue(index, forKey: element) { return (first, index) }
        }
        return nil
    }
}
