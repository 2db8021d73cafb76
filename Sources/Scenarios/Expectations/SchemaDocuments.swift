package import Decoding
import Diagnostics
import Glibc
package import JSON
package import JSONSchema
package import Substitution
import Synchronization
import URI

/// Finds the documents that the references of a schema lead to: files of its folder and the folders below, never
/// anything from the network.
///
/// A relative reference names a file beside the document that holds it. An absolute one names the document in the
/// folder that has it for its `$id` (JSON Schema Core, section 9.1.2).
struct SchemaDocuments {
    /// The folder, with a slash behind it; empty for the current one.
    let folder: String
    let files: FileStore
    let problems: Problems
    /// What was found, for the compiler.
    private(set) var resources = SchemaResources()
    /// The same, with positions, by URI.
    private(set) var nodes: [String: JSONNode] = [:]
    private var identified: [String: (place: String, node: JSONNode)]?

    /// Takes what goes by itself with every schema for no reference.
    private static let standard = ["https://json-schema.org/", "http://json-schema.org/"]
    /// Members that hold values, not schemas.
    private static let values: Set<String> = ["const", "enum", "default", "examples"]

    /// - Parameter path: The file that holds the schema.
    init(beside path: String, files: FileStore, problems: Problems) {
        folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        self.files = files
        self.problems = problems
    }

    /// Finds what `schema` refers to, and what that refers to.
    mutating func collect(_ schema: JSONNode) {
        visit(schema, base: URIReference(""), place: "")
    }

    /// - Parameters:
    ///   - base: What references are resolved against.
    ///   - place: The path of the document, seen from the folder.
    private mutating func visit(_ node: JSONNode, base: URIReference, place: String) {
        for element in node.elements ?? [] { visit(element, base: base, place: place) }
        var base = base
        if let id = node["$id"]?.string, !id.hasPrefix("#") { base = URIReference(id).resolved(against: base) }
        for member in node.members ?? [] where !Self.values.contains(member.name) {
            if ["$ref", "$dynamicRef", "$schema"].contains(member.name), let text = member.value.string {
                follow(text, base: base, place: place)
            } else {
                visit(member.value, base: base, place: place)
            }
        }
    }

    private mutating func follow(_ text: String, base: URIReference, place: String) {
        let reference = URIReference(text).withoutFragment
        if reference.description.isEmpty || Self.standard.contains(where: text.hasPrefix) { return }
        let target = reference.resolved(against: base).withoutFragment
        let uri = target.description
        guard nodes[uri] == nil, let found = sibling(reference, place) ?? document(identifiedBy: uri) else { return }
        nodes[uri] = found.node
        resources.add(found.node.value, at: uri)
        visit(found.node, base: target, place: found.place)
    }

    /// The file that a relative reference names, unless it leads out of the folder.
    private func sibling(_ reference: URIReference, _ place: String) -> (place: String, node: JSONNode)? {
        guard reference.scheme == nil, reference.authority == nil, !reference.path.hasPrefix("/") else { return nil }
        // Seen from a folder deeper than any, what leads out of this one shows.
        let inside = "/folder/"
        let target = reference.resolved(against: URIReference(inside + place)).path
        guard target.hasPrefix(inside), let name = PercentCoding.decode(String(target.dropFirst(inside.count))) else {
            return nil
        }
        return read(name).map { (name, $0) }
    }

    private mutating func document(identifiedBy uri: String) -> (place: String, node: JSONNode)? {
        guard URIReference(uri).scheme != nil else { return nil }
        let known = identified ?? index()
        identified = known
        return known[uri]
    }

    /// The documents of the folder itself that have an absolute `$id`.
    private func index() -> [String: (place: String, node: JSONNode)] {
        guard let open = opendir(folder.isEmpty ? "." : folder) else { return [:] }
        defer { closedir(open) }
        var found: [String: (place: String, node: JSONNode)] = [:]
        while let entry = readdir(open) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // A file that isn't JSON is none of the schemas; who names it hears of it.
            guard name.hasSuffix(".json"), let file = try? files.document(at: folder + name),
                let node = try? JSONParser.parseNode(file),
                let id = node["$id"]?.string
            else { continue }
            found[URIReference(id).withoutFragment.description] = (name, node)
        }
        return found
    }

    private func read(_ name: String) -> JSONNode? {
        guard let file = try? files.document(at: folder + name) else { return nil }
        return SourceReader.parse(file, problems)
    }
}

/// The schemas that files name, or hold, each compiled once.
private final class CompiledSchemas: Sendable {
    let known = Mutex<[String: JSONSchema]>([:])
}

extension FileStore {
    /// The schema that was compiled under `key`, or the one that `make` compiles now.
    func schema(_ key: String, make: () -> JSONSchema?) -> JSONSchema? {
        let schemas = kept("schemas") { CompiledSchemas() }
        if let known = schemas.known.withLock({ $0[key] }) { return known }
        guard let schema = make() else { return nil }
        schemas.known.withLock { $0[key] = schema }
        return schema
    }
}

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
