package import Diagnostics
package import JSON
package import JSONSchema

/// A schema of a contract: it validates values, and leads to its parts and to what its references name.
package struct ContractSchema: Sendable {
    let library: SchemaLibrary
    package let target: SchemaIndex.Target
    /// The URI against which the schema's references are resolved.
    package let base: String
    /// The schema as the document has it, references not followed.
    package let value: JSONValue

    package init(_ library: SchemaLibrary, _ target: SchemaIndex.Target, base: String, _ value: JSONValue) {
        self.library = library
        self.target = target
        // An `$id` begins a resource with a base of its own.
        if library.dialect != .openAPI30, let id = value["$id"]?.string {
            self.base = DocumentPath.resolve(DocumentPath.parts(of: id).document, against: base)
        } else {
            self.base = base
        }
        self.value = value
    }

    /// A schema that belongs to no contract.
    ///
    /// - Throws: What is wrong with it.
    package init(
        _ value: JSONValue,
        dialect: JSONSchema.Dialect = .draft2020_12,
        assertFormats: Bool = true
    ) throws(JSONSchemaError) {
        let file = SourceFile(path: "schema", bytes: [])
        let node = JSONNode(content: .null, location: SourceLocation(file: file, range: 0..<0))
        let document = ContractDocument(path: "schema", root: node, value: value)
        var index = SchemaIndex()
        index.documents[document.uri] = document
        index.identify(value, dialect, document: document.uri)
        let library = SchemaLibrary(dialect: dialect, assertsFormats: assertFormats, isOfContract: false)
        library.complete(index)
        let target = SchemaIndex.Target(document: document.uri, pointer: JSONPointer())
        self.init(library, target, base: document.uri, value)
        _ = try library.validator(target, nil)
    }

    /// The way to the schema in its document.
    package var pointer: JSONPointer { target.pointer }

    /// Whether the schema stands in the contract's own file, and not in one that it refers to.
    var isInMainDocument: Bool { target.document == library.index.main }

    /// Where the schema stands in its file.
    package var location: SourceLocation? { library.index.documents[target.document]?.location(target.pointer) }

    /// How the schema is to be read.
    package var dialect: JSONSchema.Dialect { library.dialect }

    /// What the schema says of `value` in messages of `direction`; without one, of a value as such.
    package func verdict(on value: JSONValue, _ direction: MessageDirection? = nil) -> JSONSchema.Verdict {
        // Whoever makes a schema of a contract has compiled it once, and has reported what is wrong with it.
        (try? library.validator(target, direction))?.verdict(on: value) ?? .undecided
    }

    /// Whether the schema is known to accept `value` in messages of `direction`; without one, as a value as such.
    package func isValid(_ value: JSONValue, _ direction: MessageDirection? = nil) -> Bool {
        verdict(on: value, direction) == .accepted
    }

    /// Whether the schema accepts `value`; nil where there is no verdict.
    package func accepts(_ value: JSONValue, _ direction: MessageDirection?) -> Bool? {
        switch verdict(on: value, direction) {
        case .accepted: true
        case .refused: false
        case .undecided: nil
        }
    }

    /// All that the schema doesn't accept of `value` in messages of `direction`.
    package func validate(_ value: JSONValue, _ direction: MessageDirection? = nil) -> [JSONSchema.Violation] {
        do throws(JSONSchemaError) {
            return try library.validator(target, direction).validate(value)
        } catch {
            return [JSONSchema.Violation(undecided: error.message)]
        }
    }

    /// The part that the keyword, and below it the names or indices, lead to.
    package func part(_ tokens: String...) -> ContractSchema? { part(at: tokens) }

    /// The parts in the list under `keyword`.
    package func parts(_ keyword: String) -> [ContractSchema] {
        (value[keyword]?.array ?? []).indices.compactMap { part(at: [keyword, String($0)]) }
    }

    /// The parts by name under `keyword`, in the order of the document.
    package func members(_ keyword: String) -> [(name: String, schema: ContractSchema)] {
        (value[keyword]?.object?.names ?? []).compactMap { name in part(at: [keyword, name]).map { (name, $0) } }
    }

    /// What the schema's `$ref` or `$dynamicRef` names; nil without one. A dynamic reference counts as a static one.
    package var referenced: ContractSchema? {
        let dynamic = library.dialect == .draft2020_12 ? value["$dynamicRef"] : nil
        return (value["$ref"] ?? dynamic)?.string.flatMap { library.schema($0, base: base) }
    }

    /// The schema itself, or what it refers to when it is nothing but a reference.
    package var resolved: ContractSchema {
        var schema = self
        // A chain of references that comes back to itself is refused when it is compiled.
        for _ in 0..<64 {
            let isAlone = library.dialect != .draft2020_12 || schema.value.object?.count == 1
            guard isAlone, let next = schema.referenced else { break }
            schema = next
        }
        return schema
    }

    /// What `make` makes of the schema when it is first asked for, under this name; kept as long as the contract is.
    package func kept<Value: Sendable>(_ name: String, _ make: (ContractSchema) -> Value) -> Value {
        if let known = library.kept(name, target) as? Value { return known }
        let value = make(self)
        library.keep(value, name, target)
        return value
    }

    private func part(at tokens: [String]) -> ContractSchema? {
        let way = JSONPointer(tokens: tokens)
        guard let part = way.value(in: value) else { return nil }
        let place = SchemaIndex.Target(document: target.document, pointer: target.pointer.appending(way))
        return ContractSchema(library, place, base: base, part)
    }
}

extension ContractSchema: Hashable {
    /// Whether both are the same place of the same document.
    package static func == (left: Self, right: Self) -> Bool {
        left.target == right.target && left.library === right.library
    }

    /// Feeds the place.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(target)
    }
}

/// A schema under `components`.
package struct NamedSchema: Sendable {
    /// Its name.
    package let name: String
    /// The schema.
    package let schema: ContractSchema
}

/// Which way a message goes: `readOnly` and `writeOnly` members belong to one of them.
package enum MessageDirection: String, Sendable, CaseIterable {
    /// From client to server: members that are `readOnly` aren't required.
    case request
    /// From server to client: members that are `writeOnly` aren't required and don't belong there.
    case response
}
