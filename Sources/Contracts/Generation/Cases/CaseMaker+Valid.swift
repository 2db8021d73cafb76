import JSON

/// Requests that the contract calls valid.
extension CaseMaker {
    mutating func addValid() {
        add("valid-request", "the valid request") { _ in }
        addOptional()
        let names = base.draft.headers.names.filter { base.draft.headers[$0] != .null }
        if !names.isEmpty {
            add("valid-header-name-case", "header names in lower case") { $0.rename { $0.lowercased() } }
            add("valid-header-name-case", "header names in upper case") { $0.rename { $0.uppercased() } }
        }
        if names.count > 1 {
            add("valid-header-order", "headers in the reverse order") { draft in
                draft.headers = JSONObject(draft.headers.members.reversed())
            }
        }
        if base.body != nil { addWritings() }
        addFormWritings()
        guard let type = contentType, type.type.isJSON else { return }
        let shouting = type.text.uppercased()
        add("valid-charset", "a charset in the content type") {
            $0.set(header: "Content-Type", .string("\(type.text); charset=utf-8"))
        }
        add("valid-media-type-case", "a content type in upper case") {
            $0.set(header: "Content-Type", .string(shouting))
        }
    }

    /// The content type of the base request.
    var contentType: (text: String, type: MediaType)? {
        let own = base.draft.header("Content-Type").flatMap { base.resolution.resolve($0).string }
        guard base.draft.body != .none,
            let text = own ?? base.content?.type.essence ?? (base.body == nil ? nil : "application/json")
        else { return nil }
        return MediaType(text).map { (text, $0) }
    }

    private mutating func addOptional() {
        let optional = places.filter { !$0.isRequired && isTop($0) }
        for place in optional {
            if place.isPresent {
                guard isValid(without: place) == true else { continue }
                add(
                    "valid-optional-absent",
                    "a request without the optional \(place.label)",
                    at: place,
                    combines: true,
                    removal(place)
                )
            } else if let value = place.valid,
                place.pointer == nil
                    ? canWrite(place, value) : isValid(place, value.sent) == true && canHold(place, value.sent)
            {
                add(
                    "valid-optional-present",
                    "a request with the optional \(place.label)",
                    at: place,
                    combines: true,
                    edit(place, value)
                )
            }
        }
        let present = optional.filter { $0.isPresent && isValid(without: $0) == true }
        if present.count > 1 {
            let edits = present.map(removal)
            add("valid-only-required", "a request without anything optional") { draft in edits.forEach { $0(&draft) } }
        }
    }

    /// Whether a parameter's style has a form for a value.
    private func canWrite(_ place: CasePlace, _ value: CaseValue) -> Bool {
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
        guard let body = base.body, !base.bodyIsSecret else { return }
        let type = contentType?.text ?? "application/json"
        let pretty = String(decoding: JSONSerializer.serialize(body, style: .pretty), as: UTF8.self)
        addText(
            "valid-body-white-space",
            "a body with white space between its tokens",
            "\r\n\t " + pretty.replacing("\n", with: "\r\n\t") + " \n",
            type
        )
        addText("valid-body-escapes", "a body whose texts are written in escapes", EscapedJSON.text(body), type)
        if case .object(let object) = body, object.count > 1 {
            let reversed = JSONValue.object(JSONObject(object.members.reversed()))
            addText("valid-body-order", "a body whose members are in the reverse order", reversed.texted, type)
        }
    }
}

extension GeneratedRequest {
    /// Renames every header field.
    mutating func rename(_ change: (String) -> String) {
        headers = JSONObject(headers.map { .init(name: change($0.name), value: $0.value) })
    }
}
