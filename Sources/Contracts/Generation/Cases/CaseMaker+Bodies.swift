import JSON

/// The body as a whole.
extension CaseMaker {
    mutating func addBodies() {
        guard base.draft.body != .none, let request = operation.requestBody else { return }
        let type = contentType?.text
        if request.isRequired {
            add("body-missing", "a request without a body", combines: false) { draft in
                draft.body = .none
                draft.set(header: "Content-Type", .null)
            }
            addText("body-empty", "an empty body", "", type)
        }
        addFormBodies()
        guard let body = base.body, contentType?.type.isJSON == true else { return }
        addText("body-blank", "a body of white space", " \r\n\t ", type)
        addOtherFormats(type)
        addRoots(body)
        addExtraMembers(body)
        addText(
            "body-deep-arrays",
            "a body of 10,000 arrays in each other",
            written: "${repeat([,10000)}${repeat(],10000)}",
            type
        )
        guard !base.bodyIsSecret else { return }
        addBroken(body.texted(isJSON: true), type)
        addEncodings(body.texted(isJSON: true), type)
    }

    private mutating func addText(
        _ kind: String,
        _ words: String,
        isValid: Bool? = nil,
        written: String,
        _ type: String?
    ) {
        add(kind, words, isValid: isValid, Self.body("text", .string(written), type))
    }

    private mutating func addOtherFormats(_ type: String?) {
        addText("body-not-json", "a body that is a plain text", "hello", type)
        addText("body-xml", "a body that is XML", "<?xml version=\"1.0\"?><request><id>1</id></request>", type)
        addText("body-form", "a body that is a form", "id=1&name=text", type)
        addText("body-html", "a body that is HTML", "<!DOCTYPE html><title>hello</title>", type)
        addBytes(
            "body-random-bytes",
            "a body of bytes that are no text",
            [0x00, 0xFF, 0x1F, 0x8B, 0x80, 0x7B, 0xC3, 0x28],
            type
        )
    }

    /// Other values in place of the body's.
    private mutating func addRoots(_ body: JSONValue) {
        addRoot("body-null", "a body that is null", .null)
        addRoot("body-string", "a body that is a string", "text")
        addRoot("body-number", "a body that is a number", 5)
        addRoot("body-boolean", "a body that is true", true)
        addRoot("body-empty-array", "a body that is an empty list", [])
        addRoot("body-empty-object", "a body that is an empty object", [:])
        guard case .json(let written) = base.draft.body else { return }
        add("body-in-array", "the valid body in a list", isValid: isValid(body: [body])) { $0.body = .json([written]) }
        if !base.bodyIsSecret {
            addRoot("body-in-string", "the valid body in a string", .string(body.texted(isJSON: true)))
        }
    }

    private mutating func addRoot(_ kind: String, _ words: String, _ value: JSONValue) {
        guard value != base.body else { return }
        let written = ScenarioText.literal(value)
        add(kind, words, isValid: isValid(body: value)) { $0.body = .json(written) }
    }

    func isValid(body: JSONValue) -> Bool? {
        guard let schema = base.content?.schema else { return true }
        return schema.accepts(body, .request)
    }

    private mutating func addExtraMembers(_ body: JSONValue) {
        guard case .object = body else { return }
        let root = JSONPointer()
        addMembers("field-extra", "a field that the contract doesn't know", root, [("musterExtra", "text")])
        addMembers(
            "field-extra-prototype",
            "fields called __proto__ and constructor",
            root,
            [("__proto__", ["admin": true]), ("constructor", ["prototype": ["admin": true]])]
        )
        addLarge(body)
        addMembers(
            "body-long-name",
            "a field whose name has 10,000 characters",
            root,
            [(String(repeating: "n", count: 10_000), "text")]
        )
    }

    /// Members that are written as a text: a file is no place for them.
    private mutating func addLarge(_ body: JSONValue) {
        guard !base.bodyIsSecret, case .object(let object) = body else { return }
        let deep = (0..<1000).reduce(JSONValue.string("text")) { inner, _ in ["a": inner] }
        var deeper = object
        deeper["musterDeep"] = deep
        addWritten("body-deep-objects", "1,000 objects in each other", deeper)
        var more = object
        for index in 0..<1000 { more["musterExtra\(index)"] = 1 }
        addWritten("body-many-members", "1,000 more fields", more)
    }

    private mutating func addWritten(_ kind: String, _ words: String, _ object: JSONObject) {
        guard wants(kind) else { return }
        let value = JSONValue.object(object)
        addText(kind, words, isValid: isValid(body: value), value.texted(isJSON: true), contentType?.text)
    }

    /// Texts that are almost JSON.
    private mutating func addBroken(_ text: String, _ type: String?) {
        let last = text.last == "}" || text.last == "]"
        addText("body-truncated", "a body that ends in the middle", String(text.prefix(text.count / 2)), type)
        addText("body-trailing-text", "a body with a text behind it", text + " text", type)
        addText("body-twice", "a body twice", text + text, type)
        guard last, text.count > 2 else { return }
        addText("body-truncated", "a body without its last character", String(text.dropLast()), type)
        addText(
            "body-trailing-comma",
            "a body with a comma behind its last member",
            "\(text.dropLast()),\(text.suffix(1))",
            type
        )
        addText("body-comment", "a body with a comment", "\(text.prefix(1))/* comment */\(text.dropFirst())", type)
        addText("body-single-quotes", "a body with single quotes", text.replacing("\"", with: "'"), type)
        if text.hasPrefix("{\"") {
            let bare = text.replacing(/"([A-Za-z]+)":/) { "\($0.output.1):" }
            if bare != text { addText("body-unquoted-names", "a body whose names have no quotes", bare, type) }
        }
    }

    private mutating func addEncodings(_ text: String, _ type: String?) {
        let utf16 = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        addBytes("body-utf-16", "a body in UTF-16", [0xFF, 0xFE] + utf16, type)
        let utf32 = text.unicodeScalars.flatMap { scalar in
            (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (24 - 8 * $0)) }
        }
        addBytes("body-utf-32", "a body in UTF-32", utf32, type)
        addText("body-byte-order-mark", "a body with a byte order mark before it", "\u{FEFF}" + text, type)
        let blanks = ScenarioText.literal(text) + "${repeat( ,1000000)}"
        let shorter = [1, 100, 10_000, 100_000].map { count in
            Self.body("text", .string(ScenarioText.literal(text) + "${repeat( ,\(count))}"), type)
        }
        add(
            "body-huge",
            "a body with a million blanks behind it",
            smaller: [shorter],
            Self.body("text", .string(blanks), type)
        )
    }
}
