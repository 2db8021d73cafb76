import JSON

/// Compiles the JSON Schemas that expectations name.
struct SchemaLoader {
    let problems: Problems
    let files: FileStore

    func load(_ path: String, named node: JSONNode) -> JSONSchema? {
        let bytes: [UInt8]
        do throws(FileStore.Failure) {
            bytes = try files.bytes(at: path)
        } catch {
            problems.add("the schema \(error.path) \(error.reason)", at: node.location, help: "paths are relative to \(node.location.file.path)")
            return nil
        }
        let file = SourceFile(path: path, bytes: bytes)
        guard let schema = SourceReader.parse(file, problems) else { return nil }
        return compile(schema.value, schema.location)
    }

    func compile(_ value: JSONValue, _ location: SourceLocation) -> JSONSchema? {
        do throws(JSONSchemaError) {
            return try JSONSchema(value)
        } catch {
            problems.add("JSON Schema: \(error)", at: location)
            return nil
        }
    }
}
