import Contracts
import HTTP
import JSON

/// A request as a scenario describes it: values may hold `${...}`.
struct GeneratedRequest: Sendable, Hashable {
    /// The content.
    enum Body: Sendable, Hashable {
        case none
        case json(JSONValue)
        /// Another kind of body, by its key in the format.
        case other(String, JSONValue)
    }

    var method: String
    /// The path, a query behind it included.
    var path: String
    var query = JSONObject()
    /// Null for a field that must not be sent.
    var headers = JSONObject()
    var auth: JSONValue?
    var body = Body.none
    /// What is neither changed nor looked at, such as `timeout`.
    var rest = JSONObject()

    init(method: String, path: String) {
        self.method = method
        self.path = path
    }

    private static let bodyKeys = ["json", "text", "form", "multipart", "file", "base64"]

    /// The draft of a `request` object.
    init(_ request: JSONValue) {
        let members = request.object ?? [:]
        method = members["method"]?.string ?? "GET"
        path = members["path"]?.string ?? "/"
        for member in members {
            switch member.name {
            case "method", "path", "//": break
            case "query": query = member.value.object ?? [:]
            case "headers": headers = member.value.object ?? [:]
            case "auth": auth = member.value
            case "json": body = .json(member.value)
            case let key where Self.bodyKeys.contains(key): body = .other(key, member.value)
            default: rest[member.name] = member.value
            }
        }
        _ = query.remove("//")
        _ = headers.remove("//")
    }

    /// A boundary that is nowhere else, for multipart bodies that the format can't say by their parts.
    static let boundary = "muster-boundary"

    /// The draft as the format can say it: a multipart body has a part at least, so one without is its closing
    /// boundary.
    private var sayable: GeneratedRequest {
        guard body == .other("multipart", []) else { return self }
        var draft = self
        draft.body = .other("text", .string("--\(Self.boundary)--\r\n"))
        draft.set(header: "Content-Type", .string("multipart/form-data; boundary=\(Self.boundary)"))
        return draft
    }

    /// The `request` object.
    var value: JSONObject { sayable.members }

    private var members: JSONObject {
        var value: JSONObject = ["method": .string(method)]
        // One takes the place of the other.
        if rest["url"] == nil { value["path"] = .string(path) }
        if !query.isEmpty { value["query"] = .object(query) }
        if !headers.isEmpty { value["headers"] = .object(headers) }
        switch body {
        case .none: break
        case .json(let json): value["json"] = json
        case .other(let key, let content): value[key] = content
        }
        if let auth { value["auth"] = auth }
        for member in rest { value[member.name] = member.value }
        return value
    }

    /// The patch that makes this draft of `base`, by the rules of the format.
    func patch(of base: GeneratedRequest) -> JSONObject { sayable.difference(to: base) }

    private func difference(to base: GeneratedRequest) -> JSONObject {
        var patch = ScenarioText.patch(from: .object(base.value), to: .object(value))?.object ?? [:]
        if let headers = headerPatch(of: base) { patch["headers"] = .object(headers) }
        // One kind of body takes the place of another by itself.
        if body != .none {
            for key in Self.bodyKeys where patch[key] == .null { _ = patch.remove(key) }
        }
        // Credentials of another kind replace the inherited ones; they aren't merged into them.
        if let auth, let old = base.auth, auth != old, auth.object?.names != old.object?.names { patch["auth"] = auth }
        return patch
    }

    /// Names are compared without regard to case, and a null stays in place.
    private func headerPatch(of base: GeneratedRequest) -> JSONObject? {
        if headers == base.headers { return nil }
        var patch = JSONObject()
        for member in headers where base.headers[member.name] != member.value { patch[member.name] = member.value }
        for member in headers where base.headers.header(member.name)?.name != member.name {
            patch[member.name] = member.value
        }
        for member in base.headers where headers.header(member.name) == nil { patch[member.name] = .null }
        return patch.isEmpty ? nil : patch
    }

    /// Sets a header field's value, whatever the case of its name; null sends none.
    mutating func set(header name: String, _ value: JSONValue) {
        headers[headers.header(name)?.name ?? name] = value
    }

    /// The value of a header field.
    func header(_ name: String) -> JSONValue? {
        guard let value = headers.header(name)?.value, value != .null else { return nil }
        return value
    }
}

extension JSONObject {
    /// The member whose name is `name` without regard to case.
    func header(_ name: String) -> Member? { first { HeaderFields.sameName($0.name, name) } }
}

/// A request made of a valid one, and which answers to it are right.
struct GeneratedCase: Sendable {
    /// Changes a request.
    typealias Edit = @Sendable (inout GeneratedRequest) -> Void

    let kind: CaseKind
    /// What is sent, for the name: "fileId as a number".
    let description: String
    /// The parameter or field; empty for what is about the whole request.
    let place: String
    /// What of it nobody gave.
    let madeUp: MadeUpParts
    /// Never ``AnswerRule/Outcome/bySchema``.
    let outcome: AnswerRule.Outcome
    /// The statuses of a refusal that the kind names.
    let rule: AnswerRule
    let edit: Edit
    /// Finds, for each aspect, smaller requests of which the same is expected, the smallest first: only a case that
    /// fails needs them.
    let smaller: @Sendable () -> [[Edit]]
    /// Whether it can be combined with changes elsewhere in the request.
    let combines: Bool
    /// The media type that the answer has to have; nil for any that the contract declares.
    var answeredWith: MediaType?

    /// What it has to do with the operation's valid request.
    var role: ScenarioWriter.Role {
        if kind == .validRequest { return .validRequest }
        switch outcome {
        case .accepted: return .dependent
        // Where the valid request is refused too, a refusal tells nothing of what was changed. Credentials, methods and
        // paths are looked at before the rest.
        case .refused: return kind.isAboutThings && kind.group != .path ? .dependent : .independent
        case .either, .bySchema: return .independent
        }
    }

    /// The name of the case, without that of the operation.
    var name: String {
        switch outcome {
        case .accepted: "accepts \(description)"
        case .refused: "refuses \(description)"
        case .either, .bySchema: "accepts or refuses, and never breaks on, \(description)"
        }
    }
}

/// How parameters of the query stand in a request that a scenario describes.
extension GeneratedRequest {
    /// Puts the value of a parameter in, in its style; false where the style has no form for it (OpenAPI 3.1.0, Style
    /// Values), and then nothing is changed.
    ///
    /// A plain value and a list with an element a field are members of `query`; separators that must not be encoded
    /// stand in the path as they are.
    @discardableResult
    mutating func set(query parameter: Parameter, _ value: CaseValue) -> Bool {
        guard value.sent.array != nil || value.sent.object != nil else {
            remove(query: parameter)
            query[parameter.name] = CaseMaker.text(value.written)
            return true
        }
        guard let text = ParameterWriter.text(of: value.sent, for: parameter) else { return false }
        remove(query: parameter)
        if parameter.content != nil {
            query[parameter.name] = .string(ScenarioText.literal(value.sent.texted))
        } else if value.sent.array != nil, parameter.explode {
            query[parameter.name] = .array(CaseMaker.texts([value.written]))
        } else if value.sent.object != nil, parameter.explode || parameter.style == .deepObject {
            for pair in QueryPair.all(in: text[...]) {
                query[pair.name] = .string(ScenarioText.literal(PercentText.decode(pair.raw ?? "") ?? ""))
            }
        } else {
            path += (path.contains("?") ? "&" : "?") + ScenarioText.literal(text)
        }
        return true
    }

    /// Takes a parameter away, wherever it stands.
    mutating func remove(query parameter: Parameter) {
        _ = query.remove(parameter.name)
        if parameter.style == .deepObject {
            for name in query.names where name.hasPrefix("\(parameter.name)[") { _ = query.remove(name) }
        }
        let split = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard split.count == 2 else { return }
        let name = PercentText.encode(parameter.name)
        let kept = split[1].split(separator: "&", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("\(name)=") && !$0.hasPrefix("\(parameter.name)=")
        }
        path = String(split[0]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }
}
