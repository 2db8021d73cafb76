import JSON

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
            add("header-missing", "a request without \(label)", at: place, combines: true, removal(place))
        }
        // A text is a list of one, or an object of a form of its own, where one is expected.
        if !place.isContainer {
            addValue("header-empty", "an empty \(label)", "", place, combines: true)
            addValue("header-blank", "a blank \(label)", "   ", place)
            addValue("header-null-word", "\(label) with the word null", "null", place)
        }
        if let valid = place.valid, !place.isSecret, !place.isContainer {
            let other = other(place, than: valid.sent)
            add("header-doubled", "two different \(label) fields", at: place) { draft in
                draft.set(
                    header: place.label,
                    .array(Self.texts([valid.written, ScenarioText.literal(other)]))
                )
            }
        }
        addWrongType("header-wrong-type", place)
        addValue("control-header-tab", "\(label) with a tab within", "a\tb", place)
        addValue("control-header-byte", "\(label) with a control character within", "a\u{1}b", place)
    }

    private mutating func addQuery(_ place: CasePlace) {
        let label = place.label
        if place.isRequired {
            add("query-missing", "a query without \(label)", at: place, combines: true, removal(place))
        }
        if !place.isContainer {
            add(
                "query-empty",
                "\(label) without a value",
                at: place,
                isValid: isValid(place, ""),
                isOpen: place.parameter?.allowsEmptyValue ?? false,
                combines: true,
                edit(place, CaseValue(""))
            )
        }
        if let valid = place.valid, !place.isSecret, !place.isContainer {
            let other = ScenarioText.literal(other(place, than: valid.sent))
            add("query-doubled", "\(label) twice in the query", at: place) { draft in
                draft.query[label] = .array(Self.texts([valid.written, other]))
            }
        }
        addWrongType("query-wrong-type", place)
        guard let parameter = place.parameter else { return }
        add("query-broken-encoding", "\(label) with a percent sign that encodes nothing", at: place) { draft in
            draft.remove(query: parameter)
            draft.path += "\(draft.path.contains("?") ? "&" : "?")\(PercentText.encode(label))=%zz%"
        }
    }

    private mutating func addCookie(_ place: CasePlace) {
        if place.isRequired {
            add(
                "cookie-missing",
                "a request without the cookie \(place.label)",
                at: place,
                combines: true,
                removal(place)
            )
        }
        if !place.isContainer { addValue("cookie-empty", "an empty cookie \(place.label)", "", place) }
        addWrongType("cookie-wrong-type", place)
    }

    private mutating func addPathParameter(_ place: CasePlace) {
        let label = place.label
        addWrongType("path-wrong-type", place)
        addValue("path-parameter-traversal", "\(label) with an encoded way up", "../../etc/passwd", place)
        if let other = another(place) {
            add("path-parameter-unknown", "\(label) that names nothing", at: place, edit(place, other))
        }
    }

    private mutating func addFieldPresence(_ place: CasePlace) {
        let label = place.label
        let isElement = place.pointer?.tokens.last.flatMap { Int($0) } != nil
        // An empty text is an empty body.
        if place.format == .text { return }
        if place.isRequired, !isElement {
            add(
                "field-missing",
                "a body without \(label)",
                at: place,
                isValid: isValid(without: place),
                combines: true,
                removal(place)
            )
            addRenamed(place)
        }
        addValue("field-null", "\(label) as null", .null, place, combines: true)
        if place.allows("string") || place.isPlain {
            addValue("field-empty", "an empty \(label)", "", place, combines: true)
            addValue("field-blank", "a blank \(label)", "   ", place)
            addValue("field-null-word", "\(label) with the word null", "null", place)
        }
        addTypes(place)
        if let valid = place.valid, place.isPresent, !isElement { addDoubled(place, valid) }
        if place.schema?.resolved.value["readOnly"] == true, let valid = place.valid {
            add("field-read-only", "\(label), which is read-only", at: place, edit(place, valid))
        }
    }

    private mutating func addTypes(_ place: CasePlace) {
        let label = place.label
        let text = place.valid.flatMap { $0.sent.string == nil && !place.isPlain ? $0.sent.texted : nil } ?? "text"
        if !place.isNumber || place.isPlain {
            addValue("field-as-string", "\(label) as a string", .string(text), place)
        }
        let digits = place.valid?.sent.string.flatMap { $0.utf8.count < 18 ? JSONNumber(literal: $0) : nil }
        addValue("field-as-number", "\(label) as a number", .number(digits ?? 5), place, combines: true)
        addValue("field-as-boolean", "\(label) as a boolean", true, place)
        if let valid = place.valid, !place.isPlain {
            let list = CaseValue(sent: [valid.sent], written: [valid.written])
            add(
                "field-as-array",
                "\(label) as a list",
                at: place,
                isValid: isValid(place, list.sent),
                edit(place, list)
            )
        }
        addValue("field-as-object", "\(label) as an object", ["value": "text"], place)
    }

    private mutating func addRenamed(_ place: CasePlace) {
        guard let pointer = place.pointer, let name = pointer.tokens.last, let valid = place.valid else { return }
        let other = name.uppercased() == name ? name.lowercased() : name.uppercased()
        guard other != name, let body = base.value,
            let changed = body.setting(nil, at: pointer.tokens)?.setting(
                valid.sent,
                at: pointer.tokens.dropLast() + [other]
            )
        else { return }
        let isValid = base.content?.schema?.isValid(changed, .request) ?? true
        let remove = removal(place)
        add("field-name-case", "\(place.label) under the name \(other)", at: place, isValid: isValid) { draft in
            remove(&draft)
            draft.body = draft.body.setting(valid.written, at: pointer.tokens.dropLast() + [other])
        }
    }

    private mutating func addDoubled(_ place: CasePlace, _ valid: CaseValue) {
        guard let name = place.pointer?.tokens.last else { return }
        if place.isPlain {
            guard !place.isContainer, !place.isSecret else { return }
            let both = JSONValue.array([ScenarioText.literal(other(place, than: valid.sent)), valid.written])
            return add(
                "field-doubled",
                "\(place.label) twice",
                at: place,
                edit(place, CaseValue(sent: both, written: both))
            )
        }
        let first = other(place, than: valid.sent).texted(isJSON: true)
        let second = "\(JSONValue.string(name).texted(isJSON: true)):\(valid.sent.texted(isJSON: true))"
        addRaw("field-doubled", "\(place.label) twice", place, Array("\(first),\(second)".utf8))
    }
}

extension JSONValue {
    /// The value as JSON.
    func texted(isJSON: Bool) -> String { String(decoding: JSONSerializer.serialize(self), as: UTF8.self) }
}
