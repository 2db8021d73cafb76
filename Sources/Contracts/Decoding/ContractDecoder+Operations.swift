import Decoding
import Diagnostics
import HTTP
import JSON

extension ContractDecoder {
    package static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    /// The methods that have a field of their own in some version.
    package static let allMethods = methods + ["query"]
    /// The field of a path for methods that have none of their own.
    package static let additional = "additionalOperations"

    private var pathFields: [String] {
        let newer = version == .v32 ? ["query", Self.additional] : []
        return ["$ref", "summary", "description", "servers", "parameters"] + Self.methods + newer
    }

    /// The operations of a path by their methods as they are sent (OpenAPI 3.2.0, Path Item Object).
    func operations(at path: Place) -> [(method: String, place: Place)] {
        let isNewer = version == .v32
        let fixed = (isNewer ? Self.allMethods : Self.methods).compactMap { name in
            path[name].map { (name.uppercased(), $0) }
        }
        guard isNewer, let more = path[Self.additional] else { return fixed }
        return fixed + more.members.filter { !$0.name.hasPrefix("x-") }.map { ($0.name, $0.value) }
    }

    /// Complains of methods under `additionalOperations` that have a field of their own, or that are none.
    private func checkMethods(_ path: Place) {
        guard version == .v32, let more = path[Self.additional] else { return }
        guard case .object = more.node.content else {
            problems.add("'\(Self.additional)' must be an object, found \(more.node.described)", at: more.location)
            return
        }
        for member in more.members {
            if Self.allMethods.contains(member.name.lowercased()) {
                let field = member.name.lowercased()
                problems.add(
                    "\(member.name) has a field of its own",
                    at: member.nameLocation,
                    help: "write it under '\(field)'"
                )
            } else if !FieldSyntax.isToken(member.name.utf8) {
                problems.add(
                    "'\(member.name)' is not a method",
                    at: member.nameLocation,
                    help: "a method is a token such as COPY"
                )
            }
        }
    }

    /// Decodes the operations of a path.
    func pathItem(_ member: Place.Member, _ servers: [ContractServer], _ security: [SecurityRequirement]) {
        if !member.name.hasPrefix("/") {
            let help = "write '/\(member.name)'"
            problems.add("a path begins with a slash, found '\(member.name)'", at: member.nameLocation, help: help)
        }
        guard let place = follow(member.value, "a path"), let fields = Fields(place, "a path", pathFields, problems)
        else {
            return
        }
        checkMethods(place)
        let servers = self.servers(fields, inherited: servers)
        let shared = parameters(fields)
        let obstacle = unwritableQuery(fields)
        for (method, place) in operations(at: place) {
            let context = PathContext(
                method: method,
                path: member.name,
                nameLocation: member.nameLocation,
                parameters: shared,
                servers: servers,
                security: security,
                obstacle: obstacle
            )
            if let operation = operation(place, context) { operations.append(operation) }
        }
    }

    /// What the server may send of its own accord when the operation of `fields` is called.
    private func callbacks(_ fields: Fields, _ context: PathContext) -> [ContractCallback] {
        fields.map("callbacks").flatMap { member -> [ContractCallback] in
            let expressions = follow(member.value, "a callback")?.members ?? []
            return expressions.filter { !$0.name.hasPrefix("x-") && $0.name != "$ref" }.flatMap { expression in
                callback(member.name, expression, context)
            }
        }
    }

    private func callback(_ name: String, _ expression: Place.Member, _ context: PathContext) -> [ContractCallback] {
        guard let address = ContractCallback.Address(expression.name) else {
            library.remark(
                "the requests to '\(expression.name)' aren't waited for",
                at: expression.nameLocation,
                help:
                    "only what the request gives can be ours: {$request.body#/url}, .query.url or .header.url, a path behind it"
            )
            return []
        }
        let path = address.suffix.isEmpty ? "/" : address.suffix
        return outgoing(expression, path: path, context.servers).map {
            ContractCallback(name: name, source: address.source, suffix: address.suffix, operation: $0)
        }
    }

    /// What the server sends of its own accord to addresses that the contract doesn't know.
    func webhook(_ member: Place.Member, _ servers: [ContractServer]) -> ContractWebhook? {
        if member.name.hasPrefix("x-") { return nil }
        return ContractWebhook(name: member.name, operations: outgoing(member, path: member.name, servers))
    }

    /// The operations of a path item that isn't the server's own: what it sends to others.
    private func outgoing(_ member: Place.Member, path: String, _ servers: [ContractServer]) -> [Operation] {
        guard let place = follow(member.value, "a path"), let fields = Fields(place, "a path", pathFields, problems)
        else {
            return []
        }
        checkMethods(place)
        let shared = parameters(fields)
        let obstacle = unwritableQuery(fields)
        return operations(at: place).compactMap { method, place in
            let own = PathContext(
                method: method,
                path: path,
                nameLocation: member.nameLocation,
                parameters: shared,
                servers: servers,
                security: [],
                obstacle: obstacle,
                isCallback: true
            )
            return operation(place, own)
        }
    }

    private static let operationFields = [
        "tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses",
        "callbacks", "deprecated", "security", "servers",
    ]

    private func operation(_ place: Place, _ context: PathContext) -> Operation? {
        guard let fields = Fields(place, "an operation", Self.operationFields, problems) else { return nil }
        if let obstacle = unwritableQuery(fields) ?? context.obstacle {
            problems.add(
                obstacle,
                at: place.opening,
                help: "form fields of an object (application/x-www-form-urlencoded) can be"
            )
            return nil
        }
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
            location: place.opening,
            callbacks: context.isCallback ? [] : callbacks(fields, context)
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

extension Parameter {
    /// Whether the other one has the same name and location.
    package func isSame(as other: Parameter) -> Bool { location == other.location && isCalled(other.name) }
}

extension ContractDecoder {
    /// The parameters of a path item or operation.
    package func parameters(_ fields: Fields) -> [Parameter] {
        var found: [Parameter] = []
        for place in fields.list("parameters") {
            guard let parameter = parameter(place) else { continue }
            if found.contains(where: { $0.isSame(as: parameter) }) {
                let description = "\(parameter.location.rawValue) parameter '\(parameter.name)'"
                problems.add("the \(description) is there twice", at: place.opening, help: "keep one of them")
            }
            found.append(parameter)
        }
        return found.filter { parameter in !isOverruled(parameter) }
    }

    /// These headers are described by other means; a parameter of that name is ignored (OpenAPI 3.1.0, Parameter
    /// Object).
    private func isOverruled(_ parameter: Parameter) -> Bool {
        guard parameter.location == .header,
            let other = ["accept": "responses", "content-type": "requestBody", "authorization": "security"][
                parameter.name.lowercased()
            ]
        else { return false }
        let message = "a header parameter '\(parameter.name)' has no effect"
        problems.warn(message, at: parameter.place, help: "'\(other)' says what it may be")
        return true
    }

    private static let parameterFields = [
        "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved",
        "schema", "example", "examples", "content",
    ]

    package func parameter(_ place: Place) -> Parameter? {
        guard let place = follow(place, "a parameter"),
            let fields = Fields(place, "a parameter", Self.parameterFields, problems),
            let name = fields.requiredText("name")
        else { return nil }
        if version == .v32, fields["in"]?.string == Self.queryString { return queryString(name, fields) }
        guard let location = location(fields) else { return nil }
        let style = style(fields, location) ?? Self.defaultStyle(location)
        let isRequired = fields.flag("required") ?? false || location == .path
        if location == .path, fields.flag("required") != true {
            let where_ = fields["required"]?.location ?? place.opening
            library.remark(
                "a path parameter needs \"required\": true",
                at: where_,
                help: "a path without it is another path"
            )
        }
        let described = described(fields, "a parameter")
        return Parameter(
            name: name,
            location: location,
            isRequired: isRequired,
            isDeprecated: fields.flag("deprecated") ?? false,
            allowsEmptyValue: fields.flag("allowEmptyValue") ?? false,
            allowsReserved: fields.flag("allowReserved") ?? false,
            style: style,
            explode: fields.flag("explode") ?? (style == .form),
            schema: described.schema,
            content: described.content,
            examples: examples(fields, described.schema ?? described.content?.schema, .request),
            description: fields.text("description"),
            place: place.opening
        )
    }

    private static let queryString = "querystring"

    /// The query as a whole (OpenAPI 3.2.0, Parameter Locations): fields of a form are those of an exploded object.
    /// Queries of other types are neither written nor read; nil for them.
    private func queryString(_ name: String, _ fields: Fields) -> Parameter? {
        guard let place = fields["content"], place.members.count == 1 else {
            problems.add(
                "a parameter in the query string needs 'content' with one media type",
                at: fields.place.opening
            )
            return nil
        }
        let isRequired = fields.flag("required") ?? false
        guard let media = content(place, .request).first, Self.isFormFields(media.type),
            let schema = media.schema, ExpectedTypes.of(schema) == ["object"]
        else {
            // Who needs it is left out as a whole.
            if !isRequired {
                problems.add("a query string that is no form of an object isn't written", at: fields.place.opening)
            }
            return nil
        }
        return Parameter(
            name: name,
            location: .query,
            isRequired: isRequired,
            isDeprecated: fields.flag("deprecated") ?? false,
            allowsEmptyValue: false,
            allowsReserved: false,
            style: .form,
            explode: true,
            schema: schema,
            content: nil,
            examples: media.examples + examples(fields, schema, .request),
            description: fields.text("description"),
            place: fields.place.opening
        )
    }

    private static func isFormFields(_ type: MediaType) -> Bool { type.essence == "application/x-www-form-urlencoded" }

    /// Why no request can be made with the mandatory query string among the parameters of `fields`; nil where there is
    /// none, or it can be.
    private func unwritableQuery(_ fields: Fields) -> String? {
        guard version == .v32 else { return nil }
        for place in fields.place["parameters"]?.elements ?? [] {
            guard let parameter = follow(place, "a parameter"), parameter["in"]?.string == Self.queryString,
                parameter["required"]?.node.value == true, let content = parameter["content"]?.members.first
            else { continue }
            let isForm = MediaType(content.name).map(Self.isFormFields) ?? false
            let isObject = content.value["schema"].map { ExpectedTypes.of(schemas.add($0)) == ["object"] } ?? false
            if !isForm || !isObject { return "its mandatory query string of \(content.name) isn't written" }
        }
        return nil
    }

    private func location(_ fields: Fields) -> Parameter.Location? {
        guard let text = fields.requiredText("in") else { return nil }
        if let location = Parameter.Location(rawValue: text) { return location }
        let isOld = text == "body" || text == "formData"
        let help =
            isOld
            ? "OpenAPI 3 describes content in 'requestBody'"
            : UnknownName.help(text, among: Parameter.Location.allCases.map(\.rawValue))
        problems.add("unknown location '\(text)' of a parameter", at: fields["in"]?.location, help: help)
        return nil
    }

    private static func defaultStyle(_ location: Parameter.Location) -> Parameter.Style {
        location == .path || location == .header ? .simple : .form
    }

    private func style(_ fields: Fields, _ location: Parameter.Location) -> Parameter.Style? {
        guard let text = fields.optionalText("style") else { return nil }
        // OpenAPI 3.2 has a style for cookies, which is that of forms without percent-encoding.
        if version == .v32, location == .cookie, text == "cookie" { return .form }
        let allowed: [Parameter.Style] =
            switch location {
            case .path: [.matrix, .label, .simple]
            case .query: [.form, .spaceDelimited, .pipeDelimited, .deepObject]
            case .header: [.simple]
            case .cookie: [.form]
            }
        if let style = Parameter.Style(rawValue: text), allowed.contains(style) { return style }
        let isStyle = Parameter.Style(rawValue: text) != nil
        problems.add(
            isStyle ? "a \(location.rawValue) parameter can't have the style '\(text)'" : "unknown style '\(text)'",
            at: fields["style"]?.location,
            help: "a \(location.rawValue) parameter can have: \(allowed.map(\.rawValue).joined(separator: ", "))"
        )
        return nil
    }

    /// The schema or the content that describes a parameter or header: exactly one of them.
    private func described(_ fields: Fields, _ what: String) -> (schema: ContractSchema?, content: MediaContent?) {
        switch (fields["schema"], fields["content"]) {
        case (let schema?, nil): return (schemas.add(schema), nil)
        case (nil, let content?):
            let media = self.content(content, .request)
            if media.count != 1 { problems.add("'content' of \(what) has one media type", at: content.location) }
            return (nil, media.first)
        case (nil, nil):
            problems.add("\(what) needs 'schema' or 'content'", at: fields.place.opening)
        case (_, let content?):
            problems.add(
                "'schema' and 'content' can't be given together",
                at: content.location,
                help: "keep one of them"
            )
        }
        return (nil, nil)
    }

    private static let headerFields = parameterFields.filter { $0 != "name" && $0 != "in" }

    package func header(_ name: String, _ place: Place) -> HeaderDefinition? {
        guard let place = follow(place, "a header"),
            let fields = Fields(place, "a header", Self.headerFields, problems)
        else { return nil }
        if let style = fields.optionalText("style"), style != "simple" {
            problems.add(
                "a header can't have the style '\(style)'",
                at: fields["style"]?.location,
                help: "leave it out"
            )
        }
        let described = described(fields, "a header")
        return HeaderDefinition(
            name: name,
            isRequired: fields.flag("required") ?? false,
            explode: fields.flag("explode") ?? false,
            schema: described.schema,
            content: described.content,
            examples: examples(fields, described.schema ?? described.content?.schema, .response),
            description: fields.text("description"),
            place: place.opening
        )
    }
}
