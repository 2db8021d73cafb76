import Contracts
import JSON

extension CaseKind {
    /// The body as a whole.
    static let bodies = [
        bodyMissing, bodyAbsent, bodyEmpty, bodyBlank, bodyNotJson, bodyXml, bodyForm, bodyHtml, bodyTruncated,
        bodyTrailingText, bodyTwice, bodyTrailingComma, bodyComment, bodySingleQuotes, bodyUnquotedNames, bodyNull,
        bodyString, bodyNumber, bodyBoolean, bodyEmptyArray, bodyInArray, bodyInString, bodyEmptyObject, bodyUtf16,
        bodyUtf32, bodyByteOrderMark, bodyRandomBytes, bodyDeepArrays, bodyDeepObjects, bodyHuge, bodyManyMembers,
        bodyLongName,
    ]

    static let bodyMissing = CaseKind(
        "body-missing",
        .body,
        sends: "no body and no content type",
        .refused(or: [411, 415]),
        why: "The request breaks the contract: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21); 415 "
            + "without a content type, 411 without a length (sections 15.5.16 and 15.5.12)"
    )
    static let bodyAbsent = CaseKind(
        "body-absent",
        .body,
        sends: "no body where the contract doesn't ask for one",
        .either(),
        why: "A body is optional where the contract doesn't say `required` (OpenAPI 3.1.0, Request Body Object), which "
            + "is often forgotten: the request may be carried out or refused"
    )
    static let bodyEmpty = CaseKind("body-empty", .body, sends: "an empty body", .refused(or: [411]), why: notJSON)
    static let bodyBlank = CaseKind("body-blank", .body, sends: "a body of white space", .refused(), why: notJSON)
    static let bodyNotJson = CaseKind(
        "body-not-json",
        .body,
        sends: "a body that is a plain text",
        .refused(),
        why: notJSON
    )
    static let bodyXml = CaseKind("body-xml", .body, sends: "a body that is XML", .refused(), why: notJSON)
    static let bodyForm = CaseKind("body-form", .body, sends: "a body that is a form", .refused(), why: notJSON)
    static let bodyHtml = CaseKind("body-html", .body, sends: "a body that is HTML", .refused(), why: notJSON)
    static let bodyTruncated = CaseKind(
        "body-truncated",
        .body,
        sends: "the valid body without its second half, or without its last character",
        .refused(),
        why: notJSON
    )
    static let bodyTrailingText = CaseKind(
        "body-trailing-text",
        .body,
        sends: "the valid body with a text behind it",
        .refused(),
        why: notJSON
    )
    static let bodyTwice = CaseKind("body-twice", .body, sends: "the valid body twice", .refused(), why: notJSON)
    static let bodyTrailingComma = CaseKind(
        "body-trailing-comma",
        .body,
        sends: "a comma behind the last member",
        .refused(),
        why: notJSON
    )
    static let bodyComment = CaseKind("body-comment", .body, sends: "a comment in the body", .refused(), why: notJSON)
    static let bodySingleQuotes = CaseKind(
        "body-single-quotes",
        .body,
        sends: "single quotes in place of double ones",
        .refused(),
        why: notJSON
    )
    static let bodyUnquotedNames = CaseKind(
        "body-unquoted-names",
        .body,
        sends: "names without quotes",
        .refused(),
        why: notJSON
    )
    static let bodyNull = CaseKind("body-null", .body, sends: "the body `null`", .bySchema(), why: schemaDecides)
    static let bodyString = CaseKind(
        "body-string",
        .body,
        sends: "the body is a string",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyNumber = CaseKind(
        "body-number",
        .body,
        sends: "the body is a number",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyBoolean = CaseKind(
        "body-boolean",
        .body,
        sends: "the body is `true`",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyEmptyArray = CaseKind(
        "body-empty-array",
        .body,
        sends: "the body is an empty array",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyInArray = CaseKind(
        "body-in-array",
        .body,
        sends: "the valid body in a list",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyInString = CaseKind(
        "body-in-string",
        .body,
        sends: "the valid body, encoded once more as a string",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyEmptyObject = CaseKind(
        "body-empty-object",
        .body,
        sends: "the body is an empty object",
        .bySchema(),
        why: schemaDecides
    )
    static let bodyUtf16 = CaseKind(
        "body-utf-16",
        .body,
        sends: "the valid body in UTF-16",
        .refused(),
        why: otherEncoding
    )
    static let bodyUtf32 = CaseKind(
        "body-utf-32",
        .body,
        sends: "the valid body in UTF-32",
        .refused(),
        why: otherEncoding
    )
    static let bodyByteOrderMark = CaseKind(
        "body-byte-order-mark",
        .body,
        sends: "a byte order mark before the valid body",
        .either(),
        why: "It must not be added, and may be ignored (RFC 8259, section 8.1)"
    )
    static let bodyRandomBytes = CaseKind(
        "body-random-bytes",
        .body,
        sends: "bytes that are neither text nor JSON",
        .refused(),
        why: notJSON
    )
    static let bodyDeepArrays = CaseKind(
        "body-deep-arrays",
        .body,
        sends: "10,000 arrays in each other",
        .refused(or: [413]),
        why: "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21), and "
            + "depth may be limited (RFC 8259, section 9)"
    )
    static let bodyDeepObjects = CaseKind(
        "body-deep-objects",
        .body,
        sends: "1,000 objects in each other, in a field that the contract doesn't know",
        .bySchema(or: [413]),
        why: "Recipients may limit the depth (RFC 8259, section 9), but must not break"
    )
    static let bodyHuge = CaseKind(
        "body-huge",
        .body,
        sends: "the valid body and a million blanks",
        .either(or: [413]),
        why: "White space is allowed; what is too large gets 413 (RFC 9110, section 15.5.14)"
    )
    static let bodyManyMembers = CaseKind(
        "body-many-members",
        .body,
        sends: "the valid body and 1,000 more fields",
        .bySchema(or: [413]),
        why: tooLarge
    )
    static let bodyLongName = CaseKind(
        "body-long-name",
        .body,
        sends: "the valid body and a field whose name has 10,000 characters",
        .bySchema(or: [413]),
        why: tooLarge
    )

    private static let notJSON =
        "The body isn't JSON: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"

    private static let otherEncoding =
        "JSON between systems must be UTF-8 (RFC 8259, section 8.1)"

    private static let tooLarge =
        "What is too large gets 413 (RFC 9110, section 15.5.14)"
}

/// The body as a whole.
extension CaseMaker {
    mutating func addBodies() {
        guard base.draft.body != .none, let request = operation.requestBody else { return }
        let type = contentType?.text
        let isRequired = request.isRequired
        add(
            isRequired ? .bodyMissing : .bodyAbsent,
            isRequired ? "a request without a body" : "a request without its optional body",
            combines: false
        ) { draft in
            draft.body = .none
            draft.set(header: "Content-Type", .null)
        }
        if isRequired {
            addText(.bodyEmpty, "an empty body", "", type)
        }
        addFormBodies()
        guard let body = base.body, contentType?.type.isJSON == true else { return }
        addText(.bodyBlank, "a body of white space", " \r\n\t ", type)
        addOtherFormats(type)
        addRoots(body)
        addExtraMembers(body)
        addText(
            .bodyDeepArrays,
            "a body of 10,000 arrays in each other",
            written: "${repeat([,10000)}${repeat(],10000)}",
            type
        )
        guard !base.bodyIsSecret, Self.ofTexts.contains(where: { wants($0) }) else { return }
        // The shortest body of its form will do for a survey.
        let text = isSurvey ? body.kind == .object ? #"{"a":1}"# : "[10]" : body.texted(isJSON: true)
        addBroken(text, type)
        addEncodings(text, type)
    }

    /// What is made of the text of the body.
    private static let ofTexts: [CaseKind] = [
        .bodyTruncated, .bodyTrailingText, .bodyTwice, .bodyTrailingComma, .bodyComment, .bodySingleQuotes,
        .bodyUnquotedNames, .bodyUtf16, .bodyUtf32, .bodyByteOrderMark, .bodyHuge,
    ]

    private mutating func addText(
        _ kind: CaseKind,
        _ description: String,
        isValid: Bool? = nil,
        written: String,
        _ type: String?
    ) {
        add(kind, description, isValid: isValid, Self.body("text", .string(written), type))
    }

    private mutating func addOtherFormats(_ type: String?) {
        addText(.bodyNotJson, "a body that is a plain text", "hello", type)
        addText(.bodyXml, "a body that is XML", "<?xml version=\"1.0\"?><request><id>1</id></request>", type)
        addText(.bodyForm, "a body that is a form", "id=1&name=text", type)
        addText(.bodyHtml, "a body that is HTML", "<!DOCTYPE html><title>hello</title>", type)
        addBytes(
            .bodyRandomBytes,
            "a body of bytes that are no text",
            [0x00, 0xFF, 0x1F, 0x8B, 0x80, 0x7B, 0xC3, 0x28],
            type
        )
    }

    /// Other values in place of the body's.
    private mutating func addRoots(_ body: JSONValue) {
        addRoot(.bodyNull, "a body that is null", .null)
        addRoot(.bodyString, "a body that is a string", "text")
        addRoot(.bodyNumber, "a body that is a number", 5)
        addRoot(.bodyBoolean, "a body that is true", true)
        addRoot(.bodyEmptyArray, "a body that is an empty list", [])
        addRoot(.bodyEmptyObject, "a body that is an empty object", [:])
        guard case .json(let written) = base.draft.body else { return }
        if makes(.bodyInArray) {
            add(.bodyInArray, "the valid body in a list", isValid: isValid(body: [body])) { $0.body = .json([written]) }
        }
        if wants(.bodyInString), !base.bodyIsSecret {
            addRoot(.bodyInString, "the valid body in a string", .string(body.texted(isJSON: true)))
        }
    }

    private mutating func addRoot(_ kind: CaseKind, _ description: String, _ value: JSONValue) {
        guard wants(kind), value != base.body, makes(kind) else { return }
        let written = ScenarioText.literal(value)
        add(kind, description, isValid: isValid(body: value)) { $0.body = .json(written) }
    }

    func isValid(body: JSONValue) -> Bool? {
        if isSurvey { return nil }
        guard let schema = base.content?.schema else { return true }
        return schema.accepts(body, .request)
    }

    private mutating func addExtraMembers(_ body: JSONValue) {
        guard case .object = body else { return }
        let root = JSONPointer()
        addMembers(.fieldExtra, "a field that the contract doesn't know", root, [("musterExtra", "text")])
        addMembers(
            .fieldExtraPrototype,
            "fields called __proto__ and constructor",
            root,
            [("__proto__", ["admin": true]), ("constructor", ["prototype": ["admin": true]])]
        )
        addLarge(body)
        addMembers(.bodyLongName, "a field whose name has 10,000 characters", root, [(Self.longName, "text")])
    }

    private static let longName = String(repeating: "n", count: 10_000)

    /// Members that are written as a text: a file is no place for them.
    private mutating func addLarge(_ body: JSONValue) {
        guard !base.bodyIsSecret, case .object(let object) = body else { return }
        if makes(.bodyDeepObjects) {
            var deeper = object
            deeper["musterDeep"] = (0..<1000).reduce(JSONValue.string("text")) { inner, _ in ["a": inner] }
            addWritten(.bodyDeepObjects, "1,000 objects in each other", deeper)
        }
        if makes(.bodyManyMembers) {
            var more = object
            for index in 0..<1000 { more["musterExtra\(index)"] = 1 }
            addWritten(.bodyManyMembers, "1,000 more fields", more)
        }
    }

    private mutating func addWritten(_ kind: CaseKind, _ description: String, _ object: JSONObject) {
        let value = JSONValue.object(object)
        addText(kind, description, isValid: isValid(body: value), value.texted(isJSON: true), contentType?.text)
    }

    /// Texts that are almost JSON.
    private mutating func addBroken(_ text: String, _ type: String?) {
        let last = text.last == "}" || text.last == "]"
        addText(.bodyTruncated, "a body that ends in the middle", String(text.prefix(text.count / 2)), type)
        addText(.bodyTrailingText, "a body with a text behind it", text + " text", type)
        addText(.bodyTwice, "a body twice", text + text, type)
        guard last, text.count > 2 else { return }
        addText(.bodyTruncated, "a body without its last character", String(text.dropLast()), type)
        addText(
            .bodyTrailingComma,
            "a body with a comma behind its last member",
            "\(text.dropLast()),\(text.suffix(1))",
            type
        )
        addText(.bodyComment, "a body with a comment", "\(text.prefix(1))/* comment */\(text.dropFirst())", type)
        addText(.bodySingleQuotes, "a body with single quotes", text.replacing("\"", with: "'"), type)
        if text.hasPrefix("{\"") {
            guard wants(.bodyUnquotedNames) else { return }
            let bare = text.replacing(/"([A-Za-z]+)":/) { "\($0.output.1):" }
            if bare != text { addText(.bodyUnquotedNames, "a body whose names have no quotes", bare, type) }
        }
    }

    private mutating func addEncodings(_ text: String, _ type: String?) {
        if wants(.bodyUtf16) {
            let utf16 = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            addBytes(.bodyUtf16, "a body in UTF-16", [0xFF, 0xFE] + utf16, type)
        }
        if wants(.bodyUtf32) {
            let utf32 = text.unicodeScalars.flatMap { scalar in
                (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (24 - 8 * $0)) }
            }
            addBytes(.bodyUtf32, "a body in UTF-32", utf32, type)
        }
        addText(.bodyByteOrderMark, "a body with a byte order mark before it", "\u{FEFF}" + text, type)
        guard makes(.bodyHuge) else { return }
        let blanks = ScenarioText.literal(text) + "${repeat( ,1000000)}"
        let shorter = [1, 100, 10_000, 100_000].map { count in
            Self.body("text", .string(ScenarioText.literal(text) + "${repeat( ,\(count))}"), type)
        }
        add(
            .bodyHuge,
            "a body with a million blanks behind it",
            smaller: [shorter],
            Self.body("text", .string(blanks), type)
        )
    }
}
