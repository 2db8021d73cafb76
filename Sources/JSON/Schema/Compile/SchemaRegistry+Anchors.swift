extension SchemaRegistry {
    /// Takes note of the names that a schema has within its resource (JSON Schema Core, section 8.2.2).
    mutating func noteAnchors(_ schema: JSONObject, _ place: SchemaPlace) throws(JSONSchemaError) {
        switch resources[place.resource].dialect {
        case .draft2020_12:
            if let name = schema["$anchor"]?.string { try note(name, "$anchor", place) }
            if let name = schema["$dynamicAnchor"]?.string {
                try note(name, "$dynamicAnchor", place)
                resources[place.resource].dynamicAnchors[name] = place.tokens
            }
        case .draft7:
            guard let id = schema["$id"]?.string, id.hasPrefix("#"), schema["$ref"] == nil else { return }
            try note(String(id.dropFirst()), "$id", place)
        case .openAPI30: break
        }
    }

    private mutating func note(_ name: String, _ keyword: String, _ place: SchemaPlace) throws(JSONSchemaError) {
        if let other = resources[place.resource].anchors[name], other != place.tokens {
            throw JSONSchemaError(
                uri: resources[place.resource].uri,
                pointer: JSONPointer(tokens: place.tokens + [keyword]),
                message: "the schema at '#\(JSONPointer(tokens: other))' has the anchor '\(name)', too",
                hint: nil
            )
        }
        resources[place.resource].anchors[name] = place.tokens
    }
}
