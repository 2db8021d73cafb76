import Diagnostics
import JSON
import JSONSchema
import Scenarios

extension ContractDecoder {
    /// The contract whose root is `document`; nil when errors were found.
    static func decode(_ document: ContractDocument, _ library: DocumentLibrary, assertsFormats: Bool) -> Contract? {
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
            let isSwagger = root["swagger"] != nil
            problems.add(
                isSwagger ? "OpenAPI 2.0 (Swagger) isn't supported" : "a contract needs 'openapi'",
                at: root["swagger"]?.location ?? root.opening,
                help: isSwagger
                    ? "convert it to OpenAPI 3.0 or 3.1" : "write the version of OpenAPI: \"openapi\": \"3.1.0\""
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
        if parts.count >= 2, parts[0] == "3", let minor = Int(parts[1]), minor > 1 {
            // What a later version adds is unknown here, and passed over.
            return .v31
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
        fields.unsupported("webhooks", "requests of the server to others aren't checked")
        let isLibrary = version == .v31 && (fields["components"] != nil || fields["webhooks"] != nil)
        if !isLibrary { _ = fields.required("paths") }
        for member in fields.paths { pathItem(member, servers, security) }
        refuseLikePaths(fields)
        schemas.finish()
        if problems.hasErrors { return nil }
        checkExamples()
        return Contract(
            path: fields.place.document.path,
            version: version,
            title: info.title,
            apiVersion: info.version,
            description: info.description,
            servers: servers,
            operations: operations,
            securitySchemes: schemes,
            schemas: schemas.named,
            warnings: problems.diagnostics
        )
    }

    /// Notes the names of all operations, which links may lead to before they are decoded.
    private func noteOperations(_ root: Fields) {
        var places: [String: SourceLocation] = [:]
        for member in root.paths {
            guard let item = follow(member.value, "a path") else { continue }
            for method in Self.methods {
                guard let operation = item[method] else { continue }
                let name = "\(method.uppercased()) \(member.name)"
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
        for member in root.paths {
            let form = PathTemplate(member.name).form
            if let other = known[form], other != member.name {
                problems.add("the path can't be told from '\(other)'", at: member.nameLocation)
            }
            known[form] = known[form] ?? member.name
        }
    }
}
