import JSON
import URI

/// Forms as a whole, and bytes in them.
extension CaseMaker {
    private static let formType = "application/x-www-form-urlencoded"

    /// The fields of a form that is text through and through, percent-encoded; nil for another body, or a secret one.
    private var pairs: [(name: String, value: String)]? {
        guard base.draft.body.format == .form, !base.bodyIsSecret, case .other(_, let written) = base.draft.body,
            let fields = base.resolution.resolve(written).object
        else { return nil }
        return fields.filter { $0.value != .null }.flatMap { field in
            (field.value.array ?? [field.value]).map {
                (PercentText.encode(field.name), PercentText.encode($0.texted))
            }
        }
    }

    /// The parts of a multipart body that is text through and through, each with its header fields.
    private var parts: [(head: String, text: String)]? {
        guard base.draft.body.format == .multipart, !base.bodyIsSecret, case .other(_, let written) = base.draft.body,
            let parts = base.resolution.resolve(written).array
        else { return nil }
        var found: [(head: String, text: String)] = []
        for part in parts {
            guard let name = part["name"]?.string, let value = part["text"] ?? part["json"] else { return nil }
            var head = "Content-Disposition: form-data; name=\"\(name)\""
            if let file = part["filename"]?.string { head += "; filename=\"\(file)\"" }
            let type = part["contentType"]?.string ?? (part["json"] == nil ? nil : "application/json")
            if let type { head += "\r\nContent-Type: \(type)" }
            found.append((head, part["json"] == nil ? value.texted : value.texted(isJSON: true)))
        }
        return found
    }

    private static func text(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// Other ways to write the same form.
    mutating func addFormWritings() {
        if let pairs {
            let names = Set(pairs.map(\.name))
            if pairs.count > 1, names.count == pairs.count {
                let words = "a form whose fields are in the reverse order"
                addText("valid-body-order", words, Self.text(pairs.reversed()), Self.formType)
            }
            let encoded = pairs.map { (Self.encodingAll($0.name), Self.encodingAll($0.value)) }
            addText("valid-form-encoding", "a form with every character encoded", Self.text(encoded), Self.formType)
        }
        if let parts {
            let text = "This is a preamble.\r\n" + Self.text(parts, GeneratedRequest.boundary)
            addMultipart("valid-multipart-preamble", "a text before the first part", text, GeneratedRequest.boundary)
        }
    }

    /// Every octet of a percent-encoded text percent-encoded.
    private static func encodingAll(_ text: String) -> String {
        (PercentText.decode(text) ?? text).utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + String(repeating: "0", count: 2 - digits.count) + digits
        }.joined()
    }

    /// Forms that are broken, or strange, as a whole.
    mutating func addFormBodies() {
        if let format = base.draft.body.format, format == .form || format == .multipart {
            addMembers(
                "field-extra",
                "a field that the contract doesn't know",
                JSONPointer(),
                [("musterExtra", "text")]
            )
            addMembers("field-extra-prototype", "a field called __proto__", JSONPointer(), [("__proto__", "text")])
        }
        if let pairs {
            let text = Self.text(pairs)
            let isObject = isValid(body: [:])
            addText("form-broken-encoding", "a percent sign that encodes nothing", text + "&muster=%zz%", Self.formType)
            addText("form-empty-pairs", "a form with empty pairs", "&" + text + "&&", Self.formType)
            addText("form-nameless", "a value without a name in the form", text + "&=text", Self.formType)
            addText("form-not-form", "JSON in place of a form", isValid: isObject, #"{"id":1}"#, Self.formType)
        }
        if let parts { addMultipartBodies(parts) }
    }

    private mutating func addMultipartBodies(_ parts: [(head: String, text: String)]) {
        let boundary = GeneratedRequest.boundary
        let whole = Self.text(parts, boundary)
        add("multipart-boundary-missing", "a multipart body whose type has no boundary") { draft in
            draft.set(header: "Content-Type", "multipart/form-data")
        }
        addMultipart("multipart-boundary-wrong", "a multipart body with another boundary", whole, "muster-other")
        addMultipart(
            "multipart-truncated",
            "a multipart body without its end",
            String(whole.dropLast("--\r\n".count)),
            boundary
        )
        let unnamed = parts + [("Content-Disposition: form-data", "text")]
        addMultipart("multipart-part-unnamed", "a part without a name", Self.text(unnamed, boundary), boundary)
        let bare = parts + [("X-Muster: text", "text")]
        addMultipart("multipart-part-unnamed", "a part without a disposition", Self.text(bare, boundary), boundary)
    }

    private static func text(_ parts: [(head: String, text: String)], _ boundary: String) -> String {
        parts.map { "--\(boundary)\r\n\($0.head)\r\n\r\n\($0.text)\r\n" }.joined() + "--\(boundary)--\r\n"
    }

    private mutating func addMultipart(_ kind: String, _ words: String, _ text: String, _ boundary: String) {
        let written = JSONValue.string(ScenarioText.literal(text))
        add(kind, words) { draft in
            draft.body = .other("text", written)
            draft.set(header: "Content-Type", .string("multipart/form-data; boundary=\(boundary)"))
        }
    }

    /// Adds a case with bytes in place of a field's text.
    mutating func addPlainRaw(_ kind: String, _ words: String, _ place: CasePlace, _ bytes: [UInt8]) {
        guard wants(kind), let pointer = place.pointer, !place.isContainer else { return }
        let encoded = JSONValue.string(Base64.encode(bytes))
        switch place.format {
        case .json: return
        case .text:
            guard let type = contentType?.text else { return }
            add(kind, words, at: place, isOpen: true, Self.body("base64", encoded, type))
        case .multipart:
            guard pointer.tokens.count == 1 else { return }
            add(kind, words, at: place, isOpen: true) { draft in
                draft.body = draft.body.setting("", at: pointer.tokens)
                guard case .other(let key, .array(var parts)) = draft.body,
                    let index = parts.firstIndex(where: { $0["name"]?.string == pointer.tokens[0] }),
                    var part = parts[index].object
                else { return }
                _ = part.remove("text")
                part["base64"] = encoded
                parts[index] = .object(part)
                draft.body = .other(key, .array(parts))
            }
        case .form:
            guard let pairs, pointer.tokens.count == 1 else { return }
            let name = PercentText.encode(pointer.tokens[0])
            let raw = bytes.map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return "%" + String(repeating: "0", count: 2 - digits.count) + digits
            }.joined()
            let changed = pairs.filter { $0.name != name } + [(name, raw)]
            let written = JSONValue.string(ScenarioText.literal(Self.text(changed)))
            add(kind, words, at: place, isOpen: true, Self.body("text", written, Self.formType))
        }
    }
}
