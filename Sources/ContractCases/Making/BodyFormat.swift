import Contracts
import JSON

/// How the fields of a body are written.
enum BodyFormat: Sendable {
    case json
    /// `application/x-www-form-urlencoded`: every value is a text, a list is the field several times.
    case form
    /// `multipart/form-data`: a part is a text or JSON, a list is several parts of one name.
    case multipart
    /// A text without fields: the whole of it is one value.
    case text
}

extension GeneratedRequest.Body {
    /// How its fields are written; nil for bytes, and where there is no body.
    var format: BodyFormat? {
        switch self {
        case .json: .json
        case .other("form", .object): .form
        case .other("multipart", .array): .multipart
        case .other("text", .string): .text
        case .none, .other: nil
        }
    }

    /// What it says as one value, as the server reads it along `schema`; nil where that can't be told.
    func value(_ schema: ContractSchema?, _ resolve: (JSONValue) -> JSONValue) -> JSONValue? {
        switch self {
        case .json(let written): return resolve(written)
        case .other("form", let written):
            guard let members = resolve(written).object else { return nil }
            let pairs = members.filter { $0.value != .null && $0.name != "//" }
            return .object(
                JSONObject(pairs.map { .init(name: $0.name, value: Self.read($0.value, of: $0.name, schema)) })
            )
        case .other("multipart", let written):
            guard let parts = resolve(written).array else { return nil }
            var object = JSONObject()
            for part in parts {
                guard let name = part["name"]?.string else { continue }
                let isList = ExpectedTypes.of(ExpectedTypes.member(name, of: schema))?.contains("array") ?? false
                let value = Self.read(
                    part: part,
                    isList
                        ? ExpectedTypes.elements(of: ExpectedTypes.member(name, of: schema))
                        : ExpectedTypes.member(name, of: schema)
                )
                guard isList, part["json"] == nil else {
                    object[name] = value
                    continue
                }
                object[name] = .array((object[name]?.array ?? []) + [value])
            }
            return .object(object)
        case .other("text", let written):
            return resolve(written).string.map { PlainText.value($0, ExpectedTypes.of(schema)) }
        case .none, .other: return nil
        }
    }

    private static func read(_ value: JSONValue, of name: String, _ schema: ContractSchema?) -> JSONValue {
        let own = ExpectedTypes.member(name, of: schema)
        if ExpectedTypes.of(own)?.contains("array") ?? false {
            let types = ExpectedTypes.of(ExpectedTypes.elements(of: own))
            return .array((value.array ?? [value]).map { PlainText.value($0.texted, types) })
        }
        // A server may take any of several: the schema decides about the last.
        return PlainText.value((value.array?.last ?? value).texted, ExpectedTypes.of(own))
    }

    private static func read(part: JSONValue, _ schema: ContractSchema?) -> JSONValue {
        if let json = part["json"] { return json }
        guard let text = part["text"] else { return "bytes" }
        return PlainText.value(text.texted, ExpectedTypes.of(schema))
    }

    /// The body with what a scenario writes at the place that `tokens` lead to; nil takes it away.
    func setting(_ written: JSONValue?, at tokens: [String]) -> GeneratedRequest.Body {
        switch self {
        case .json(let body): return .json(body.setting(written, at: tokens) ?? body)
        case .other("form", let form):
            return .other("form", form.setting(written.map(CaseMaker.text), at: tokens) ?? form)
        case .other("multipart", .array(let parts)):
            guard let name = tokens.first else { return self }
            return .other("multipart", .array(Self.setting(written, name, Array(tokens.dropFirst()), parts)))
        case .other("text", _):
            return tokens.isEmpty ? .other("text", written.map(CaseMaker.text) ?? "") : self
        case .none, .other: return self
        }
    }

    private static func setting(_ written: JSONValue?, _ name: String, _ rest: [String], _ parts: [JSONValue])
        -> [JSONValue]
    {
        let own = parts.indices.filter { parts[$0]["name"]?.string == name }
        guard let first = own.first else { return parts + self.parts(written, like: ["name": .string(name)]) }
        var parts = parts
        if rest.isEmpty {
            let new = self.parts(written, like: parts[first])
            for index in own.reversed() { parts.remove(at: index) }
            parts.insert(contentsOf: new, at: first)
        } else if let json = parts[first]["json"] {
            parts[first] = parts[first].setting(json.setting(written, at: rest), at: ["json"]) ?? parts[first]
        } else if let index = Int(rest[0]), own.indices.contains(index) {
            let new = self.parts(written, like: parts[own[index]])
            parts.replaceSubrange(own[index]...own[index], with: new)
        }
        return parts
    }

    /// Parts with a value, a list as several of them; with the names and types of `part`.
    private static func parts(_ written: JSONValue?, like part: JSONValue) -> [JSONValue] {
        guard let written else { return [] }
        if case .array(let elements) = written, part["json"] == nil {
            return elements.flatMap { parts($0, like: part) }
        }
        var object = part.object ?? [:]
        let isJSON = part["json"] != nil || written.kind == .object
        for key in ["text", "json", "file", "base64"] { _ = object.remove(key) }
        object[isJSON ? "json" : "text"] = isJSON ? written : CaseMaker.text(written)
        return [.object(object)]
    }
}
