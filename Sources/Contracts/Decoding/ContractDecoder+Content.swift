import Decoding
import HTTP
import JSON

extension ContractDecoder {
    package func requestBody(_ place: Place) -> RequestBody? {
        guard let place = follow(place, "a request body"),
            let fields = Fields(place, "a request body", ["description", "content", "required"], problems),
            let content = fields.required("content")
        else { return nil }
        return RequestBody(
            isRequired: fields.flag("required") ?? false,
            content: self.content(content, .request),
            description: fields.text("description"),
            place: place.opening
        )
    }

    /// The media types of a `content` field.
    package func content(_ place: Place, _ direction: MessageDirection) -> [MediaContent] {
        guard case .object = place.node.content else {
            problems.add("'content' must be an object, found \(place.node.described)", at: place.location)
            return []
        }
        return place.members.filter { !$0.name.hasPrefix("x-") }.compactMap { media($0, direction) }
    }

    private func media(_ member: Place.Member, _ direction: MessageDirection) -> MediaContent? {
        guard let type = MediaType(member.name) else {
            let help = "write a type such as application/json, or a range such as text/*"
            problems.add("'\(member.name)' isn't a media type", at: member.nameLocation, help: help)
            return nil
        }
        let known = ["schema", "example", "examples", "encoding"]
        guard let fields = Fields(member.value, "a media type", known, problems) else { return nil }
        let schema = fields["schema"].map(schemas.add)
        var encodings: [String: PropertyEncoding] = [:]
        for encoding in fields.map("encoding") { encodings[encoding.name] = self.encoding(encoding.value) }
        return MediaContent(
            type: type,
            schema: schema,
            examples: examples(fields, type.isJSON ? schema : nil, direction),
            encodings: encodings,
            place: member.nameLocation
        )
    }

    private func encoding(_ place: Place) -> PropertyEncoding? {
        let known = ["contentType", "headers", "style", "explode", "allowReserved"]
        guard let fields = Fields(place, "an encoding", known, problems) else { return nil }
        fields.unsupported("headers", "the headers of parts aren't checked")
        var style = Parameter.Style.form
        let allowed: [Parameter.Style] = [.form, .spaceDelimited, .pipeDelimited, .deepObject]
        if let text = fields.optionalText("style") {
            if let known = Parameter.Style(rawValue: text), allowed.contains(known) {
                style = known
            } else {
                let help = UnknownName.help(text, among: allowed.map(\.rawValue))
                problems.add("unknown style '\(text)'", at: fields["style"]?.location, help: help)
            }
        }
        return PropertyEncoding(
            contentType: fields.optionalText("contentType"),
            style: style,
            explode: fields.flag("explode") ?? (style == .form),
            allowsReserved: fields.flag("allowReserved") ?? false
        )
    }

    /// The examples of a parameter, header or media type; those with a schema are held against it later.
    package func examples(
        _ fields: Fields,
        _ schema: ContractSchema?,
        _ direction: MessageDirection
    ) -> [ContractExample] {
        var found: [ContractExample] = []
        if let place = fields["example"] {
            found.append(
                ContractExample(name: "", summary: "", value: place.node.value, place: place.location)
            )
            if let other = fields["examples"] {
                problems.add(
                    "'example' and 'examples' can't be given together",
                    at: other.location,
                    help: "keep one of them"
                )
            }
        }
        for member in fields.map("examples") {
            if let example = example(member.name, member.value) { found.append(example) }
        }
        if let schema { for example in found { schemas.examples.append((example, schema, direction)) } }
        return found
    }

    package func example(_ name: String, _ place: Place) -> ContractExample? {
        guard let place = follow(place, "an example"),
            let fields = Fields(place, "an example", ["summary", "description", "value", "externalValue"], problems)
        else { return nil }
        fields.unsupported("externalValue", "write the example as 'value'")
        guard let value = fields["value"] else { return nil }
        return ContractExample(
            name: name,
            summary: fields.text("summary"),
            value: value.node.value,
            place: value.location
        )
    }

    /// Warns of examples that break their own schemas.
    func checkExamples() {
        for (example, schema, direction) in schemas.examples {
            // What stands in a schema may be of either direction.
            let directions: [MessageDirection?] = direction.map { [$0] } ?? [nil, .request, .response]
            if directions.contains(where: { schema.isValid(example.value, $0) }) { continue }
            guard let violation = schema.validate(example.value, direction).first else { continue }
            let isDefault = direction == nil && example.name == "default"
            let description =
                isDefault ? "the default" : example.name.isEmpty ? "the example" : "the example '\(example.name)'"
            problems.warn("\(description) breaks its schema: \(violation)", at: example.place)
        }
    }
}

extension ContractDecoder {
    package func responses(_ operation: Fields) -> [ResponseDefinition] {
        guard let place = operation["responses"] else { return [] }
        let members = operation.map("responses").filter { !$0.name.hasPrefix("x-") }
        if members.isEmpty, place.node.kind == .object {
            problems.add("'responses' needs at least one response", at: place.opening)
        }
        return members.compactMap { member in
            guard let selector = selector(member.name) else {
                let help = "write a status such as 200, a range such as 4XX, or 'default'"
                problems.add("'\(member.name)' isn't a status", at: member.nameLocation, help: help)
                return nil
            }
            return response(selector, member.value)
        }
    }

    private func selector(_ name: String) -> ResponseDefinition.Selector? {
        if name == "default" { return .default }
        let bytes = Array(name.utf8)
        guard bytes.count == 3, (0x31...0x35).contains(bytes[0]) else { return nil }
        if name.hasSuffix("XX") { return .range(Int(bytes[0]) - 0x30) }
        return bytes.allSatisfy { (0x30...0x39).contains($0) } ? Int(name).map { .code($0) } : nil
    }

    package func response(_ selector: ResponseDefinition.Selector, _ place: Place) -> ResponseDefinition? {
        guard let place = follow(place, "a response"),
            let fields = Fields(place, "a response", ["description", "headers", "content", "links"], problems)
        else { return nil }
        return ResponseDefinition(
            selector: selector,
            description: fields.requiredText("description") ?? "",
            headers: fields.map("headers").compactMap(header),
            content: fields["content"].map { content($0, .response) } ?? [],
            links: fields.map("links").compactMap(link),
            place: place.opening
        )
    }

    /// `Content-Type` among the headers is ignored (OpenAPI 3.1.0, Response Object).
    private func header(_ member: Place.Member) -> HeaderDefinition? {
        guard HeaderFields.sameName(member.name, "Content-Type") else { return header(member.name, member.value) }
        problems.warn(
            "a response header 'Content-Type' has no effect",
            at: member.nameLocation,
            help: "'content' says what it may be"
        )
        return nil
    }

    package func link(_ member: Place.Member) -> ContractLink? {
        let known = ["operationRef", "operationId", "parameters", "requestBody", "description", "server"]
        guard let place = follow(member.value, "a link"), let fields = Fields(place, "a link", known, problems) else {
            return nil
        }
        fields.unsupported("server", "the operation's own servers are used")
        guard let operation = linkedOperation(fields) else { return nil }
        let arguments = fields.map("parameters").map { parameter in
            let parts = parameter.name.split(separator: ".", maxSplits: 1).map(String.init)
            let location = parts.count == 2 ? Parameter.Location(rawValue: parts[0]) : nil
            return ContractLink.Argument(
                name: location == nil ? parameter.name : parts[1],
                location: location,
                value: linkValue(parameter.value)
            )
        }
        return ContractLink(
            name: member.name,
            operation: operation,
            arguments: arguments,
            requestBody: fields["requestBody"].map(linkValue),
            description: fields.text("description"),
            place: place.opening
        )
    }

    /// The name of the operation that a link leads to.
    private func linkedOperation(_ fields: Fields) -> String? {
        if let id = fields.optionalText("operationId") {
            if let name = operationIDs[id] { return name }
            let help = UnknownName.help(id, among: operationIDs.keys.sorted())
            problems.add("no operation has the operationId '\(id)'", at: fields["operationId"]?.location, help: help)
            return nil
        }
        guard let reference = fields["operationRef"] else {
            problems.add("a link needs 'operationId' or 'operationRef'", at: fields.place.opening)
            return nil
        }
        if let name = operationName(reference) { return name }
        // Whatever else it names isn't an operation; where it leads nowhere, that is said.
        if library.target(of: reference) == nil { return nil }
        problems.add("'\(reference.string ?? "")' isn't an operation of this contract", at: reference.location)
        return nil
    }

    /// The operation that `#/paths/~1users~1{id}/get` names, even where the path is described in another file.
    private func operationName(_ reference: Place) -> String? {
        let (document, fragment) = DocumentPath.parts(of: reference.string ?? "")
        let path = DocumentPath.resolve(document, against: reference.document.path)
        guard path == library.documents.first?.path,
            let pointer = PercentText.decode(fragment).flatMap(JSONPointer.init),
            pointer.tokens.count >= 3, pointer.tokens[0] == "paths"
        else { return nil }
        let method: String
        switch pointer.tokens.count {
        case 3: method = pointer.tokens[2].uppercased()
        case 4 where pointer.tokens[2] == Self.additional: method = pointer.tokens[3]
        default: return nil
        }
        let name = "\(method) \(pointer.tokens[1])"
        return operationNames.contains(name) ? name : nil
    }

    private func linkValue(_ place: Place) -> ContractLink.Value {
        guard let text = place.string, text.hasPrefix("$") else { return .constant(place.node.value) }
        if let expression = RuntimeExpression(text) { return .expression(expression) }
        let help = "such as $response.body#/id, $request.path.id or $response.header.Location"
        problems.add("'\(text)' isn't a runtime expression", at: place.location, help: help)
        return .constant(place.node.value)
    }
}

extension ContractDecoder {
    /// Checks all components, used or not, and returns the security schemes among them.
    package func components(_ root: Fields) -> [SecurityScheme] {
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
        case "mutualTLS" where version != .v30: return .mutualTLS
        default:
            let types = ["apiKey", "http", "oauth2", "openIdConnect"] + (version != .v30 ? ["mutualTLS"] : [])
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
