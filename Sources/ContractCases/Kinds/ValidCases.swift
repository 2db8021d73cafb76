import Contracts
import JSON

extension CaseKind {
    /// Requests that the contract calls valid.
    static let valid = [
        validRequest, validOptionalAbsent, validOptionalPresent, validOnlyRequired, validNulls,
        validHeaderNameCase, validHeaderOrder, validBodyWhiteSpace, validBodyEscapes, validBodyOrder, validCharset,
        validMediaTypeCase,
        validFormEncoding, validMultipartPreamble, validAlternative, validMediaType,
    ]

    static let validRequest = CaseKind(
        "valid-request",
        .valid,
        sends: "the valid request as it is",
        .accepted(),
        why: contractSaysSo
    )
    static let validOptionalAbsent = CaseKind(
        "valid-optional-absent",
        .valid,
        sends: "a valid request without one parameter or field that is optional",
        .accepted(),
        why: "The contract says that the request is valid: what isn't required may be left out"
    )
    static let validOptionalPresent = CaseKind(
        "valid-optional-present",
        .valid,
        sends: "a valid request with one more of the optional parameters or fields, its value made from the "
            + "schema",
        .accepted(),
        why: contractSaysSo
    )
    static let validOnlyRequired = CaseKind(
        "valid-only-required",
        .valid,
        sends: "a valid request without anything that is optional",
        .accepted(),
        why: contractSaysSo
    )
    static let validNulls = CaseKind(
        "valid-nulls",
        .valid,
        sends: "a valid request with null in every field of the body that may be null",
        .accepted(),
        why: contractSaysSo
    )
    static let validHeaderNameCase = CaseKind(
        "valid-header-name-case",
        .valid,
        sends: "the names of the headers in lower case, or in upper case",
        .accepted(),
        why: "Field names are case-insensitive (RFC 9110, section 5.1)"
    )
    static let validHeaderOrder = CaseKind(
        "valid-header-order",
        .valid,
        sends: "the headers in the reverse order",
        .accepted(),
        why: "The order of fields with different names is not significant (RFC 9110, section 5.3)"
    )
    static let validBodyWhiteSpace = CaseKind(
        "valid-body-white-space",
        .valid,
        sends: "white space between the tokens of the JSON",
        .accepted(),
        why: "Insignificant white space is allowed around structural characters (RFC 8259, section 2)"
    )
    static let validBodyEscapes = CaseKind(
        "valid-body-escapes",
        .valid,
        sends: "names and texts of the JSON written in \\u escapes",
        .accepted(),
        why: "Any character may be escaped (RFC 8259, section 7)"
    )
    static let validBodyOrder = CaseKind(
        "valid-body-order",
        .valid,
        sends: "the members of the JSON, or the fields of the form, in the reverse order",
        .accepted(),
        why:
            "An object is an unordered collection (RFC 8259, section 1), and a schema describes a form as an object "
            + "(OpenAPI 3.1.0, Media Type Object)"
    )
    static let validCharset = CaseKind(
        "valid-charset",
        .valid,
        sends: "the content type with `charset=utf-8`",
        .accepted(),
        why: "JSON is UTF-8 anyway, and unknown parameters are ignored (RFC 8259, sections 8.1 and 11)"
    )
    static let validMediaTypeCase = CaseKind(
        "valid-media-type-case",
        .valid,
        sends: "the content type in upper case",
        .accepted(),
        why: "Type and subtype are case-insensitive (RFC 9110, section 8.3.1)"
    )
    static let validFormEncoding = CaseKind(
        "valid-form-encoding",
        .valid,
        sends: "the form with every character percent-encoded",
        .accepted(),
        why: "Any octet may be encoded (RFC 3986, section 2.1; WHATWG URL, section 5.1)"
    )
    static let validMultipartPreamble = CaseKind(
        "valid-multipart-preamble",
        .valid,
        sends: "the multipart body with a text before its first boundary",
        .accepted(),
        why: "What stands before the first boundary is ignored (RFC 2046, section 5.1.1)"
    )

    static let contractSaysSo =
        "The contract says that the request is valid"
}

/// Requests that the contract calls valid.
extension CaseMaker {
    mutating func addValid() {
        add(.validRequest, "the valid request") { _ in }
        addOptional()
        addNulls()
        addAlternatives()
        addMediaTypes()
        let names = base.draft.headers.names.filter { base.draft.headers[$0] != .null }
        if !names.isEmpty {
            add(.validHeaderNameCase, "header names in lower case") { $0.rename { $0.lowercased() } }
            add(.validHeaderNameCase, "header names in upper case") { $0.rename { $0.uppercased() } }
        }
        if names.count > 1 {
            add(.validHeaderOrder, "headers in the reverse order") { draft in
                draft.headers = JSONObject(draft.headers.members.reversed())
            }
        }
        if base.body != nil { addWritings() }
        addFormWritings()
        guard let type = contentType, type.type.isJSON else { return }
        let shouting = type.text.uppercased()
        add(.validCharset, "a charset in the content type") {
            $0.set(header: "Content-Type", .string("\(type.text); charset=utf-8"))
        }
        add(.validMediaTypeCase, "a content type in upper case") {
            $0.set(header: "Content-Type", .string(shouting))
        }
    }

    /// The content type of the base request.
    var contentType: (text: String, type: MediaType)? {
        let own = base.draft.header("Content-Type").flatMap { base.resolution.resolve($0).string }
        // A range is no type that can be sent.
        let described = base.content.flatMap { $0.type.isRange ? nil : $0.type.essence }
        guard base.draft.body != .none,
            let text = own ?? described ?? (base.body == nil ? nil : "application/json")
        else { return nil }
        return MediaType(text).map { (text, $0) }
    }

    private mutating func addOptional() {
        let optional = places.filter { !$0.isRequired && isTop($0) }
        for place in optional {
            if place.isPresent {
                guard wants(.validOptionalAbsent, place), isValid(without: place) == true else { continue }
                add(
                    .validOptionalAbsent,
                    "a request without the optional \(place.label)",
                    at: place,
                    combines: true,
                    removal(place)
                )
            } else if wants(.validOptionalPresent, place), let value = place.valid,
                place.pointer == nil
                    ? canWrite(place, value) : holds(isValid(place, value.sent)) && canHold(place, value.sent)
            {
                add(
                    .validOptionalPresent,
                    "a request with the optional \(place.label)",
                    at: place,
                    combines: true,
                    edit(place, value)
                )
            }
        }
        guard wants(.validOnlyRequired) else { return }
        let present = optional.filter { $0.isPresent && isValid(without: $0) == true }
        if present.count > 1 {
            let edits = present.map(removal)
            add(.validOnlyRequired, "a request without anything optional") { draft in edits.forEach { $0(&draft) } }
        }
    }

    /// Null wherever it may be, all at once: nothing is forgotten more often by what reads a request.
    private mutating func addNulls() {
        guard wants(.validNulls) else { return }
        let able = places.filter { place in
            place.pointer != nil && place.isPresent && !place.isPlain && isTop(place)
                && ExpectedTypes.of(place.schema)?.contains("null") ?? false
                && place.valid?.sent != .null && holds(isValid(place, .null))
        }
        let pointers = able.compactMap { $0.pointer?.tokens }
        // What lies in a field that is null isn't there.
        let outer = able.filter { place in
            let own = place.pointer?.tokens ?? []
            return !pointers.contains { $0.count < own.count && own.starts(with: $0) }
        }
        guard outer.count > 1, isSurvey || areValid(outer, as: .null) else { return }
        let edits = outer.map { edit($0, CaseValue(.null)) }
        add(.validNulls, "null in every field that may be null") { draft in edits.forEach { $0(&draft) } }
    }

    /// Whether the body is valid with a value at all of these places.
    private func areValid(_ places: [CasePlace], as value: JSONValue) -> Bool {
        guard let schema = base.content?.schema, let body = base.value else { return false }
        let changed = places.reduce(body) { body, place in
            place.pointer.flatMap { body?.setting(value, at: $0.tokens) }
        }
        return changed.map { schema.accepts($0, .request) == true } ?? false
    }

    /// Whether a parameter's style has a form for a value.
    func canWrite(_ place: CasePlace, _ value: CaseValue) -> Bool {
        guard let parameter = place.parameter, value.sent.array != nil || value.sent.object != nil else { return true }
        if parameter.location == .cookie { return false }
        return ParameterWriter.text(of: value.sent, for: parameter) != nil
    }

    /// Whether the place lies in no field that may be absent itself, and in no list.
    private func isTop(_ place: CasePlace) -> Bool {
        place.pointer.map { !$0.tokens.contains { Int($0) != nil } } ?? true
    }

    /// Other ways to write the same JSON.
    private mutating func addWritings() {
        guard let body = base.body, !base.bodyIsSecret,
            [.validBodyWhiteSpace, .validBodyEscapes, .validBodyOrder].contains(where: { wants($0) })
        else { return }
        let type = contentType?.text ?? "application/json"
        if makes(.validBodyWhiteSpace) {
            let pretty = String(decoding: JSONSerializer.serialize(body, style: .pretty), as: UTF8.self)
            addText(
                .validBodyWhiteSpace,
                "a body with white space between its tokens",
                "\r\n\t " + pretty.replacing("\n", with: "\r\n\t") + " \n",
                type
            )
        }
        if makes(.validBodyEscapes) {
            addText(.validBodyEscapes, "a body whose texts are written in escapes", EscapedJSON.text(body), type)
        }
        if case .object(let object) = body, object.count > 1, makes(.validBodyOrder) {
            let reversed = JSONValue.object(JSONObject(object.members.reversed()))
            addText(.validBodyOrder, "a body whose members are in the reverse order", reversed.texted, type)
        }
    }
}

extension GeneratedRequest {
    /// Renames every header field.
    mutating func rename(_ change: (String) -> String) {
        headers = JSONObject(headers.map { .init(name: change($0.name), value: $0.value) })
    }
}
