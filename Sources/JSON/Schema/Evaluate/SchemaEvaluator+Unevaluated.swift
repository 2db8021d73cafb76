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
