import Contracts
import JSON

extension CaseKind {
    /// Parameters in headers, queries, cookies and paths.
    static let parameters = [
        headerMissing, headerEmpty, headerBlank, headerNullWord, headerDoubled, headerWrongType, queryMissing,
        queryEmpty, queryDoubled, queryWrongType, queryBrokenEncoding, cookieMissing, cookieEmpty, cookieWrongType,
        pathWrongType, pathParameterTraversal, pathParameterUnknown,
    ]

    static let headerMissing = CaseKind(
        "header-missing",
        .parameters,
        sends: "no field of a mandatory header",
        .refused([400, 401, 422]),
        why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 401 isn't "
            + "wrong when the service counts the header as part of the credentials (section 15.5.2)"
    )
    static let headerEmpty = CaseKind(
        "header-empty",
        .parameters,
        sends: "a header with an empty value",
        .bySchema([400, 401, 422]),
        why: schemaDecides
    )
    static let headerBlank = CaseKind(
        "header-blank",
        .parameters,
        sends: "a header whose value is blanks, which a recipient strips (RFC 9110, section 5.5)",
        .bySchema([400, 401, 422]),
        why: schemaDecides
    )
    static let headerNullWord = CaseKind(
        "header-null-word",
        .parameters,
        sends: "a header with the word `null`",
        .bySchema([400, 401, 422]),
        why: schemaDecides
    )
    static let headerDoubled = CaseKind(
        "header-doubled",
        .parameters,
        sends: "two fields of a header, with different values",
        .either(or: [400, 401]),
        why: "A sender must not do so (RFC 9110, section 5.3); what a recipient makes of it is open"
    )
    static let headerWrongType = CaseKind(
        "header-wrong-type",
        .parameters,
        sends: "a header with a text that isn't of its type",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let queryMissing = CaseKind(
        "query-missing",
        .parameters,
        sends: "a query without a mandatory parameter",
        .refused(),
        why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"
    )
    static let queryEmpty = CaseKind(
        "query-empty",
        .parameters,
        sends: "a query parameter without a value",
        .bySchema(),
        why: schemaDecides
    )
    static let queryDoubled = CaseKind(
        "query-doubled",
        .parameters,
        sends: "a query parameter twice, with different values",
        .either(),
        why: "RFC 3986 gives queries no structure; what a recipient makes of it is open"
    )
    static let queryWrongType = CaseKind(
        "query-wrong-type",
        .parameters,
        sends: "a query parameter with a text that isn't of its type",
        .refused(),
        why: invalidValue
    )
    static let queryBrokenEncoding = CaseKind(
        "query-broken-encoding",
        .parameters,
        sends: "a query parameter with a percent sign that encodes nothing",
        .either(or: [400]).below,
        why: "It isn't a URI (RFC 3986, section 2.1): 400, or taken as it is"
    )
    static let cookieMissing = CaseKind(
        "cookie-missing",
        .parameters,
        sends: "a request without a mandatory cookie",
        .refused([400, 401, 422]),
        why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 401 when "
            + "the cookie stands for a session"
    )
    static let cookieEmpty = CaseKind(
        "cookie-empty",
        .parameters,
        sends: "a cookie with an empty value",
        .bySchema([400, 401, 422]),
        why: schemaDecides
    )
    static let cookieWrongType = CaseKind(
        "cookie-wrong-type",
        .parameters,
        sends: "a cookie with a text that isn't of its type",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let pathWrongType = CaseKind(
        "path-wrong-type",
        .parameters,
        sends: "a path parameter with a text that isn't of its type",
        .refused([400, 404, 422]),
        why: "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); "
            + "404, for no such resource can exist (section 15.5.5)"
    )
    static let pathParameterTraversal = CaseKind(
        "path-parameter-traversal",
        .parameters,
        sends: "a path parameter with an encoded `../`",
        .either(or: [400, 404]),
        why: "It names no resource (RFC 9110, section 15.5.5), or is refused"
    )
    static let pathParameterUnknown = CaseKind(
        "path-parameter-unknown",
        .parameters,
        sends: "a path parameter of the right form that names nothing",
        .either(or: [404]),
        why: "A resource that doesn't exist gets 404 (RFC 9110, section 15.5.5)"
    )
}

extension CaseKind {
    /// Fields of a body: of JSON at every depth, of forms and multipart bodies as far as texts can say it.
    static let fields = [
        fieldMissing, fieldNull, fieldEmpty, fieldBlank, fieldDoubled, fieldAsString, fieldAsNumber, fieldAsBoolean,
        fieldAsArray, fieldAsObject, fieldAloneWrongType, fieldNullWord, fieldNameCase, fieldExtra, fieldExtraPrototype,
        fieldReadOnly,
    ]

    static let fieldMissing = CaseKind(
        "field-missing",
        .fields,
        sends: "a body without a mandatory field",
        .refused(),
        why: invalidValue
    )
    static let fieldNull = CaseKind(
        "field-null",
        .fields,
        sends: "a field that is null",
        .bySchema(),
        why: schemaDecides
    )
    static let fieldEmpty = CaseKind(
        "field-empty",
        .fields,
        sends: "a field that is an empty string",
        .bySchema(),
        why: schemaDecides
    )
    static let fieldBlank = CaseKind(
        "field-blank",
        .fields,
        sends: "a field that is blanks only",
        .bySchema(),
        why: schemaDecides
    )
    static let fieldDoubled = CaseKind(
        "field-doubled",
        .fields,
        sends: "a field twice, with different values",
        .either(),
        why:
            "Names should be unique, and what a recipient makes of it is unpredictable (RFC 8259, section 4); a form may "
            + "have several of one name (RFC 7578, section 4.3)"
    )
    static let fieldAsString = CaseKind(
        "field-as-string",
        .fields,
        sends: "a field as a string in place of its type",
        .refused(),
        why: invalidValue
    )
    static let fieldAsNumber = CaseKind(
        "field-as-number",
        .fields,
        sends: "a field as a number in place of its type",
        .refused(),
        why: invalidValue
    )
    static let fieldAsBoolean = CaseKind(
        "field-as-boolean",
        .fields,
        sends: "a field as a boolean in place of its type",
        .refused(),
        why: invalidValue
    )
    static let fieldAsArray = CaseKind(
        "field-as-array",
        .fields,
        sends: "a field as an array: its valid value in a list",
        .refused(),
        why: invalidValue
    )
    static let fieldAsObject = CaseKind(
        "field-as-object",
        .fields,
        sends: "a field as an object",
        .refused(),
        why: invalidValue
    )
    static let fieldNullWord = CaseKind(
        "field-null-word",
        .fields,
        sends: "a field with the word `null`",
        .bySchema(),
        why: schemaDecides
    )
    static let fieldNameCase = CaseKind(
        "field-name-case",
        .fields,
        sends: "a mandatory field whose name has another case",
        .refused(),
        why: "Names of members are compared as they are (RFC 8259, section 8.3), so that the field is missing: 400 "
            + "or 422"
    )
    static let fieldExtra = CaseKind(
        "field-extra",
        .fields,
        sends: "a field that the contract doesn't know",
        .bySchema(),
        why: "Refused when the schema has `additionalProperties: false`; otherwise it may be ignored (JSON Schema "
            + "2020-12, core, section 10.3.2.3)"
    )
    static let fieldExtraPrototype = CaseKind(
        "field-extra-prototype",
        .fields,
        sends: "fields called `__proto__` and `constructor`",
        .bySchema(),
        why: schemaDecides
    )
    static let fieldReadOnly = CaseKind(
        "field-read-only",
        .fields,
        sends: "a field that the contract marks `readOnly`",
        .either(),
        why: "A server may ignore or refuse it (JSON Schema 2020-12, validation, section 9.4)"
    )
}

/// What is there, and of which type.
extension CaseMaker {
    mutating func addPresence(_ place: CasePlace) {
        guard let parameter = place.parameter else { return addFieldPresence(place) }
        switch parameter.location {
        case .header: addHeader(place)
        case .query: addQuery(place)
        case .cookie: addCookie(place)
        case .path: addPathParameter(place)
        }
    }

    private mutating func addHeader(_ place: CasePlace) {
        let label = place.label
        if place.isRequired {
            add(.headerMissing, "a request without \(label)", at: place, combines: true, removal(place))
        }
        // A text is a list of one, or an object of a form of its own, where one is expected.
        if !place.isContainer {
            addValue(.headerEmpty, "an empty \(label)", "", place, combines: true)
            addValue(.headerBlank, "a blank \(label)", "   ", place)
            addValue(.headerNullWord, "\(label) with the word null", "null", place)
        }
        if wants(.headerDoubled, place), let valid = place.valid, !place.isSecret, !place.isContainer {
            let other = other(place, than: valid.sent)
            add(.headerDoubled, "two different \(label) fields", at: place) { draft in
                draft.set(
                    header: place.label,
                    .array(Self.texts([valid.written, ScenarioText.literal(other)]))
                )
            }
        }
        addWrongType(.headerWrongType, place)
        addValue(.controlHeaderTab, "\(label) with a tab within", "a\tb", place)
        addValue(.controlHeaderByte, "\(label) with a control character within", "a\u{1}b", place)
    }

    private mutating func addQuery(_ place: CasePlace) {
        let label = place.label
        if place.isRequired {
            add(.queryMissing, "a query without \(label)", at: place, combines: true, removal(place))
        }
        if !place.isContainer {
            add(
                .queryEmpty,
                "\(label) without a value",
                at: place,
                isValid: isValid(place, ""),
                isOpen: place.parameter?.allowsEmptyValue ?? false,
                combines: true,
                edit(place, CaseValue(""))
            )
        }
        if wants(.queryDoubled, place), let valid = place.valid, !place.isSecret, !place.isContainer {
            let other = ScenarioText.literal(other(place, than: valid.sent))
            add(.queryDoubled, "\(label) twice in the query", at: place) { draft in
                draft.query[label] = .array(Self.texts([valid.written, other]))
            }
        }
        addWrongType(.queryWrongType, place)
        guard let parameter = place.parameter else { return }
        add(.queryBrokenEncoding, "\(label) with a percent sign that encodes nothing", at: place) { draft in
            draft.remove(query: parameter)
            draft.path += "\(draft.path.contains("?") ? "&" : "?")\(PercentText.encode(label))=%zz%"
        }
    }

    private mutating func addCookie(_ place: CasePlace) {
        if place.isRequired {
            add(
                .cookieMissing,
                "a request without the cookie \(place.label)",
                at: place,
                combines: true,
                removal(place)
            )
        }
        if !place.isContainer { addValue(.cookieEmpty, "an empty cookie \(place.label)", "", place) }
        addWrongType(.cookieWrongType, place)
    }

    private mutating func addPathParameter(_ place: CasePlace) {
        let label = place.label
        addWrongType(.pathWrongType, place)
        addValue(.pathParameterTraversal, "\(label) with an encoded way up", "../../etc/passwd", place)
        if wants(.pathParameterUnknown, place), let other = another(place) {
            add(.pathParameterUnknown, "\(label) that names nothing", at: place, edit(place, other))
        }
    }

    private mutating func addFieldPresence(_ place: CasePlace) {
        let label = place.label
        let isElement = place.pointer?.tokens.last.flatMap { Int($0) } != nil
        // An empty text is an empty body.
        if place.format == .text { return }
        if place.isRequired, !isElement {
            if wants(.fieldMissing, place) {
                add(
                    .fieldMissing,
                    "a body without \(label)",
                    at: place,
                    isValid: isValid(without: place),
                    combines: true,
                    removal(place)
                )
            }
            addRenamed(place)
        }
        addValue(.fieldNull, "\(label) as null", .null, place, combines: true)
        if place.allows("string") || place.isPlain {
            addValue(.fieldEmpty, "an empty \(label)", "", place, combines: true)
            addValue(.fieldBlank, "a blank \(label)", "   ", place)
            addValue(.fieldNullWord, "\(label) with the word null", "null", place)
        }
        addTypes(place)
        if let valid = place.valid, place.isPresent, !isElement { addDoubled(place, valid) }
        if place.schema?.resolved.value["readOnly"] == true, let valid = place.valid {
            add(.fieldReadOnly, "\(label), which is read-only", at: place, edit(place, valid))
        }
    }

    private mutating func addTypes(_ place: CasePlace) {
        let label = place.label
        let text = place.valid.flatMap { $0.sent.string == nil && !place.isPlain ? $0.sent.texted : nil } ?? "text"
        if !place.isNumber || place.isPlain {
            addValue(.fieldAsString, "\(label) as a string", .string(text), place)
        }
        let digits = place.valid?.sent.string.flatMap { $0.utf8.count < 18 ? JSONNumber(literal: $0) : nil }
        addValue(.fieldAsNumber, "\(label) as a number", .number(digits ?? 5), place, combines: true)
        addValue(.fieldAsBoolean, "\(label) as a boolean", true, place)
        if wants(.fieldAsArray, place), let valid = place.valid, !place.isPlain {
            let list = CaseValue(sent: [valid.sent], written: [valid.written])
            add(
                .fieldAsArray,
                "\(label) as a list",
                at: place,
                isValid: isValid(place, list.sent),
                edit(place, list)
            )
        }
        addValue(.fieldAsObject, "\(label) as an object", ["value": "text"], place)
        addAloneOfWrongType(place)
    }

    private mutating func addRenamed(_ place: CasePlace) {
        guard wants(.fieldNameCase, place), let pointer = place.pointer, let name = pointer.tokens.last,
            let valid = place.valid
        else { return }
        let other = name.uppercased() == name ? name.lowercased() : name.uppercased()
        guard other != name, let body = base.value,
            let changed = body.setting(nil, at: pointer.tokens)?.setting(
                valid.sent,
                at: pointer.tokens.dropLast() + [other]
            )
        else { return }
        let isValid = isValid(body: changed)
        let remove = removal(place)
        add(.fieldNameCase, "\(place.label) under the name \(other)", at: place, isValid: isValid) { draft in
            remove(&draft)
            draft.body = draft.body.setting(valid.written, at: pointer.tokens.dropLast() + [other])
        }
    }

    private mutating func addDoubled(_ place: CasePlace, _ valid: CaseValue) {
        guard wants(.fieldDoubled, place), let name = place.pointer?.tokens.last else { return }
        if place.isPlain {
            guard !place.isContainer, !place.isSecret else { return }
            let both = JSONValue.array([ScenarioText.literal(other(place, than: valid.sent)), valid.written])
            return add(
                .fieldDoubled,
                "\(place.label) twice",
                at: place,
                edit(place, CaseValue(sent: both, written: both))
            )
        }
        let first = other(place, than: valid.sent).texted(isJSON: true)
        let second = "\(JSONValue.string(name).texted(isJSON: true)):\(valid.sent.texted(isJSON: true))"
        addRaw(.fieldDoubled, "\(place.label) twice", place, Array("\(first),\(second)".utf8))
    }
}

extension JSONValue {
    /// The value as JSON.
    func texted(isJSON: Bool) -> String { String(decoding: JSONSerializer.serialize(self), as: UTF8.self) }
}
