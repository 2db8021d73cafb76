import Diagnostics
package import JSON
package import JSONSchema

/// Compiles the JSON Schemas that expectations name.
package struct SchemaLoader {
    package let problems: Problems
    package let files: FileStore
    /// Whether `format` is checked.
    package var assertsFormats = false

    package init(problems: Problems, files: FileStore) {
        self.problems = problems
        self.files = files
    }

    func load(_ path: String, named node: JSONNode) -> JSONSchema? {
        let file: SourceFile
        do throws(FileStore.Failure) {
            file = try files.document(at: path)
        } catch {
            problems.add(
                "the schema \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return nil
        }
        guard let schema = SourceReader.parse(file, problems) else { return nil }
        return compile(schema)
    }

    /// The schema, whose references lead to files of its folder.
    package func compile(_ schema: JSONNode) -> JSONSchema? {
        var documents = SchemaDocuments(beside: schema.location.file.path, files: files, problems: problems)
        documents.collect(schema)
        do throws(JSONSchemaError) {
            return try JSONSchema(schema.value, resources: documents.resources, assertFormats: assertsFormats)
        } catch {
            // Pointers count from the resource, which is the document unless the schema has an $id.
            let resource = error.uri.isEmpty || error.uri == schema["$id"]?.string ? schema : documents.nodes[error.uri]
            guard let resource, let place = error.pointer.node(in: resource) else {
                problems.add("JSON Schema: \(error)", at: schema.location)
                return nil
            }
            problems.add("JSON Schema: \(error.message)", at: place.location, help: error.hint ?? "")
            return nil
        }
    }
}
