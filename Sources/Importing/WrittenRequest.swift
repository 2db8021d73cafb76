import JSON

/// A request as a scenario or a step of a suite.
struct WrittenRequest {
    let name: String
    let request: JSONObject
    let status: JSONValue
    let hasAnswer: Bool
    private let source: ImportedRequest

    init(_ source: ImportedRequest, named name: String, target: String) {
        self.source = source
        self.name = name
        hasAnswer = source.answer != nil
        status = source.answer.map { .number(JSONNumber($0.status)) } ?? "2xx"
        request = Self.request(source, target)
    }

    /// As an element of `scenarios`.
    var scenario: JSONObject {
        var scenario: JSONObject = ["name": .string(name)]
        let text = source.description.trimmed
        if !text.isEmpty { scenario["description"] = .string(TemplateText.literal(text)) }
        if let folder = source.folders.first { scenario["tags"] = [.string(RequestNames.plain(folder))] }
        if !source.variables.isEmpty { scenario["variables"] = .object(source.variables) }
        if !source.connection.isEmpty { scenario["connection"] = .object(source.connection) }
        scenario["request"] = .object(request)
        scenario["expect"] = .object(expect)
        return scenario
    }

    /// As an element of `setup`.
    var step: JSONObject {
        var step: JSONObject = ["name": .string(name)]
        if !source.connection.isEmpty { step["connection"] = .object(source.connection) }
        step["request"] = .object(request)
        step["expect"] = ["status": status]
        step["capture"] = .object(source.captures)
        return step
    }

    private static func request(_ source: ImportedRequest, _ target: String) -> JSONObject {
        var request = JSONObject()
        if source.method != "GET" { request["method"] = .string(TemplateText.literal(source.method)) }
        let path = source.path.isEmpty ? "/" : source.path
        if source.base == target || source.base.isEmpty {
            request["path"] = .string(path)
        } else {
            request["url"] = .string(source.base + path)
        }
        if !source.query.isEmpty { request["query"] = .object(grouped(source.query)) }
        var headers = grouped(source.headers)
        for name in source.withoutHeaders { headers[name] = .some(.null) }
        if !headers.isEmpty { request["headers"] = .object(headers) }
        if let auth = source.auth { request["auth"] = auth }
        switch source.body {
        case .json(let value): request["json"] = value
        case .text(let text): request["text"] = .string(text)
        case .form(let fields): request["form"] = .object(grouped(fields))
        case .multipart(let parts): request["multipart"] = .array(parts.map(JSONValue.object))
        case .file(let path): request["file"] = .string(path)
        case .base64(let text): request["base64"] = .string(text)
        case .none: break
        }
        if let timeout = source.timeout { request["timeout"] = .string(timeout) }
        return request
    }

    /// Names with their values; several of one name as a list.
    private static func grouped(_ fields: [ImportedRequest.Field]) -> JSONObject {
        var object = JSONObject()
        for field in fields {
            switch object[field.name] {
            case .array(let values): object[field.name] = .array(values + [.string(field.value)])
            case .some(let value): object[field.name] = [value, .string(field.value)]
            case .none: object[field.name] = .string(field.value)
            }
        }
        return object
    }

    /// What was answered: the status, the type, and of which types what it holds is. Values may be others the next
    /// time.
    private var expect: JSONObject {
        var expect: JSONObject = ["status": status]
        guard let answer = source.answer else { return expect }
        if answer.hasContent, let type = answer.mediaType { expect["body"] = ["contentType": .string(type)] }
        if (300...399).contains(answer.status), answer.header("Location") != nil {
            expect["headers"] = ["Location": ["exists": true]]
        }
        guard let json = answer.json, source.method != "HEAD" else { return expect }
        var types = JSONObject()
        switch json {
        case .object(let object):
            for member in object.prefix(Self.mostMembers) where member.value != .null {
                types["$\(JSONPathStep.member(member.name))"] = Self.type(member.value)
            }
        case .array(let elements):
            types["$"] = ["type": "array"]
            if let first = elements.first, elements.allSatisfy({ $0.kind == first.kind }), first.kind != .null {
                types["$[*]"] = ["each": Self.type(first)]
            }
        case .null, .bool, .number, .string: types["$"] = Self.type(json)
        }
        if !types.isEmpty { expect["json"] = .object(types) }
        return expect
    }

    /// Of more members no person would write a line each.
    private static let mostMembers = 12

    private static func type(_ value: JSONValue) -> JSONValue {
        let name =
            switch value {
            case .null: "null"
            case .bool: "boolean"
            case .number: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return ["type": .string(name)]
    }
}

/// Names of scenarios: their authors', or what is sent; none twice.
struct RequestNames {
    private var taken: Set<String> = []

    /// The name of a request that has no scenario of that name yet.
    mutating func name(of request: ImportedRequest) -> String {
        let own = request.name.map(Self.plain) ?? ""
        let made = Self.plain("\(request.method) \(request.path.isEmpty ? "/" : request.path)")
        var name = own.isEmpty ? made : own
        let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        if taken.contains(name), !request.folders.isEmpty {
            name = (request.folders.map(Self.plain) + [name]).joined(separator: ": ")
        } else if taken.contains(name), own.isEmpty, !query.isEmpty, query.count <= 60 {
            name = Self.plain("\(made)?\(query)")
        }
        var (free, count) = (name, 2)
        while taken.contains(free) {
            free = "\(name) (\(count))"
            count += 1
        }
        taken.insert(free)
        return free
    }

    /// A name that holds no template, in one line.
    static func plain(_ text: String) -> String {
        text.replacing("$${", with: "{").replacing("${", with: "{").split(whereSeparator: \.isNewline).joined(
            separator: " "
        ).trimmed
    }
}
