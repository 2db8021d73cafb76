package import JSON

/// Compiles the JSON Schemas that expectations name.
package struct SchemaLoader {
    package let problems: Problems
    package let files: FileStore

    package init(problems: Problems, files: FileStore) {
        self.problems = problems
        self.files = files
    }

    func load(_ path: String, named node: JSONNode) -> JSONSchema? {
        let bytes: [UInt8]
        do throws(FileStore.Failure) {
            bytes = try files.bytes(at: path)
        } catch {
            problems.add(
                "the schema \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return nil
        }
        let file = SourceFile(path: path, bytes: bytes)
        guard let schema = SourceReader.parse(file, problems) else { return nil }
        return compile(schema)
    }

    package func compile(_ schema: JSONNode) -> JSONSchema? {
        do throws(JSONSchemaError) {
            return try JSONSchema(schema.value)
        } catch {
            // Pointers count from the resource, which is the document unless the schema has an $id.
            guard error.uri.isEmpty, let place = error.pointer.node(in: schema) else {
                problems.add("JSON Schema: \(error)", at: schema.location)
                return nil
            }
            problems.add("JSON Schema: \(error.message)", at: place.location, help: error.hint ?? "")
            return nil
        }
    }
}
