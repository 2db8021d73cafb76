import Diagnostics
import Scenarios

extension ContractDecoder {
    static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// Decodes the operations of a path.
    func pathItem(_ member: Place.Member, _ servers: [ContractServer], _ security: [SecurityRequirement]) {
        if !member.name.hasPrefix("/") {
            let help = "write '/\(member.name)'"
            problems.add("a path begins with a slash, found '\(member.name)'", at: member.nameLocation, help: help)
        }
        let known = ["$ref", "summary", "description", "servers", "parameters"] + Self.methods
        guard let place = follow(member.value, "a path"), let fields = Fields(place, "a path", known, problems) else {
            return
        }
        let servers = self.servers(fields, inherited: servers)
        let shared = parameters(fields)
        for method in Self.methods {
            guard let place = fields[method] else { continue }
            let context = PathContext(
                method: method.uppercased(),
                path: member.name,
                nameLocation: member.nameLocation,
                parameters: shared,
                servers: servers,
                security: security
            )
            if let operation = operation(place, context) { operations.append(operation) }
        }
    }

    private static let operationFields = [
        "tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses",
        "callbacks", "deprecated", "security", "servers",
    ]

    private func operation(_ place: Place, _ context: PathContext) -> Operation? {
        guard let fields = Fields(place, "an operation", Self.operationFields, problems) else { return nil }
        fields.unsupported("callbacks", "requests of the server to others aren't checked")
        let own = parameters(fields)
        let template = PathTemplate(context.path)
        // An operation's parameter takes the place of the path's with the same name and location.
        let all = context.parameters.filter { shared in !own.contains { $0.isSame(as: shared) } } + own
        checkPathParameters(template, all, context, place)
        if version == .v30 { _ = fields.required("responses") }
        return Operation(
            id: fields.optionalText("operationId"),
            method: context.method,
            path: context.path,
            template: template,
            summary: fields.text("summary"),
            tags: fields.texts("tags"),
            isDeprecated: fields.flag("deprecated") ?? false,
            parameters: all.filter { $0.location != .path || template.names.contains($0.name) },
            requestBody: fields["requestBody"].flatMap(requestBody),
            responses: responses(fields),
            security: fields["security"].map(securityRequirements) ?? context.security,
            servers: servers(fields, inherited: context.servers),
            location: place.opening
        )
    }

    private func checkPathParameters(
        _ template: PathTemplate,
        _ all: [Parameter],
        _ context: PathContext,
        _ place: Place
    ) {
        var seen: Set<String> = []
        for name in template.names {
            if !seen.insert(name).inserted {
                library.remark("'{\(name)}' is in the path twice", at: context.nameLocation)
            }
            if all.contains(where: { $0.location == .path && $0.name == name }) { continue }
            let declared = all.filter { $0.location == .path }.map(\.name)
            let near = NearestWord.suggest(name, among: declared).map { "'\($0)' is declared; " } ?? ""
            let help = "\(near)every name in the path needs a parameter with \"in\": \"path\""
            problems.add("\(context.method) declares no parameter '\(name)' of the path", at: place.opening, help: help)
        }
        for parameter in all where parameter.location == .path && !template.names.contains(parameter.name) {
            let near = NearestWord.suggest(parameter.name, among: template.names)
            library.remark(
                "'\(context.path)' has no '{\(parameter.name)}'",
                at: parameter.place,
                help: near.map { "did you mean '\($0)'?" } ?? ""
            )
        }
    }
}
