import JSON
import Scenarios

/// Makes a contract of the documents that it is written in. All that is wrong goes to ``problems``.
///
/// It is confined to the one task that decodes.
final class ContractDecoder {
    let library: DocumentLibrary
    let problems: Problems
    let version: Contract.Version
    let schemas: SchemaCollector
    /// The names of the declared security schemes.
    var schemeNames: [String] = []
    /// The ``Operation/name``s, which links may lead to.
    var operationNames: [String] = []
    /// The ``Operation/name`` of each `operationId`.
    var operationIDs: [String: String] = [:]
    var operations: [Operation] = []

    init(_ library: DocumentLibrary, _ version: Contract.Version, _ schemas: SchemaCollector) {
        self.library = library
        self.version = version
        self.schemas = schemas
        problems = library.problems
    }

    static let rootFields = [
        "openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components", "security", "tags",
        "externalDocs",
    ]
    static let components = [
        "schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links",
        "callbacks", "pathItems",
    ]

    /// The part itself, or what its `$ref` names; nil, with a problem added, when that leads nowhere or in a circle.
    func follow(_ place: Place, _ what: String) -> Place? {
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
    func servers(_ fields: Fields, inherited: [ContractServer]) -> [ContractServer] {
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
