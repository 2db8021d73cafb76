import URI

extension SchemaRegistry {
    /// How a document is to be read: as `$schema` says, else as what it lies in.
    func language(
        of document: JSONValue,
        at uri: String,
        _ dialect: JSONSchema.Dialect,
        _ vocabularies: Vocabularies
    ) throws(JSONSchemaError) -> (JSONSchema.Dialect, Vocabularies) {
        guard dialect != .openAPI30, let metaschema = document["$schema"]?.string else {
            return (dialect, vocabularies)
        }
        if let builtIn = JSONSchema.Dialect(uri: metaschema) { return (builtIn, .standard) }
        let name = URIReference(metaschema).withoutFragment.description
        guard let custom = metaschemaDocument(at: name) else {
            throw JSONSchemaError(
                uri: uri,
                pointer: JSONPointer(tokens: ["$schema"]),
                message: "unknown dialect '\(metaschema)'",
                hint: Self.dialectHint(metaschema)
            )
        }
        let base = custom["$schema"]?.string.flatMap(JSONSchema.Dialect.init(uri:)) ?? dialect
        guard base == .draft2020_12, case .object(let wanted)? = custom["$vocabulary"] else { return (base, .standard) }
        var enabled: Vocabularies = .core
        for member in wanted {
            if let vocabulary = Vocabularies(uri: member.name) {
                enabled.insert(vocabulary)
            } else if member.value == true {
                throw JSONSchemaError(
                    uri: name,
                    pointer: JSONPointer(tokens: ["$vocabulary", member.name]),
                    message: "the vocabulary '\(member.name)' is required but not known",
                    hint: nil
                )
            }
        }
        return (base, enabled)
    }

    private static func dialectHint(_ metaschema: String) -> String {
        let known = [
            "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#",
        ]
        if let near = NearestWord.suggest(metaschema, among: known) { return "did you mean '\(near)'?" }
        return "draft 2020-12 and draft 7 are built in; register the metaschema of any other with the resources"
    }
}
