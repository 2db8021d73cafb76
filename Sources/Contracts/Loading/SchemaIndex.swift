import JSON
import JSONSchema

/// What the references between the schemas of a contract lead to.
struct SchemaIndex: Sendable {
    /// A part of a document.
    struct Target: Sendable, Hashable {
        let document: String
        let pointer: JSONPointer
    }

    /// The URI of the document that is the contract itself.
    var main = ""
    /// The documents by their URIs.
    var documents: [String: ContractDocument] = [:]
    /// The schemas that have an `$id`, by that URI.
    var identified: [String: Target] = [:]
    /// The schemas that have an anchor, by the URI of their resource, `#` and the anchor.
    var anchored: [String: Target] = [:]

    /// What `reference` leads to from a schema whose base is `base`, and the base that holds there.
    func resolve(_ reference: String, base: String) -> (target: Target, base: String)? {
        let (name, fragment) = DocumentPath.parts(of: reference)
        let uri = DocumentPath.resolve(name, against: base)
        guard let decoded = PercentText.decode(fragment) else { return nil }
        if !decoded.isEmpty, !decoded.hasPrefix("/") { return anchored["\(uri)#\(decoded)"].map { ($0, uri) } }
        let root = documents[uri].map { Target(document: $0.uri, pointer: JSONPointer()) } ?? identified[uri]
        guard let root, let pointer = JSONPointer(decoded) else { return nil }
        return (Target(document: root.document, pointer: root.pointer.appending(pointer)), uri)
    }

    func value(_ target: Target) -> JSONValue? {
        documents[target.document].flatMap { target.pointer.value(in: $0.value) }
    }

    /// Notes the identifiers and anchors of a schema and of all that lies in it.
    mutating func identify(_ schema: JSONValue, _ dialect: JSONSchema.Dialect, document: String) {
        if dialect == .openAPI30 { return }
        identify(schema, Target(document: document, pointer: JSONPointer()), base: document)
    }

    private mutating func identify(_ value: JSONValue, _ target: Target, base: String) {
        switch value {
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                let part = Target(document: target.document, pointer: target.pointer.appending(position))
                identify(element, part, base: base)
            }
        case .object(let members):
            let base = note(value, target, base: base)
            for member in members where !["enum", "const", "default", "examples", "example"].contains(member.name) {
                let part = Target(document: target.document, pointer: target.pointer.appending(member.name))
                identify(member.value, part, base: base)
            }
        case .null, .bool, .number, .string: break
        }
    }

    /// Notes the identifier and the anchors of one schema; returns the base that holds in it.
    mutating func note(_ schema: JSONValue, _ target: Target, base: String) -> String {
        var base = base
        if let id = schema["$id"]?.string, !id.hasPrefix("#") {
            base = DocumentPath.resolve(DocumentPath.parts(of: id).document, against: base)
            if documents[base] == nil { identified[base] = target }
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let name = schema[keyword]?.string { anchored["\(base)#\(name)"] = target }
        }
        return base
    }
}
