package import Decoding
import Diagnostics
import JSON
import JSONSchema

/// Makes a contract of the documents that it is written in. All that is wrong goes to ``problems``.
///
/// It is confined to the one task that decodes.
package final class ContractDecoder {
    let library: DocumentLibrary
    package let problems: Problems
    package let version: Contract.Version
    package let schemas: SchemaCollector
    /// The names of the declared security schemes.
    var schemeNames: [String] = []
    /// The ``Operation/name``s, which links may lead to.
    var operationNames: [String] = []
    /// The ``Operation/name`` of each `operationId`.
    var operationIDs: [String: String] = [:]
    package var operations: [Operation] = []

    package init(_ library: DocumentLibrary, _ version: Contract.Version, _ schemas: SchemaCollector) {
        self.library = library
        self.version = version
        self.schemas = schemas
        problems = library.problems
    }

    private static let rootFields = [
        "openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components", "security", "tags",
        "externalDocs",
    ]
    package static let components = [
        "schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links",
        "callbacks", "pathItems",
    ]

    /// The part itself, or what its `$ref` names; nil, with a problem added, when that leads nowhere or in a circle.
    package func follow(_ place: Place, _ what: String) -> Place? {
        var place = place
        var passed: Set<String> = []
        while let reference = place["$ref"] {
            guard passed.insert(place.key).inserted else {
                problems.add("the reference leads back to itself", at: reference.location)
                return nil
            }
            warnAboutSiblings(place, what)
            guard let next = library.target(of: reference) else { return nil }
            place = next
        }
        return place
    }

    /// Beside `$ref`, only `summary` and `description` have a meaning (OpenAPI 3.1.0, Reference Object).
    private func warnAboutSiblings(_ place: Place, _ what: String) {
        for member in place.members where !["$ref", "summary", "description"].contains(member.name) {
            if member.name.hasPrefix("x-") { continue }
            let help = "put it where the reference leads"
            problems.warn(
                "'\(member.name)' beside '$ref' is passed over in \(what)",
                at: member.nameLocation,
                help: help
            )
        }
    }

    /// The servers of a document, path item or operation; `inherited` where it has none of its own.
    package func servers(_ fields: Fields, inherited: [ContractServer]) -> [ContractServer] {
        let servers = fields.list("servers").compactMap(server)
        return servers.isEmpty ? inherited : servers
    }

    private func server(_ place: Place) -> ContractServer? {
        guard let fields = Fields(place, "a server", ["url", "description", "variables", "name"], problems),
            let url = fields.requiredText("url")
        else { return nil }
        var values: [String: String] = [:]
        for member in fields.map("variables") {
            let known = ["enum", "default", "description"]
            guard let variable = Fields(member.value, "a server variable", known, problems),
                let value = variable.requiredText("default")
            else { continue }
            let allowed = variable.texts("enum")
            if !allowed.isEmpty, !allowed.contains(value), let place = variable["default"] {
                let list = allowed.map { "'\($0)'" }.joined(separator: ", ")
                library.remark(
                    "the default '\(value)' isn't among the values",
                    at: place.location,
                    help: "one of \(list)"
                )
            }
            values[member.name] = value
        }
        for name in PathTemplate(url).names
        where values[name] == nil && !fields.map("variables").contains(where: { $0.name == name }) {
            let place = fields["url"]?.location
            library.remark("the URL's variable '\(name)' isn't declared", at: place, help: "declare it in 'variables'")
        }
        return ContractServer(url: url, variables: values, description: fields.text("description"))
    }
}

extension ContractDecoder {
    /// The contract whose root is `document`; nil when errors were found.
    package static func decode(_ document: ContractDocument, _ library: DocumentLibrary, assertsFormats: Bool)
        -> Contract?
    {
        let problems = library.problems
        let root = Place(document)
        guard case .object = document.root.content else {
            problems.add("a contract must be an object, found \(document.root.described)", at: document.root.location)
            return nil
        }
        guard let version = version(root, problems) else { return nil }
        guard let fields = Fields(root, "a contract", rootFields, problems) else { return nil }
        let dialect = dialect(fields, version)
        let schemas = SchemaCollector(library, dialect, version, assertsFormats: assertsFormats)
        let decoder = ContractDecoder(library, version, schemas)
        return decoder.contract(fields)
    }

    /// The version that `openapi` names.
    private static func version(_ root: Place, _ problems: Problems) -> Contract.Version? {
        guard let place = root["openapi"] else {
            // Documents of Swagger 2.0 have been converted; what comes here names another version.
            let isSwagger = root["swagger"] != nil
            problems.add(
                isSwagger ? "this version of Swagger isn't supported" : "a contract needs 'openapi'",
                at: root["swagger"]?.location ?? root.opening,
                help: isSwagger
                    ? "write \"swagger\": \"2.0\", or convert it to OpenAPI 3"
                    : "write the version of OpenAPI: \"openapi\": \"3.1.0\""
            )
            return nil
        }
        guard let text = place.string else {
            let help = "write \"3.0.3\" or \"3.1.0\", in quotes"
            problems.add("'openapi' must be a string, found \(place.node.described)", at: place.location, help: help)
            return nil
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count >= 2, parts.allSatisfy({ Int($0.prefix { $0 != "-" }) != nil }),
            let version = Contract.Version(rawValue: "\(parts[0]).\(parts[1])")
        {
            return version
        }
        if parts.count >= 2, parts[0] == "3", let minor = Int(parts[1]), minor > 2 {
            // What a later version adds is unknown here, and passed over.
            return .v32
        }
        problems.add("OpenAPI '\(text)' isn't supported", at: place.location, help: "3.0.x, 3.1.x and 3.2.x are")
        return nil
    }

    private func contract(_ fields: Fields) -> Contract? {
        let info = info(fields)
        let servers = servers(fields, inherited: [ContractServer(url: "/")])
        noteOperations(fields)
        let schemes = components(fields)
        let security = fields["security"].map(securityRequirements) ?? []
        if version == .v30 { fields.unsupported("webhooks", "OpenAPI 3.1 has them") }
        let isLibrary = version != .v30 && (fields["components"] != nil || fields["webhooks"] != nil)
        if !isLibrary { _ = fields.required("paths") }
        for member in fields.paths { pathItem(member, servers, security) }
        refuseLikePaths(fields)
        let webhooks = version == .v30 ? [] : fields.map("webhooks").compactMap { webhook($0, servers) }
        schemas.finish()
        if problems.hasErrors { return nil }
        checkExamples()
        var contract = Contract(
            path: fields.place.document.path,
            version: version,
            title: info.title,
            apiVersion: info.version,
            description: info.description,
            servers: servers,
            operations: operations,
            routes: RouteTable(operations),
            securitySchemes: schemes,
            schemas: schemas.named,
            warnings: problems.diagnostics
        )
        contract.webhooks = webhooks
        return contract
    }

    /// Notes the names of all operations, which links may lead to before they are decoded.
    private func noteOperations(_ root: Fields) {
        var places: [String: SourceLocation] = [:]
        for member in root.paths {
            guard let item = follow(member.value, "a path") else { continue }
            for (method, operation) in operations(at: item) {
                let name = "\(method) \(member.name)"
                operationNames.append(name)
                guard let place = operation["operationId"], let id = place.string else { continue }
                if let first = places[id] {
                    let help = "it is first given in line \(first.line) of \(first.file.path)"
                    problems.add("the operationId '\(id)' is given twice", at: place.location, help: help)
                    continue
                }
                places[id] = place.location
                operationIDs[id] = name
            }
        }
    }

    private func info(_ root: Fields) -> (title: String, version: String, description: String) {
        let known = ["title", "summary", "description", "termsOfService", "contact", "license", "version"]
        // It describes: what is wrong with it takes nothing away.
        let own = Problems()
        defer { for diagnostic in own.diagnostics { remark(diagnostic) } }
        guard let place = root["info"], let fields = Fields(place, "'info'", known, own) else {
            if root["info"] == nil { own.add("a contract needs 'info'", at: root.place.opening) }
            return ("", "", "")
        }
        return (fields.requiredText("title") ?? "", fields.requiredText("version") ?? "", fields.text("description"))
    }

    private func remark(_ diagnostic: Diagnostic) {
        var diagnostic = diagnostic
        if !library.isStrict { diagnostic.severity = .warning }
        problems.add(diagnostic)
    }

    /// The dialect of schemas that don't name one themselves.
    private static func dialect(_ root: Fields, _ version: Contract.Version) -> JSONSchema.Dialect {
        if version == .v30 { return .openAPI30 }
        guard let place = root["jsonSchemaDialect"], let uri = root.optionalText("jsonSchemaDialect") else {
            return .draft2020_12
        }
        switch uri.hasSuffix("#") ? String(uri.dropLast()) : uri {
        case "https://json-schema.org/draft/2020-12/schema", SchemaLibrary.baseDialectURI: return .draft2020_12
        case "http://json-schema.org/draft-07/schema": return .draft7
        default:
            let help = "JSON Schema 2020-12, draft 7 and \(SchemaLibrary.baseDialectURI) are supported"
            root.problems.add("unknown dialect '\(uri)'", at: place.location, help: help)
            return .draft2020_12
        }
    }

    /// Two templates that differ in nothing but names match the same paths (OpenAPI 3.1.0, Paths Object).
    private func refuseLikePaths(_ root: Fields) {
        var known: [String: String] = [:]
        var operations: [String: String] = [:]
        let (whole, withFragments) = (
            root.paths.filter { !$0.name.contains("#") }, root.paths.filter { $0.name.contains("#") }
        )
        for member in whole {
            let form = PathTemplate(member.name).form
            if let other = known[form], other != member.name {
                problems.add("the path can't be told from '\(other)'", at: member.nameLocation)
            }
            known[form] = known[form] ?? member.name
            for part in member.value.members { operations["\(part.name) \(form)"] = member.name }
        }
        // A fragment isn't sent (RFC 9110, section 4.2.5).
        for member in withFragments {
            let form = PathTemplate(member.name).form
            for part in member.value.members where Self.allMethods.contains(part.name) {
                let key = "\(part.name) \(form)"
                if let other = operations[key] {
                    let name = "\(part.name.uppercased()) \(other)"
                    problems.add("fragments aren't sent: this can't be told from '\(name)'", at: part.nameLocation)
                }
                operations[key] = operations[key] ?? member.name
            }
        }
    }
}

/// What an operation has from its path.
struct PathContext {
    package let method: String
    package let path: String
    package let nameLocation: SourceLocation
    package let parameters: [Parameter]
    package let servers: [ContractServer]
    package let security: [SecurityRequirement]
    /// Why no request can be made of any operation of the path; nil where they can.
    var obstacle: String?
    /// Whether the operation is what the server sends of its own accord.
    var isCallback = false
}
