import Decoding
import Diagnostics
import JSON
import JSONSchema
import Patterns

/// Says what is wrong with the keywords of one schema, each with its place.
struct SchemaCheck {
    package let dialect: JSONSchema.Dialect
    package let version: Contract.Version
    package let problems: Problems

    package init(_ dialect: JSONSchema.Dialect, _ version: Contract.Version, _ problems: Problems) {
        self.dialect = dialect
        self.version = version
        self.problems = problems
    }

    private var isOld: Bool { dialect == .openAPI30 }

    func isSchema(_ place: Place) -> Bool {
        switch place.node.kind {
        case .object: return true
        case .boolean where !isOld || place.pointer.tokens.last == "additionalProperties": return !isOld
        case .null, .boolean, .number, .string, .array:
            let description = isOld ? "an object" : "an object, true or false"
            problems.add("a schema must be \(description), found \(place.node.described)", at: place.location)
            return false
        }
    }

    package func keywords(of place: Place) {
        if isOld, place["$ref"] != nil { return }
        for member in place.members {
            check(member, in: place)
            checkName(member)
        }
        bounds("minimum", "maximum", place)
        bounds("minLength", "maxLength", place)
        bounds("minItems", "maxItems", place)
        bounds("minProperties", "maxProperties", place)
        if isOld, place["type"]?.string == "array", place["items"] == nil {
            problems.add(
                "an array needs 'items'",
                at: place.opening,
                help: "write \"items\": {} for elements of any kind"
            )
        }
        if place["readOnly"].map({ $0.node.value == true }) ?? false, place["writeOnly"]?.node.value == true {
            problems.add("'readOnly' and 'writeOnly' exclude each other", at: place.opening)
        }
    }

    private func check(_ member: Place.Member, in place: Place) {
        let value = member.value
        switch member.name {
        case "type": type(value)
        case "enum", "allOf", "anyOf", "oneOf", "prefixItems": list(member.name, value)
        case "required": names(value)
        case "properties", "patternProperties", "$defs", "dependentSchemas", "definitions": object(member.name, value)
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
            "maxContains":
            count(member.name, value)
        case "minimum", "maximum": number(member.name, value)
        case "multipleOf":
            number(member.name, value)
            if case .number(let number) = value.node.content, number <= 0 {
                problems.add("'multipleOf' must be above 0, found \(number)", at: value.location)
            }
        case "exclusiveMinimum", "exclusiveMaximum": exclusive(member.name, value)
        case "pattern": pattern(value)
        case "uniqueItems", "readOnly", "writeOnly", "deprecated": flag(member.name, value)
        case "nullable": nullable(member)
        case "xml": warn(member, "XML content isn't held against its schema")
        case "discriminator": discriminator(value, in: place)
        default: break
        }
    }

    /// Keywords that do nothing in this version, though they look as if they did.
    private func checkName(_ member: Place.Member) {
        if member.name.hasPrefix("x-") { return }
        let known = isOld ? SchemaKeywordNames.openAPI30 : SchemaKeywordNames.draft2020
        if known.contains(member.name) { return }
        let isNewer = isOld && SchemaKeywordNames.draft2020.contains(member.name)
        let near = NearestWord.suggest(member.name, among: known.sorted())
        // JSON Schema allows unknown keywords as annotations; one that is nearly another is a slip all the same.
        if !isOld, near == nil { return }
        let help =
            isNewer ? "OpenAPI 3.0 doesn't have this keyword; 3.1 does" : near.map { "did you mean '\($0)'?" } ?? ""
        problems.warn("the keyword '\(member.name)' has no effect", at: member.nameLocation, help: help)
    }

    private func nullable(_ member: Place.Member) {
        flag("nullable", member.value)
        if version != .v30 { warn(member, "OpenAPI 3.1 writes \"type\": [\"string\", \"null\"]", "has no effect") }
    }

    private func warn(_ member: Place.Member, _ help: String, _ what: String = "isn't supported") {
        problems.warn("'\(member.name)' \(what)", at: member.nameLocation, help: help)
    }

    private func discriminator(_ value: Place, in schema: Place) {
        let known = ["propertyName", "mapping"]
        guard let fields = Fields(value, "a discriminator", known, problems),
            let name = fields.requiredText("propertyName")
        else { return }
        if schema["oneOf"] == nil, schema["anyOf"] == nil { return }
        let help = "every alternative is tried; describe '\(name)' in each by 'enum' or 'const'"
        problems.warn("'discriminator' doesn't choose among the alternatives", at: value.opening, help: help)
    }
}

extension SchemaCheck {
    package static let types = ["null", "boolean", "object", "array", "number", "string", "integer"]

    package func type(_ value: Place) {
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

    package func list(_ name: String, _ value: Place) {
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

    package func names(_ value: Place) {
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

    package func object(_ name: String, _ value: Place) {
        if case .object = value.node.content { return }
        problems.add("'\(name)' must be an object, found \(value.node.described)", at: value.location)
    }

    package func count(_ name: String, _ value: Place) {
        if case .number(let number) = value.node.content, number.isInteger, number >= 0 { return }
        let description = "'\(name)' must be a whole number that isn't negative"
        problems.add("\(description), found \(described(value))", at: value.location)
    }

    package func number(_ name: String, _ value: Place) {
        if case .number = value.node.content { return }
        problems.add("'\(name)' must be a number, found \(value.node.described)", at: value.location)
    }

    package func flag(_ name: String, _ value: Place) {
        if case .bool = value.node.content { return }
        problems.add("'\(name)' must be true or false, found \(value.node.described)", at: value.location)
    }

    /// A flag beside the bound in OpenAPI 3.0, the bound itself since.
    package func exclusive(_ name: String, _ value: Place) {
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

    package func pattern(_ value: Place) {
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
    package func bounds(_ lower: String, _ upper: String, _ place: Place) {
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

/// The keywords of schemas.
enum SchemaKeywordNames {
    /// OpenAPI 3.0.3, Schema Object.
    package static let openAPI30: Set<String> = [
        "$ref", "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required",
        "enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "description",
        "format", "default", "nullable", "discriminator", "readOnly", "writeOnly", "xml", "externalDocs", "example",
        "deprecated",
    ]
    /// JSON Schema 2020-12 with the vocabulary of OpenAPI 3.1, and what older drafts had.
    package static let draft2020: Set<String> = openAPI30.union([
        "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary", "$comment", "$defs", "if", "then",
        "else", "dependentSchemas", "dependentRequired", "prefixItems", "contains", "minContains", "maxContains",
        "patternProperties", "propertyNames", "const", "unevaluatedItems", "unevaluatedProperties", "contentEncoding",
        "contentMediaType", "contentSchema", "examples", "definitions", "dependencies", "additionalItems",
    ])
}
