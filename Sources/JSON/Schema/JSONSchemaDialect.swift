extension JSONSchema {
    /// The version of the language that a schema is written in.
    public enum Dialect: Sendable, Hashable, CaseIterable {
        /// JSON Schema draft 2020-12.
        case draft2020_12
        /// JSON Schema draft 7.
        case draft7
        /// The Schema Object of OpenAPI 3.0: draft 4 with `nullable` and fewer keywords.
        case openAPI30

        /// The dialect that `$schema` names; nil for one that isn't built in.
        init?(uri: String) {
            switch uri.hasSuffix("#") ? String(uri.dropLast()) : uri {
            case "https://json-schema.org/draft/2020-12/schema": self = .draft2020_12
            case "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema": self = .draft7
            default: return nil
            }
        }

        /// Whether whatever stands beside `$ref` is ignored.
        var isReferenceAlone: Bool { self != .draft2020_12 }
    }
}
