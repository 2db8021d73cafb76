import Contracts
import HTTP
import JSON
import Measurement
import Scenarios

/// The request that a link leads to: values of the answer before it stand in it as captures.
struct LinkedRequest: Sendable {
    /// The request.
    private(set) var draft: GeneratedRequest
    /// What has to be captured from the answer before it: names, and where the values are, as `capture` has it.
    private(set) var captures = JSONObject()

    private let edge: LinkEdge
    private let source: OperationBase
    private let target: OperationBase
    /// What stands in the path, by name.
    private var path: [String: String] = [:]

    /// The request of `edge`, made of the valid requests of its two operations; nil when a value can't be known.
    init?(_ edge: LinkEdge, from source: OperationBase, to target: OperationBase) {
        self.edge = edge
        self.source = source
        self.target = target
        draft = target.draft
        for name in target.operation.template.names {
            guard source.operation.template.names.contains(name) else { continue }
            path[name] = source.pathValues[name].map(ScenarioText.literal)
        }
        for argument in edge.arguments {
            guard let parameter = parameter(argument), let written = value(argument.value, parameter) else {
                return nil
            }
            put(written, parameter)
        }
        draft.path = target.path(path)
        if let body = edge.requestBody {
            guard let written = value(body, nil) else { return nil }
            draft.body = .json(written)
        }
    }

    /// The request with another text, already escaped, in place of the path's last name.
    func naming(_ text: String) -> GeneratedRequest {
        var draft = draft
        guard let name = target.operation.template.names.last else { return draft }
        draft.path = target.path(path.merging([name: text]) { $1 })
        return draft
    }

    private func parameter(_ argument: ContractLink.Argument) -> Parameter? {
        target.operation.parameters.first {
            $0.isCalled(argument.name) && (argument.location == nil || argument.location == $0.location)
        }
    }

    private mutating func put(_ written: JSONValue, _ parameter: Parameter) {
        let text = written.texted
        switch parameter.location {
        case .path:
            switch parameter.style {
            case .label: path[parameter.name] = ".\(text)"
            case .matrix: path[parameter.name] = ";\(parameter.name)=\(text)"
            case .form, .simple, .spaceDelimited, .pipeDelimited, .deepObject: path[parameter.name] = text
            }
        case .query: draft.query[parameter.name] = CaseMaker.text(written)
        case .header: draft.set(header: parameter.name, CaseMaker.text(written))
        case .cookie: draft.set(cookie: parameter.name, written: text)
        }
    }

    /// What the scenario writes for a value of the link.
    private mutating func value(_ value: ContractLink.Value, _ parameter: Parameter?) -> JSONValue? {
        switch value {
        case .constant(let constant): ScenarioText.literal(constant)
        case .expression(let expression): self.value(expression, parameter)
        }
    }

    private mutating func value(_ expression: RuntimeExpression, _ parameter: Parameter?) -> JSONValue? {
        switch expression {
        case .url: return nil
        case .method: return .string(source.operation.method)
        case .statusCode: return capture("made-status", ["status": true])
        case .header(.response, let name):
            // A location is a URI; a path's parameter is the last segment of it.
            if parameter?.location == .path, HeaderFields.sameName(name, "Location") {
                return capture("made-location-end", ["header": "Location", "matches": "([^/?#]+)/?(?:[?#]|$)"])
            }
            return capture("made-\(Self.words(name))", ["header": .string(name)])
        case .body(.response, let pointer):
            guard isThere(pointer) else { return nil }
            let name = pointer.tokens.isEmpty ? "body" : pointer.tokens.map(Self.words).joined(separator: "-")
            return capture("made-\(name)", .string(pointer.jsonPath))
        case .header(.request, let name): return source.draft.header(name).flatMap(kept)
        case .query(let name): return source.draft.query[name].flatMap(kept)
        case .path(let name): return source.pathValues[name].map { .string(ScenarioText.literal($0)) }
        case .body(.request, let pointer):
            guard case .json(let body) = source.draft.body else { return nil }
            return pointer.value(in: body).flatMap(kept)
        }
    }

    private mutating func capture(_ name: String, _ place: JSONValue) -> JSONValue {
        captures[name] = place
        return .string("${\(name)}")
    }

    /// A value of the request before, unless it is another one each time that it is written.
    private func kept(_ written: JSONValue) -> JSONValue? {
        let text = written.texted
        return ["${uuid", "${random", "${now"].contains(where: text.contains) ? nil : written
    }

    /// Whether the answer has to have an element wherever the pointer names one: a list may be empty.
    private func isThere(_ pointer: JSONPointer) -> Bool {
        let responses = source.operation.responses.filter { edge.selectors.contains($0.selector) }
        return responses.allSatisfy { response in
            guard var schema = response.content.first(where: \.type.isJSON)?.schema else { return true }
            for token in pointer.tokens {
                let shape = SchemaShape.first(of: schema)
                let parts: [ContractSchema]
                if let index = Int(token), shape.types?.contains("object") != true {
                    guard shape.minItems > index else { return false }
                    parts = shape.schemas(ofElement: index)
                } else {
                    parts = shape.schemas(of: token).schemas
                }
                guard let part = parts.first else { return true }
                schema = part
            }
            return true
        }
    }

    /// A text as a part of a variable's name.
    private static func words(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}

extension JSONPointer {
    /// The same place as a JSONPath (RFC 9535).
    var jsonPath: String {
        tokens.reduce("$") { path, token in
            if let index = Int(token), index >= 0 { return "\(path)[\(index)]" }
            if token.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil { return "\(path).\(token)" }
            let quoted = token.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(path)['\(quoted)']"
        }
    }
}

/// The key by which a server knows a request that is sent again: each flow makes something of its own.
enum FreshKey {
    /// `draft` with another `Idempotency-Key` each time that it is sent, where it has one that is always the same.
    static func set(in draft: GeneratedRequest, of operation: Operation) -> GeneratedRequest {
        guard let parameter = operation.parameter("Idempotency-Key", in: .header),
            let written = draft.header(parameter.name)?.string, !written.replacing("$${", with: "").contains("${"),
            parameter.valueSchema?.isValid("0f8fad5b-d9cb-469f-a165-70867728950e", .request) ?? true
        else { return draft }
        var draft = draft
        draft.set(header: parameter.name, "${uuid}")
        return draft
    }
}

/// An ID of the right form that nobody is likely to have made.
struct UnmadeIdentity {
    let seed: UInt64

    /// The ID, percent-encoded; nil where the schema leaves so few that it may well be there.
    func text(for parameter: Parameter) -> String? {
        guard let schema = parameter.valueSchema else { return PercentText.encode(word) }
        let shape = SchemaShape.first(of: schema)
        if shape.candidates != nil { return nil }
        let types = shape.types ?? ["string"]
        if !types.contains("string") {
            guard types.contains("integer") || types.contains("number"), let number = number(shape),
                schema.isValid(.number(JSONNumber(number)), .request)
            else { return nil }
            return String(number)
        }
        for text in [word, uuid] where schema.isValid(.string(text), .request) { return PercentText.encode(text) }
        let made = ValueMaker(seed: seed &+ 77, direction: .request, usesExamples: false).value(for: schema)
        guard made.isValid, let text = made.value?.string, text.count >= 8 else { return nil }
        return PercentText.encode(text)
    }

    private var word: String { "muster-never-made-\(seed)" }

    private var uuid: String {
        var generator = SplitMix64(seed: seed &+ 0x6D75_7374)
        let digits = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        let hex = Array((digits + String(repeating: "0", count: 32)).prefix(32))
        let parts = [hex[0..<8], hex[8..<12], ["4"] + hex[13..<16], ["a"] + hex[17..<20], hex[20..<32]]
        return parts.map { String($0) }.joined(separator: "-")
    }

    /// The greatest that 32 bits hold, or that the schema allows; nil when that is a small number.
    private func number(_ shape: SchemaShape) -> Int? {
        let most = min(
            shape.maximum?.int ?? shape.exclusiveMaximum?.int.map { $0.subtractingSaturated(1) } ?? .max,
            Int(Int32.max)
        )
        let step = shape.multiples.first?.int ?? 1
        guard step > 0, most >= 1_000_000 else { return nil }
        return most - most % step
    }
}
