import Diagnostics
import JSON
import JSONSchema
import Scenarios

/// Says what is wrong with the keywords of one schema, each with its place.
struct SchemaCheck {
    let dialect: JSONSchema.Dialect
    let version: Contract.Version
    let problems: Problems

    init(_ dialect: JSONSchema.Dialect, _ version: Contract.Version, _ problems: Problems) {
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
            let words = isOld ? "an object" : "an object, true or false"
            problems.add("a schema must be \(words), found \(place.node.described)", at: place.location)
            return false
        }
    }

    func keywords(of place: Place) {
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
        if version == .v31 { warn(member, "OpenAPI 3.1 writes \"type\": [\"string\", \"null\"]", "has no effect") }
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
