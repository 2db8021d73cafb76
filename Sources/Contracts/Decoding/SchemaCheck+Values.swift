import JSON
import JSONSchema
import Patterns
import Scenarios

extension SchemaCheck {
    static let types = ["null", "boolean", "object", "array", "number", "string", "integer"]

    func type(_ value: Place) {
        let isOld = dialect == .openAPI30
        let allowed = isOld ? Self.types.filter { $0 != "null" } : Self.types
        if case .array = value.node.content {
            if isOld {
                let help = "OpenAPI 3.0 has one type, and \"nullable\": true for null; 3.1 has lists"
                return problems.add("'type' must be a string, found an array", at: value.location, help: help)
            }
            for element in value.elements { type(element) }
            return
        }
        guard let word = value.string else {
            return problems.add("'type' must be a string, found \(value.node.described)", at: value.location)
        }
        if allowed.contains(word) { return }
        let help =
            isOld && word == "null"
            ? "write \"nullable\": true beside another type"
            : UnknownName.help(word, among: allowed)
        problems.add("unknown type '\(word)'", at: value.location, help: help)
    }

    func list(_ name: String, _ value: Place) {
        guard case .array(let elements) = value.node.content else {
            return problems.add("'\(name)' must be a list, found \(value.node.described)", at: value.location)
        }
        if !elements.isEmpty { return }
        // A list of values should have one (JSON Schema 2020-12, validation, section 6.1.2); a list of schemas must.
        if name == "enum" {
            problems.warn("'enum' is empty", at: value.location, help: "no value is valid")
        } else {
            problems.add("'\(name)' must not be empty", at: value.location)
        }
    }

    func names(_ value: Place) {
        if case .bool = value.node.content {
            let help = "the object that has the member lists its name: \"required\": [\"name\"]"
            return problems.add("'required' must be a list of names, found a boolean", at: value.location, help: help)
        }
        guard case .array = value.node.content else {
            return problems.add("'required' must be a list of names, found \(value.node.described)", at: value.location)
        }
        for element in value.elements where element.string == nil {
            problems.add("a name must be a string, found \(element.node.described)", at: element.location)
        }
    }

    func object(_ name: String, _ value: Place) {
        if case .object = value.node.content { return }
        problems.add("'\(name)' must be an object, found \(value.node.described)", at: value.location)
    }

    func count(_ name: String, _ value: Place) {
        if case .number(let number) = value.node.content, number.isInteger, number >= 0 { return }
        let words = "'\(name)' must be a whole number that isn't negative"
        problems.add("\(words), found \(described(value))", at: value.location)
    }

    func number(_ name: String, _ value: Place) {
        if case .number = value.node.content { return }
        problems.add("'\(name)' must be a number, found \(value.node.described)", at: value.location)
    }

    func flag(_ name: String, _ value: Place) {
        if case .bool = value.node.content { return }
        problems.add("'\(name)' must be true or false, found \(value.node.described)", at: value.location)
    }

    /// A flag beside the bound in OpenAPI 3.0, the bound itself since.
    func exclusive(_ name: String, _ value: Place) {
        let bound = name == "exclusiveMinimum" ? "minimum" : "maximum"
        switch (dialect == .openAPI30, value.node.content) {
        case (true, .bool), (false, .number): return
        case (true, _):
            let help = "OpenAPI 3.0 writes \"\(bound)\": 5, \"\(name)\": true"
            problems.add(
                "'\(name)' must be true or false, found \(value.node.described)",
                at: value.location,
                help: help
            )
        case (false, _):
            let help = "OpenAPI 3.1 writes \"\(name)\": 5, without '\(bound)'"
            problems.add("'\(name)' must be a number, found \(value.node.described)", at: value.location, help: help)
        }
    }

    func pattern(_ value: Place) {
        guard let text = value.string else {
            return problems.add("'pattern' must be a string, found \(value.node.described)", at: value.location)
        }
        do throws(RegularExpressionError) {
            _ = try RegularExpression(ecma262: text)
        } catch {
            problems.add(
                "regular expression: expected \(error.expected), found \(error.found)",
                at: value.location,
                help: error.hint ?? ""
            )
        }
    }

    /// Bounds between which there is nothing.
    func bounds(_ lower: String, _ upper: String, _ place: Place) {
        guard case .number(let low)? = place[lower]?.node.content, let high = place[upper],
            case .number(let number) = high.node.content, number < low
        else { return }
        problems.warn("'\(upper)' \(number) is below '\(lower)' \(low)", at: high.location, help: "no value is valid")
    }

    private func described(_ value: Place) -> String {
        if case .number(let number) = value.node.content { return number.literal }
        return value.node.described
    }
}
