import JSON
import URI

/// Values at one place.
extension CaseMaker {
    /// Adds a case with `value` at a place, judged by the schema.
    mutating func addValue(
        _ kind: String,
        _ words: String,
        _ value: JSONValue,
        _ place: CasePlace,
        combines: Bool = false
    ) {
        guard wants(kind), canHold(place, value) else { return }
        add(kind, words, at: place, isValid: isValid(place, value), combines: combines, edit(place, CaseValue(value)))
    }

    /// Whether a value can be written at a place at all.
    func canHold(_ place: CasePlace, _ value: JSONValue) -> Bool {
        guard let location = place.location else { return !place.isPlain || isPlain(value, place) }
        let text = value.texted
        switch location {
        // No line end and no null can be within a field (RFC 9110, section 5.5).
        case .header: return !text.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" }
        case .path: return !text.isEmpty && text != "." && text != ".."
        case .query, .cookie: return true
        }
    }

    /// Whether texts can say a value: one that isn't empty and a container only where several are expected.
    private func isPlain(_ value: JSONValue, _ place: CasePlace) -> Bool {
        switch value {
        case .object, .null: false
        case .array(let elements):
            !elements.isEmpty && place.shape.types?.contains("array") == true
                && elements.allSatisfy { $0.array == nil && $0.object == nil && $0 != .null }
        case .bool, .number, .string: true
        }
    }

    /// A text that isn't of the type of a parameter.
    mutating func addWrongType(_ kind: String, _ place: CasePlace) {
        guard let types = place.shape.types, !types.contains("string"), !place.isContainer else { return }
        addValue(
            kind,
            "\(place.label) with a text that is no \(types.sorted().joined(separator: " or "))",
            "abc",
            place,
            combines: true
        )
    }

    /// A value that isn't `value`, valid when one can be made.
    func other(_ place: CasePlace, than value: JSONValue) -> JSONValue {
        another(place)?.sent ?? .string(value.texted + "x")
    }

    /// A valid value that isn't the base's.
    func another(_ place: CasePlace) -> CaseValue? {
        guard let schema = place.schema else { return nil }
        for attempt in 1...8 as ClosedRange<UInt64> {
            let maker = ValueMaker(seed: seed &+ attempt, direction: .request, usesExamples: false)
            let made = maker.value(for: schema)
            if made.isValid, let value = made.value, value.texted != place.valid?.sent.texted, canHold(place, value) {
                return CaseValue(value)
            }
        }
        return nil
    }

    /// Adds a case whose body is a text.
    mutating func addText(
        _ kind: String,
        _ words: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        _ text: String,
        _ type: String?
    ) {
        let written = JSONValue.string(ScenarioText.literal(text))
        add(kind, words, at: place, isValid: isValid, Self.body("text", written, type))
    }

    /// Adds a case whose body is bytes.
    mutating func addBytes(
        _ kind: String,
        _ words: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        _ bytes: [UInt8],
        _ type: String?
    ) {
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        {
            return addText(kind, words, at: place, isValid: isValid, text, type)
        }
        add(kind, words, at: place, isValid: isValid, Self.body("base64", .string(Base64.encode(bytes)), type))
    }

    /// Puts another kind of body in; what the base sends as content type stays, or is `type`.
    static func body(_ key: String, _ written: JSONValue, _ type: String?) -> GeneratedCase.Edit {
        { draft in
            draft.body = .other(key, written)
            if let type, draft.headers.header("Content-Type") == nil {
                draft.set(header: "Content-Type", .string(type))
            }
        }
    }

    /// Adds a case with `raw` in place of the JSON of a field.
    mutating func addRaw(_ kind: String, _ words: String, _ place: CasePlace, isValid: Bool? = nil, _ raw: [UInt8]) {
        guard wants(kind), !base.bodyIsSecret, !place.isPlain, base.draft.body.format == .json,
            let bytes = rawBody(place, raw)
        else { return }
        addBytes(kind, words, at: place, isValid: isValid, bytes, contentType?.text)
    }

    /// The body with `raw` in place of the JSON of a field.
    private func rawBody(_ place: CasePlace, _ raw: [UInt8]) -> [UInt8]? {
        let mark = "muster-\(seed)-mark"
        guard let body = base.body, let pointer = place.pointer,
            let marked = body.setting(.string(mark), at: pointer.tokens)
        else { return nil }
        let text = marked.texted(isJSON: true)
        let parts = text.split(separator: "\"\(mark)\"", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return Array(parts[0].utf8) + raw + Array(parts[1].utf8)
    }
}
