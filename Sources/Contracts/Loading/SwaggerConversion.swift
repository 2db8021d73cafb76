import Decoding
import Diagnostics
import JSON

/// Rewrites a document of Swagger 2.0 as one of OpenAPI 3.0. Each part keeps the place that it has in the file.
struct SwaggerConversion {
    private let root: JSONNode
    private let consumes: [String]
    private let produces: [String]
    /// The parameters under `parameters`, by their names.
    private let parameters: [String: JSONNode]

    init(_ root: JSONNode) {
        self.root = root
        consumes = Self.texts(root["consumes"])
        produces = Self.texts(root["produces"])
        parameters = Dictionary(Self.members(root["parameters"]).map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Whether a document says that it is of Swagger 2.0.
    static func isNeeded(_ root: JSONNode) -> Bool {
        guard root["openapi"] == nil, let version = root["swagger"] else { return false }
        switch version.content {
        case .string(let text): return text.hasPrefix("2.")
        case .number(let number): return number.int == 2
        case .null, .bool, .array, .object, .pending: return false
        }
    }

    /// The document as OpenAPI 3.0.
    var converted: JSONNode {
        var members = [member("openapi", text("3.0.3", at: root))]
        for name in ["info", "tags", "externalDocs", "security"] {
            if let value = root[name] { members.append(member(name, value)) }
        }
        members.append(member("servers", servers(schemes: Self.texts(root["schemes"]))))
        if let paths = root["paths"] {
            members.append(
                member("paths", object(Self.members(paths).map { renamed($0, pathItem($0.value)) }, at: paths))
            )
        }
        members.append(member("components", components))
        return references(object(members, at: root))
    }

    // MARK: Parts

    private var components: JSONNode {
        var parts: [JSONNode.Member] = []
        func add(_ name: String, _ from: String, _ change: (JSONNode) -> JSONNode?) {
            let members = Self.members(root[from]).compactMap { entry in change(entry.value).map { renamed(entry, $0) }
            }
            if !members.isEmpty { parts.append(member(name, object(members, at: root[from] ?? root))) }
        }
        add("schemas", "definitions", schema)
        add("parameters", "parameters") { isContent($0) ? nil : parameter($0) }
        add("responses", "responses") { response($0, produces) }
        add("securitySchemes", "securityDefinitions", securityScheme)
        return object(parts, at: root)
    }

    private func servers(schemes: [String]) -> JSONNode {
        let path = root["basePath"].flatMap(Self.string) ?? "/"
        let host = root["host"].flatMap(Self.string)
        let urls =
            host.map { host in (schemes.isEmpty ? ["https"] : schemes).map { "\($0)://\(host)\(path)" } } ?? [path]
        return array(
            urls.map { url in object([member("url", text(url, at: root["basePath"] ?? root))], at: root) },
            at: root
        )
    }

    private func pathItem(_ item: JSONNode) -> JSONNode {
        let shared = (item["parameters"].map(Self.elements) ?? []).map(resolved)
        let content = shared.filter(isContent)
        return object(
            Self.members(item).compactMap { entry in
                if ContractDecoder.methods.contains(entry.name) {
                    return renamed(entry, operation(entry.value, content))
                }
                guard entry.name == "parameters" else { return entry }
                return renamed(
                    entry,
                    array(
                        Self.elements(entry.value).filter { !isContent(resolved($0)) }.map(parameter),
                        at: entry.value
                    )
                )
            },
            at: item
        )
    }

    private func operation(_ operation: JSONNode, _ inherited: [JSONNode]) -> JSONNode {
        let consumes = operation["consumes"].map(Self.texts) ?? consumes
        let produces = operation["produces"].map(Self.texts) ?? produces
        let own = operation["parameters"].map(Self.elements) ?? []
        let content = own.map(resolved).filter(isContent) + inherited
        var members: [JSONNode.Member] = []
        for entry in Self.members(operation) {
            switch entry.name {
            case "consumes", "produces", "schemes": continue
            case "parameters":
                let kept = own.filter { !isContent(resolved($0)) }.map(parameter)
                members.append(renamed(entry, array(kept, at: entry.value)))
            case "responses":
                let responses = Self.members(entry.value).map { renamed($0, response($0.value, produces)) }
                members.append(renamed(entry, object(responses, at: entry.value)))
            default: members.append(entry)
            }
        }
        if let body = requestBody(content, consumes) { members.append(member("requestBody", body)) }
        return object(members, at: operation)
    }

    /// The content of a request: a `body`, or the fields of a form.
    private func requestBody(_ parameters: [JSONNode], _ consumes: [String]) -> JSONNode? {
        if let body = parameters.first(where: { $0["in"].flatMap(Self.string) == "body" }) {
            let schema = body["schema"].map(schema) ?? object([], at: body)
            let types = consumes.isEmpty ? ["application/json"] : consumes
            var members = [member("content", contents(types, schema, at: body))]
            for name in ["description", "required"] {
                if let value = body[name] { members.append(member(name, value)) }
            }
            return object(members, at: body)
        }
        let fields = parameters.filter { $0["in"].flatMap(Self.string) == "formData" }
        guard let first = fields.first else { return nil }
        let hasFile = fields.contains { $0["type"].flatMap(Self.string) == "file" }
        let usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded"
        let forms = consumes.filter { $0.hasPrefix("multipart/") || $0.hasPrefix("application/x-www-form") }
        var properties: [JSONNode.Member] = []
        var required: [JSONNode] = []
        var encodings: [JSONNode.Member] = []
        for field in fields {
            guard let name = field["name"].flatMap(Self.string), let place = field["name"] else { continue }
            properties.append(.init(name: name, nameLocation: place.location, value: valueSchema(field)))
            if field["required"]?.value == .bool(true) { required.append(text(name, at: place)) }
            guard let joined = style(field, isQuery: true), !hasFile else { continue }
            encodings.append(.init(name: name, nameLocation: place.location, value: object(joined, at: field)))
        }
        var schema = [member("type", text("object", at: first)), member("properties", object(properties, at: first))]
        if !required.isEmpty { schema.append(member("required", array(required, at: first))) }
        let types = forms.isEmpty || hasFile && !forms.contains(usual) ? [usual] : forms
        var content = [member("schema", object(schema, at: first))]
        if !encodings.isEmpty { content.append(member("encoding", object(encodings, at: first))) }
        let entries = types.map {
            JSONNode.Member(name: $0, nameLocation: first.location, value: object(content, at: first))
        }
        return object(
            [member("content", object(entries, at: first)), member("required", bool(!required.isEmpty, at: first))],
            at: first
        )
    }

    private func response(_ response: JSONNode, _ produces: [String]) -> JSONNode {
        if response["$ref"] != nil { return response }
        var members: [JSONNode.Member] = []
        for entry in Self.members(response) {
            switch entry.name {
            case "schema":
                let isFile = entry.value["type"].flatMap(Self.string) == "file"
                let types = produces.isEmpty ? [isFile ? "application/octet-stream" : "application/json"] : produces
                let schema = isFile ? binary(at: entry.value) : schema(entry.value)
                members.append(renamed(entry, contents(types, schema, at: entry.value), as: "content"))
            case "headers":
                let headers = Self.members(entry.value).map { header in
                    var parts = [member("schema", valueSchema(header.value))]
                    if let description = header.value["description"] {
                        parts.append(member("description", description))
                    }
                    return renamed(header, object(parts, at: header.value))
                }
                members.append(renamed(entry, object(headers, at: entry.value)))
            // They are by media type, and no value of a schema.
            case "examples": continue
            default: members.append(entry)
            }
        }
        return object(members, at: response)
    }

    private func contents(_ types: [String], _ schema: JSONNode, at place: JSONNode) -> JSONNode {
        object(
            types.map { type in
                .init(name: type, nameLocation: place.location, value: object([member("schema", schema)], at: place))
            },
            at: place
        )
    }

    // MARK: Parameters and schemas

    /// What describes a value in a parameter, a header or an element itself, in place of a schema.
    private static let valueKeywords = [
        "type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf",
    ]

    private func parameter(_ node: JSONNode) -> JSONNode {
        if node["$ref"] != nil { return node }
        let isQuery = node["in"].flatMap(Self.string) == "query"
        var members = Self.members(node).filter { entry in
            !Self.valueKeywords.contains(entry.name) && entry.name != "collectionFormat" && entry.name != "schema"
        }
        members.append(member("schema", valueSchema(node)))
        members += style(node, isQuery: isQuery) ?? []
        return object(members, at: node)
    }

    /// How a list is written: `csv` unless it says otherwise.
    private func style(_ node: JSONNode, isQuery: Bool) -> [JSONNode.Member]? {
        guard node["type"].flatMap(Self.string) == "array" else { return nil }
        let format = node["collectionFormat"].flatMap(Self.string) ?? "csv"
        let place = node["collectionFormat"] ?? node
        let style: String? =
            switch format {
            case "ssv" where isQuery: "spaceDelimited"
            case "pipes" where isQuery: "pipeDelimited"
            case _ where isQuery: "form"
            default: nil
            }
        return (style.map { [member("style", text($0, at: place))] } ?? [])
            + [member("explode", bool(format == "multi", at: place))]
    }

    private func valueSchema(_ node: JSONNode) -> JSONNode {
        if node["type"].flatMap(Self.string) == "file" { return binary(at: node) }
        let members = Self.members(node).filter { Self.valueKeywords.contains($0.name) }
        return object(
            members.map { entry in entry.name == "items" ? renamed(entry, valueSchema(entry.value)) : entry },
            at: node
        )
    }

    private func binary(at node: JSONNode) -> JSONNode {
        object([member("type", text("string", at: node)), member("format", text("binary", at: node))], at: node)
    }

    /// A schema: `discriminator` is a name here, and an object in OpenAPI 3; `x-nullable` is `nullable`.
    private func schema(_ node: JSONNode) -> JSONNode {
        guard case .object(let members) = node.content else { return node }
        return object(
            members.map { entry in
                switch entry.name {
                case "discriminator":
                    guard case .string = entry.value.content else { return entry }
                    return renamed(entry, object([member("propertyName", entry.value)], at: entry.value))
                case "x-nullable": return renamed(entry, entry.value, as: "nullable")
                case "items", "additionalProperties", "not": return renamed(entry, schema(entry.value))
                case "allOf", "anyOf", "oneOf":
                    return renamed(entry, array(Self.elements(entry.value).map(schema), at: entry.value))
                case "properties":
                    let parts = Self.members(entry.value).map { renamed($0, schema($0.value)) }
                    return renamed(entry, object(parts, at: entry.value))
                default: return entry
                }
            },
            at: node
        )
    }

    private func securityScheme(_ node: JSONNode) -> JSONNode {
        let type = node["type"].flatMap(Self.string)
        guard type == "basic" || type == "oauth2" else { return node }
        if type == "basic" {
            let place = node["type"] ?? node
            return object(
                [member("type", text("http", at: place)), member("scheme", text("basic", at: place))]
                    + Self.members(node).filter { $0.name == "description" },
                at: node
            )
        }
        let names = [
            "implicit": "implicit", "password": "password", "application": "clientCredentials",
            "accessCode": "authorizationCode",
        ]
        let flow = names[node["flow"].flatMap(Self.string) ?? ""] ?? "implicit"
        let parts = Self.members(node).filter { ["authorizationUrl", "tokenUrl", "scopes"].contains($0.name) }
        var members = Self.members(node).filter { ["type", "description"].contains($0.name) }
        members.append(member("flows", object([member(flow, object(parts, at: node))], at: node)))
        return object(members, at: node)
    }

    /// Whether a parameter is the content of the request, or a part of it.
    private func isContent(_ node: JSONNode) -> Bool {
        ["body", "formData"].contains(node["in"].flatMap(Self.string) ?? "")
    }

    /// The parameter itself, or what it refers to in this document.
    private func resolved(_ node: JSONNode) -> JSONNode {
        guard let reference = node["$ref"].flatMap(Self.string), reference.hasPrefix("#/parameters/") else {
            return node
        }
        return parameters[String(reference.dropFirst("#/parameters/".count))] ?? node
    }

    private func references(_ node: JSONNode) -> JSONNode {
        let homes = [
            "#/definitions/": "#/components/schemas/", "#/parameters/": "#/components/parameters/",
            "#/responses/": "#/components/responses/",
        ]
        return node.mappingReferences { text in
            for (old, new) in homes where text.hasPrefix(old) { return new + text.dropFirst(old.count) }
            return nil
        }
    }

    // MARK: Nodes

    private func object(_ members: [JSONNode.Member], at node: JSONNode) -> JSONNode {
        JSONNode(content: .object(members), location: node.location)
    }

    private func array(_ elements: [JSONNode], at node: JSONNode) -> JSONNode {
        JSONNode(content: .array(elements), location: node.location)
    }

    private func text(_ text: String, at node: JSONNode) -> JSONNode {
        JSONNode(content: .string(text), location: node.location)
    }

    private func bool(_ value: Bool, at node: JSONNode) -> JSONNode {
        JSONNode(content: .bool(value), location: node.location)
    }

    private func member(_ name: String, _ value: JSONNode) -> JSONNode.Member {
        .init(name: name, nameLocation: value.location, value: value)
    }

    private func renamed(_ entry: JSONNode.Member, _ value: JSONNode, as name: String? = nil) -> JSONNode.Member {
        .init(name: name ?? entry.name, nameLocation: entry.nameLocation, value: value)
    }

    private static func members(_ node: JSONNode?) -> [JSONNode.Member] {
        if case .object(let members)? = node?.content { members } else { [] }
    }

    private static func elements(_ node: JSONNode) -> [JSONNode] {
        if case .array(let elements) = node.content { elements } else { [] }
    }

    private static func texts(_ node: JSONNode?) -> [String] { node.map(elements)?.compactMap(string) ?? [] }

    private static func string(_ node: JSONNode) -> String? {
        if case .string(let text) = node.content { text } else { nil }
    }
}
