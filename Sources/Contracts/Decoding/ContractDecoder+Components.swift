import JSON
import Scenarios

extension ContractDecoder {
    /// Checks all components, used or not, and returns the security schemes among them.
    func components(_ root: Fields) -> [SecurityScheme] {
        guard let place = root["components"] else { return [] }
        let known = version == .v30 ? Self.components.filter { $0 != "pathItems" } : Self.components
        guard let fields = Fields(place, "'components'", known, problems) else { return [] }
        for kind in known {
            for member in fields.map(kind) { checkName(member) }
        }
        for member in fields.map("schemas") { schemas.addNamed(member) }
        let schemes = fields.map("securitySchemes").compactMap(securityScheme)
        schemeNames = fields.map("securitySchemes").map(\.name)
        // What operations use is decoded there again; this finds what is wrong with the rest.
        for member in fields.map("parameters") { _ = parameter(member.value) }
        for member in fields.map("headers") { _ = header(member.name, member.value) }
        for member in fields.map("requestBodies") { _ = requestBody(member.value) }
        for member in fields.map("responses") { _ = response(.default, member.value) }
        for member in fields.map("examples") { _ = example(member.name, member.value) }
        for member in fields.map("links") { _ = link(member) }
        fields.unsupported("callbacks", "requests of the server to others aren't checked")
        return schemes
    }

    /// Names of components are `[a-zA-Z0-9._-]+` (OpenAPI 3.1.0, Components Object).
    private func checkName(_ member: Place.Member) {
        let isName =
            !member.name.isEmpty
            && member.name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        if isName { return }
        let help = "use letters, digits, '.', '-' and '_'"
        library.remark("'\(member.name)' isn't a name of a component", at: member.nameLocation, help: help)
    }

    private func securityScheme(_ member: Place.Member) -> SecurityScheme? {
        let known = [
            "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl",
        ]
        guard let place = follow(member.value, "a security scheme"),
            let fields = Fields(place, "a security scheme", known, problems),
            let kind = securityKind(fields)
        else { return nil }
        return SecurityScheme(
            name: member.name,
            kind: kind,
            description: fields.text("description"),
            place: member.nameLocation
        )
    }

    private func securityKind(_ fields: Fields) -> SecurityScheme.Kind? {
        guard let type = fields.requiredText("type") else { return nil }
        switch type {
        case "apiKey":
            guard let name = fields.requiredText("name"), let place = fields.required("in") else { return nil }
            let allowed: [Parameter.Location] = [.query, .header, .cookie]
            guard let location = place.string.flatMap(Parameter.Location.init), allowed.contains(location) else {
                problems.add("an API key is in 'query', 'header' or 'cookie'", at: place.location)
                return nil
            }
            return .apiKey(name: name, in: location)
        case "http":
            return fields.requiredText("scheme").map {
                .http(scheme: $0, bearerFormat: fields.optionalText("bearerFormat"))
            }
        case "oauth2":
            return fields.required("flows").map { _ in .oauth2 }
        case "openIdConnect":
            return fields.requiredText("openIdConnectUrl").map { .openIDConnect(url: $0) }
        case "mutualTLS" where version == .v31: return .mutualTLS
        default:
            let types = ["apiKey", "http", "oauth2", "openIdConnect"] + (version == .v31 ? ["mutualTLS"] : [])
            problems.add(
                "unknown type '\(type)' of a security scheme",
                at: fields["type"]?.location,
                help: UnknownName.help(type, among: types)
            )
            return nil
        }
    }

    /// The alternatives that a `security` field lists.
    func securityRequirements(_ place: Place) -> [SecurityRequirement] {
        guard case .array = place.node.content else {
            problems.add("'security' must be a list, found \(place.node.described)", at: place.location)
            return []
        }
        return place.elements.compactMap { element in
            guard case .object = element.node.content else {
                problems.add("a security requirement must be an object", at: element.location)
                return nil
            }
            return SecurityRequirement(schemes: element.members.map(requiredScheme))
        }
    }

    private func requiredScheme(_ member: Place.Member) -> SecurityRequirement.Scheme {
        if !schemeNames.contains(member.name) {
            let help =
                schemeNames.isEmpty
                ? "declare it in components/securitySchemes" : UnknownName.help(member.name, among: schemeNames)
            problems.add("unknown security scheme '\(member.name)'", at: member.nameLocation, help: help)
        }
        if case .array = member.value.node.content {
        } else {
            problems.add("the scopes of '\(member.name)' must be a list", at: member.value.location, help: "write []")
        }
        return SecurityRequirement.Scheme(name: member.name, scopes: member.value.elements.compactMap(\.string))
    }
}
