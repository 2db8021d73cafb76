import Contracts
import JSON
import Scenarios
import Substitution

extension CaseMaker {
    /// Puts a value at a place.
    func edit(_ place: CasePlace, _ value: CaseValue) -> GeneratedCase.Edit {
        let written = value.written
        switch place.site {
        case .field(let pointer):
            return { $0.body = $0.body.setting(written, at: pointer.tokens) }
        case .parameter(let parameter):
            let sent = value.sent
            switch parameter.location {
            case .header:
                let isObject = sent.object != nil && parameter.content == nil
                let text = isObject ? ParameterWriter.text(of: sent, for: parameter) : nil
                return {
                    $0.set(header: parameter.name, text.map { .string(ScenarioText.literal($0)) } ?? Self.text(written))
                }
            case .query: return { $0.set(query: parameter, value) }
            case .cookie: return { $0.set(cookie: parameter.name, PercentText.encode(sent.texted)) }
            case .path:
                let path = base.path([parameter.name: ScenarioText.literal(PercentText.encode(sent.texted))])
                return { $0.path = path }
            }
        }
    }

    /// Takes what is at a place away.
    func removal(_ place: CasePlace) -> GeneratedCase.Edit {
        switch place.site {
        case .field(let pointer):
            return { $0.body = $0.body.setting(nil, at: pointer.tokens) }
        case .parameter(let parameter):
            return { draft in
                switch parameter.location {
                case .header: draft.set(header: parameter.name, .null)
                case .query: draft.remove(query: parameter)
                case .cookie: draft.set(cookie: parameter.name, nil)
                case .path: break
                }
            }
        }
    }

    /// Whether the request is valid with `value` at a place; nil where that can't be judged.
    func isValid(_ place: CasePlace, _ value: JSONValue) -> Bool? {
        if isSurvey { return nil }
        switch place.site {
        case .field(let pointer):
            // What a schema says of content in a form of its own, such as an image's, is said of nothing that is sent.
            if case .other("text", _) = base.draft.body, base.content?.type.type != "text" { return true }
            guard let body = base.value, let schema = base.content?.schema,
                let changed = body.setting(read(value, at: place), at: pointer.tokens)
            else { return true }
            return schema.accepts(changed, .request)
        case .parameter(let parameter):
            var value = value
            if parameter.location == .header, case .string(let text) = value { value = .string(Self.trimmed(text)) }
            guard let schema = place.schema else { return true }
            return schema.accepts(coerced(value, place.shape), .request)
        }
    }

    /// What a server reads where everything is a text.
    private func read(_ value: JSONValue, at place: CasePlace) -> JSONValue {
        guard place.isPlain else { return value }
        // One text is a list of one where a list is expected.
        let isList = ExpectedTypes.of(place.schema)?.contains("array") ?? false
        if isList || value.kind == .array {
            let types = ExpectedTypes.of(ExpectedTypes.elements(of: place.schema))
            return .array((value.array ?? [value]).map { PlainText.value($0.texted, types) })
        }
        return PlainText.value(value.texted, ExpectedTypes.of(place.schema))
    }

    /// Whether the request is valid without what is at a place.
    func isValid(without place: CasePlace) -> Bool? {
        guard !isSurvey, let pointer = place.pointer else { return !place.isRequired }
        guard let body = base.value, let schema = base.content?.schema,
            let changed = body.setting(nil, at: pointer.tokens)
        else { return !place.isRequired }
        // A form without fields is no content, which may be left out.
        let isNothing = base.draft.body.format == .form && changed.object?.isEmpty == true
        if isNothing, operation.requestBody?.isRequired == false { return true }
        return schema.accepts(changed, .request)
    }

    /// Blanks around a field's value aren't part of it (RFC 9110, section 5.5).
    private static func trimmed(_ text: String) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var kept = text.utf8.drop(while: isBlank)
        while let last = kept.last, isBlank(last) { kept.removeLast() }
        return String(Substring(kept))
    }

    /// Several values as one list of texts: the elements of lists are among them.
    static func texts(_ written: [JSONValue]) -> [JSONValue] {
        written.flatMap { value -> [JSONValue] in
            let text = text(value)
            return text.array.map { $0.map { .string($0.texted) } } ?? [text]
        }
    }

    /// What a header or query writes for a value.
    static func text(_ written: JSONValue) -> JSONValue {
        switch written {
        case .string, .null: written
        case .array(let elements) where elements.allSatisfy({ $0.array == nil && $0.object == nil }): written
        case .bool, .number, .array, .object: .string(written.texted)
        }
    }
}

extension JSONValue {
    /// The text of a value that stands in a text.
    var texted: String {
        if case .string(let text) = self { return text }
        return String(decoding: JSONSerializer.serialize(self), as: UTF8.self)
    }
}

extension GeneratedRequest {
    /// Sets or removes one cookie of the `Cookie` header.
    mutating func set(cookie name: String, _ value: String?) {
        set(cookie: name, written: value.map(ScenarioText.literal))
    }

    /// The same for a value that may hold references.
    mutating func set(cookie name: String, written value: String?) {
        var pairs = (header("Cookie")?.string ?? "").split(separator: ";").map { String($0.drop { $0 == " " }) }
        pairs.removeAll { $0.hasPrefix("\(name)=") }
        if let value { pairs.append("\(name)=\(value)") }
        set(header: "Cookie", pairs.isEmpty ? .null : .string(pairs.joined(separator: "; ")))
    }
}

/// A value of a generated case: as it is sent, and as the scenario writes it.
struct CaseValue: Sendable, Hashable {
    /// What is sent.
    let sent: JSONValue
    /// What the scenario says, which may hold `${...}`.
    let written: JSONValue

    init(_ value: JSONValue) {
        sent = value
        written = ScenarioText.literal(value)
    }

    init(sent: JSONValue, written: JSONValue) {
        self.sent = sent
        self.written = written
    }

    /// `count` times `unit`, which the scenario says in a word.
    init(repeating unit: String, _ count: Int) {
        let text = String(repeated: unit, count)
        sent = .string(text)
        written = count > 100 ? .string("${repeat(\(unit),\(count))}") : .string(ScenarioText.literal(text))
    }
}

extension JSONValue {
    /// The value with `new` at the place that `tokens` lead to; nil as `new` removes it. Nil when there is no such
    /// place.
    func setting(_ new: JSONValue?, at tokens: some Collection<String>) -> JSONValue? {
        guard let token = tokens.first else { return new }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var object):
            if rest.isEmpty {
                if let new { object[token] = new } else { _ = object.remove(token) }
                return .object(object)
            }
            guard let changed = object[token]?.setting(new, at: rest) else { return nil }
            object[token] = changed
            return .object(object)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                guard let changed = elements[index].setting(new, at: rest) else { return nil }
                elements[index] = changed
            }
            return .array(elements)
        case .null, .bool, .number, .string: return nil
        }
    }
}
