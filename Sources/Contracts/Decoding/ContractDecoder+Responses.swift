import HTTP
import JSON
import Scenarios

extension ContractDecoder {
    func responses(_ operation: Fields) -> [ResponseDefinition] {
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

    func response(_ selector: ResponseDefinition.Selector, _ place: Place) -> ResponseDefinition? {
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

    func link(_ member: Place.Member) -> ContractLink? {
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
            pointer.tokens.count == 3, pointer.tokens[0] == "paths"
        else { return nil }
        let name = "\(pointer.tokens[2].uppercased()) \(pointer.tokens[1])"
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
