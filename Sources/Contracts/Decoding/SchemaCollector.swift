package import Decoding
import JSON
package import JSONSchema

/// Finds the schemas of a contract, checks each, and follows their references, into other files where they lead there.
///
/// It is confined to the one task that decodes.
package final class SchemaCollector {
    package let files: DocumentLibrary
    package let problems: Problems
    package let version: Contract.Version
    package let dialect: JSONSchema.Dialect
    let library: SchemaLibrary
    private var index = SchemaIndex()
    private var visited: Set<SchemaIndex.Target> = []
    private var roots: [SchemaIndex.Target] = []
    /// References that may lead to an identifier or anchor found later.
    private var waiting: [(reference: Place, base: String)] = []
    /// The schemas under `components`.
    private(set) var named: [NamedSchema] = []
    /// Examples to be held against their schemas.
    package var examples: [(ContractExample, ContractSchema, MessageDirection?)] = []

    package init(
        _ files: DocumentLibrary,
        _ dialect: JSONSchema.Dialect,
        _ version: Contract.Version,
        assertsFormats: Bool
    ) {
        self.files = files
        self.dialect = dialect
        self.version = version
        problems = files.problems
        library = SchemaLibrary(dialect: dialect, assertsFormats: assertsFormats, isOfContract: true)
    }

    /// Takes in the schema at `place` and all that it refers to.
    package func add(_ place: Place) -> ContractSchema {
        let target = SchemaIndex.Target(document: place.document.uri, pointer: place.pointer)
        roots.append(target)
        visit(place, base: place.document.uri)
        return ContractSchema(library, target, base: place.document.uri, place.value)
    }

    func addNamed(_ member: Place.Member) {
        named.append(NamedSchema(name: member.name, schema: add(member.value)))
    }

    /// Follows the references that had to wait, and compiles everything once: what the checks by keyword haven't found
    /// wrong shows here.
    package func finish() {
        index.main = files.documents.first?.uri ?? ""
        index.documents = Dictionary(files.documents.map { ($0.uri, $0) }) { first, _ in first }
        for (reference, base) in waiting {
            if index.resolve(reference.string ?? "", base: base).flatMap({ index.value($0.target) }) != nil { continue }
            let name = reference.string ?? ""
            let isURL = DocumentPath.scheme(of: name) != nil
            let folder = isURL ? ": save the document, and name its folder by --map URL=FOLDER" : ""
            let help = "no schema of these files has such an '$id' or anchor\(folder)"
            problems.add("'\(name)' leads nowhere", at: reference.location, help: help)
        }
        library.complete(index)
        if problems.hasErrors { return }
        for direction in [nil, MessageDirection.request, .response] {
            do throws(JSONSchemaError) {
                try library.compile(roots, direction)
            } catch {
                report(error)
                return
            }
        }
    }

    private func report(_ error: JSONSchemaError) {
        let document = index.documents[error.uri]
        problems.add(error.message, at: document?.location(error.pointer), help: error.hint ?? "")
    }

    private func visit(_ place: Place, base: String) {
        let target = SchemaIndex.Target(document: place.document.uri, pointer: place.pointer)
        guard visited.insert(target).inserted else { return }
        let check = SchemaCheck(dialect, version, problems)
        guard check.isSchema(place) else { return }
        let base = dialect == .openAPI30 ? base : index.note(target, base: base) { place[$0]?.string }
        if let reference = place["$ref"] { follow(reference, base: base) }
        if let reference = place["$dynamicRef"], dialect == .draft2020_12, reference.string != nil {
            waiting.append((reference, base))
        }
        check.keywords(of: place)
        noteExamples(of: place, target)
        for part in SchemaParts.of(place, dialect) { visit(part, base: base) }
    }

    /// Examples and the default of a schema should be valid under it.
    private func noteExamples(of place: Place, _ target: SchemaIndex.Target) {
        if dialect == .openAPI30, place["$ref"] != nil { return }
        var found = [("", place["example"]), ("default", place["default"])].compactMap { name, value in
            value.map { (name, $0) }
        }
        if dialect != .openAPI30 { found += (place["examples"]?.elements ?? []).map { ("", $0) } }
        if found.isEmpty { return }
        let schema = ContractSchema(library, target, base: place.document.uri, place.value)
        for (name, value) in found {
            let example = ContractExample(name: name, summary: "", value: value.value, place: value.location)
            examples.append((example, schema, nil))
        }
    }

    private func follow(_ reference: Place, base: String) {
        guard let text = reference.string else {
            problems.add("'$ref' must be a string, found \(reference.node.described)", at: reference.location)
            return
        }
        let (_, fragment) = DocumentPath.parts(of: text)
        let isPointer = fragment.isEmpty || fragment.hasPrefix("/")
        let isURI = DocumentPath.scheme(of: text) != nil && dialect != .openAPI30
        guard isPointer, !isURI, base == reference.document.uri else {
            waiting.append((reference, base))
            return
        }
        // A relative reference may name an identifier that was met before; otherwise it names a file.
        let uri = DocumentPath.resolve(DocumentPath.parts(of: text).document, against: base)
        if index.identified[uri] != nil { return waiting.append((reference, base)) }
        if let target = files.target(of: reference) { visit(target, base: target.document.uri) }
    }
}

/// The schemas that lie directly in a schema.
enum SchemaParts {
    private static let single = [
        "not", "additionalProperties", "items", "contains", "propertyNames", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema", "additionalItems",
    ]
    private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let maps = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies",
    ]
    private static let inOpenAPI30: Set<String> = [
        "not", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "properties",
    ]

    private static let all = Set(single + lists + maps)

    package static func of(_ place: Place, _ dialect: JSONSchema.Dialect) -> [Place] {
        // Beside `$ref`, nothing counts in the older dialects.
        guard case .object(let members) = place.node.content, members.contains(where: { all.contains($0.name) }) else {
            return []
        }
        if dialect != .draft2020_12, place["$ref"] != nil { return [] }
        func isKnown(_ keyword: String) -> Bool { dialect != .openAPI30 || inOpenAPI30.contains(keyword) }
        var parts: [Place] = []
        for keyword in single where isKnown(keyword) {
            if let part = place[keyword], part.node.kind == .object || part.node.kind == .boolean { parts.append(part) }
        }
        for keyword in lists where isKnown(keyword) { parts += place[keyword]?.elements ?? [] }
        for keyword in maps where isKnown(keyword) {
            // `dependencies` also has lists of names.
            parts += (place[keyword]?.members ?? []).map(\.value).filter { $0.node.kind != .array }
        }
        return parts
    }
}
