extension SchemaUnit {
    /// The unit as the standard writes it (JSON Schema Core, section 12.4.3).
    func detailed(in graph: SchemaGraph) -> JSONValue {
        var members: JSONObject = [
            "valid": .bool(isValid),
            "keywordLocation": .string(keywordLocation.description),
            "absoluteKeywordLocation": .string(absoluteLocation(in: graph)),
            "instanceLocation": .string(instanceLocation.description),
        ]
        if !children.isEmpty {
            members[isValid ? "annotations" : "errors"] = .array(children.map { $0.detailed(in: graph) })
        } else if let complaint {
            members["error"] = .string(complaint.message)
        }
        if let annotation { members["annotation"] = annotation }
        return .object(members)
    }
}
