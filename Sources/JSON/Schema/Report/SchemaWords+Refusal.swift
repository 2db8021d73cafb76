extension SchemaWords {
    /// What to say where the schema for a part is `false`.
    ///
    /// - Parameters:
    ///   - value: The part.
    ///   - name: Its name, when `keyword` is about properties.
    ///   - keyword: The keyword that has the schema.
    ///   - parent: What the part is in.
    ///   - known: The names of the properties that the schema of `parent` has.
    static func refusal(
        of value: JSONValue,
        name: String,
        by keyword: String,
        in parent: JSONValue?,
        _ known: [String]
    ) -> SchemaComplaint {
        switch keyword {
        case "additionalProperties", "unevaluatedProperties":
            return unknown(name, parent?.object ?? [:], known)
        case "properties", "patternProperties", "propertyNames":
            return SchemaComplaint(expected: "no property \(quoted(name))", found: describe(value))
        case "items", "additionalItems", "unevaluatedItems":
            return SchemaComplaint(expected: "no further items", found: describe(value))
        default:
            return SchemaComplaint(expected: "nothing", found: describe(value))
        }
    }

    /// What to say where nothing is known but the verdict.
    static func refusal(of value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(expected: "a value that the schema accepts", found: describe(value))
    }

    /// A property that no schema knows: the nearest of those that are lacking may be meant.
    private static func unknown(_ name: String, _ object: JSONObject, _ known: [String]) -> SchemaComplaint {
        let near = NearestWord.suggest(name, among: known.filter { object[$0] == nil })
        let noun = known.count == 1 ? "property" : "properties"
        return SchemaComplaint(
            expected: known.isEmpty ? "no properties" : "only the \(noun) " + list(known.map(quoted)),
            found: quoted(name),
            hint: near.map { "did you mean \(quoted($0))?" }
        )
    }
}
