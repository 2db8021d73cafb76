import Contracts
import JSON
import URI

extension CaseKind {
    /// Forms, and multipart bodies, as a whole.
    static let forms = [
        formBrokenEncoding, formEmptyPairs, formNameless, formNotForm, multipartBoundaryMissing,
        multipartBoundaryWrong, multipartTruncated, multipartPartUnnamed,
    ]

    static let formBrokenEncoding = CaseKind(
        "form-broken-encoding",
        .body,
        sends: "the form with a percent sign that encodes nothing",
        .either(),
        why: "It encodes nothing (RFC 3986, section 2.1): refused, or taken as it is (WHATWG URL, section 1.3)"
    )
    static let formEmptyPairs = CaseKind(
        "form-empty-pairs",
        .body,
        sends: "the form with more `&` than needed",
        .either(),
        why: "Empty pairs are skipped (WHATWG URL, section 5.1), or refused"
    )
    static let formNameless = CaseKind(
        "form-nameless",
        .body,
        sends: "the form and a value without a name",
        .either(),
        why: "It is a field with an empty name (WHATWG URL, section 5.1), which the contract doesn't know"
    )
    static let formNotForm = CaseKind(
        "form-not-form",
        .body,
        sends: "JSON, said to be a form",
        .bySchema(),
        why: "As a form it is one field with a strange name: refused when the contract has mandatory ones"
    )
    static let multipartBoundaryMissing = CaseKind(
        "multipart-boundary-missing",
        .body,
        sends: "the multipart body, its type without a boundary",
        .refused(or: [415]),
        why: "The boundary is mandatory (RFC 2046, section 5.1.1; RFC 7578, section 4.1)"
    )
    static let multipartBoundaryWrong = CaseKind(
        "multipart-boundary-wrong",
        .body,
        sends: "the multipart body, its type with another boundary",
        .refused(or: [415]),
        why: "No part is found by the boundary (RFC 2046, section 5.1.1): the body isn't of its type"
    )
    static let multipartTruncated = CaseKind(
        "multipart-truncated",
        .body,
        sends: "the multipart body without the end of its last boundary",
        .either(),
        why: "It isn't complete (RFC 2046, section 5.1.1): refused, or read as far as it goes"
    )
    static let multipartPartUnnamed = CaseKind(
        "multipart-part-unnamed",
        .body,
        sends: "the multipart body and a part without a name, or without a disposition",
        .either(),
        why: "Each part has a disposition with a name (RFC 7578, section 4.2): refused, or not looked at"
    )
}

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
                let description = "a form whose fields are in the reverse order"
                addText(.validBodyOrder, description, Self.text(pairs.reversed()), Self.formType)
            }
            let encoded = pairs.map { (Self.encodingAll($0.name), Self.encodingAll($0.value)) }
            addText(.validFormEncoding, "a form with every character encoded", Self.text(encoded), Self.formType)
        }
        if let parts {
            let text = "This is a preamble.\r\n" + Self.text(parts, GeneratedRequest.boundary)
            addMultipart(.validMultipartPreamble, "a text before the first part", text, GeneratedRequest.boundary)
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
                .fieldExtra,
                "a field that the contract doesn't know",
                JSONPointer(),
                [("musterExtra", "text")]
            )
            addMembers(.fieldExtraPrototype, "a field called __proto__", JSONPointer(), [("__proto__", "text")])
        }
        if let pairs {
            let text = Self.text(pairs)
            let isObject = isValid(body: [:])
            addText(.formBrokenEncoding, "a percent sign that encodes nothing", text + "&muster=%zz%", Self.formType)
            addText(.formEmptyPairs, "a form with empty pairs", "&" + text + "&&", Self.formType)
            addText(.formNameless, "a value without a name in the form", text + "&=text", Self.formType)
            addText(.formNotForm, "JSON in place of a form", isValid: isObject, #"{"id":1}"#, Self.formType)
        }
        if let parts { addMultipartBodies(parts) }
    }

    private mutating func addMultipartBodies(_ parts: [(head: String, text: String)]) {
        let boundary = GeneratedRequest.boundary
        let whole = Self.text(parts, boundary)
        add(.multipartBoundaryMissing, "a multipart body whose type has no boundary") { draft in
            draft.set(header: "Content-Type", "multipart/form-data")
        }
        addMultipart(.multipartBoundaryWrong, "a multipart body with another boundary", whole, "muster-other")
        addMultipart(
            .multipartTruncated,
            "a multipart body without its end",
            String(whole.dropLast("--\r\n".count)),
            boundary
        )
        let unnamed = parts + [("Content-Disposition: form-data", "text")]
        addMultipart(.multipartPartUnnamed, "a part without a name", Self.text(unnamed, boundary), boundary)
        let bare = parts + [("X-Muster: text", "text")]
        addMultipart(.multipartPartUnnamed, "a part without a disposition", Self.text(bare, boundary), boundary)
    }

    private static func text(_ parts: [(head: String, text: String)], _ boundary: String) -> String {
        parts.map { "--\(boundary)\r\n\($0.head)\r\n\r\n\($0.text)\r\n" }.joined() + "--\(boundary)--\r\n"
    }

    private mutating func addMultipart(_ kind: CaseKind, _ description: String, _ text: String, _ boundary: String) {
        let written = JSONValue.string(ScenarioText.literal(text))
        add(kind, description) { draft in
            draft.body = .other("text", written)
            draft.set(header: "Content-Type", .string("multipart/form-data; boundary=\(boundary)"))
        }
    }

    /// Adds a case with bytes in place of a field's text.
    mutating func addPlainRaw(_ kind: CaseKind, _ description: String, _ place: CasePlace, _ bytes: [UInt8]) {
        guard wants(kind), let pointer = place.pointer, !place.isContainer else { return }
        let encoded = JSONValue.string(Base64.encode(bytes))
        switch place.format {
        case .json: return
        case .text:
            guard let type = contentType?.text else { return }
            add(kind, description, at: place, isOpen: true, Self.body("base64", encoded, type))
        case .multipart:
            guard pointer.tokens.count == 1 else { return }
            add(kind, description, at: place, isOpen: true) { draft in
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
            add(kind, description, at: place, isOpen: true, Self.body("text", written, Self.formType))
        }
    }
}
