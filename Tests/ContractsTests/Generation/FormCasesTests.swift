import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// Fields of forms and multipart bodies, and texts.
@Suite struct FormCasesTests {
    /// A contract of one operation, which takes content of these types.
    private static func contract(_ content: String) throws -> Contract {
        try Library.load(
            yaml: """
                openapi: 3.1.0
                info: {title: a, version: "1"}
                paths:
                  /a:
                    post:
                      requestBody: {required: true, content: {\(content)}}
                      responses: {"200": {description: a}, "400": {description: b}}
                """
        )
    }

    static func cases(_ type: String, _ schema: String, _ example: String) throws -> (OperationBase, [GeneratedCase]) {
        let contract = try contract("\(type): {schema: \(schema), example: \(example)}")
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: Set(CaseKind.all.map(\.name)), seed: 0)
        return (base, made)
    }

    private func body(_ kind: String, _ place: String, in made: (OperationBase, [GeneratedCase])) throws
        -> GeneratedRequest.Body
    {
        let one = try #require(made.1.first { $0.kind.name == kind && $0.place == place }, "\(kind) \(place)")
        var draft = made.0.draft
        one.edit(&draft)
        return draft.body
    }

    static let schema =
        "{type: object, required: [name], properties: {name: {type: string, maxLength: 5}, count: {type: integer, maximum: 3}, tags: {type: array, maxItems: 2, items: {type: string}}}}"
    static let example = "{name: Ann, count: 2, tags: [a]}"

    @Test func theFieldsOfAFormAreTexts() throws {
        let made = try Self.cases("application/x-www-form-urlencoded", Self.schema, Self.example)
        let rest: JSONObject = ["name": "Ann", "count": "2", "tags": ["a"]]
        func form(_ name: String, _ value: JSONValue?) -> GeneratedRequest.Body {
            var object = rest
            if let value { object[name] = value } else { _ = object.remove(name) }
            return .other("form", .object(object))
        }
        #expect(try body("field-missing", "name", in: made) == form("name", nil))
        #expect(try body("field-empty", "count", in: made) == form("count", ""))
        #expect(try body("number-too-great", "count", in: made) == form("count", "4"))
        #expect(try body("string-too-long-by-one", "name", in: made) == form("name", "AnnAnn"))
        #expect(try body("array-too-many", "tags", in: made) == form("tags", ["a", "a", "a"]))
        guard case .other("form", let doubled) = try body("field-doubled", "name", in: made) else {
            Issue.record("a doubled field is a field of a form")
            return
        }
        #expect(doubled["name"]?.array?.count == 2)
    }

    /// What a text can't say is no case; and 5 is a valid name.
    @Test func noCaseNeedsWhatTextsCannotSay() throws {
        let made = try Self.cases("application/x-www-form-urlencoded", Self.schema, Self.example).1
        for kind in ["field-null", "field-as-object", "number-as-text", "array-null-element", "body-truncated"] {
            #expect(!made.contains { $0.kind.name == kind }, "\(kind)")
        }
        #expect(!made.contains { $0.kind.name == "field-as-number" && $0.place == "name" })
    }

    @Test func aPartIsATextOrJSONOrAFile() throws {
        let schema =
            "{type: object, required: [name], properties: {name: {type: string}, scan: {type: string, format: binary}, from: {type: object, required: [city], properties: {city: {type: string}}}}}"
        let made = try Self.cases("multipart/form-data", schema, "{name: Ann, scan: x, from: {city: Ulm}}")
        let name: JSONValue = ["name": "name", "text": "Ann"]
        let scan: JSONValue = [
            "name": "scan", "filename": "muster.bin", "contentType": "application/octet-stream", "text": "x",
        ]
        let from: JSONValue = ["name": "from", "json": ["city": "Ulm"]]
        #expect(made.0.draft.body == .other("multipart", [name, scan, from]))
        #expect(try body("field-missing", "name", in: made) == .other("multipart", [scan, from]))
        #expect(
            try body("field-missing", "from.city", in: made)
                == .other("multipart", [name, scan, ["name": "from", "json": [:]]])
        )
        #expect(
            try body("field-empty", "name", in: made)
                == .other("multipart", [["name": "name", "text": ""], scan, from])
        )
        // Bytes are no text: nothing is said about their letters.
        #expect(!made.1.contains { $0.kind.group == .unicode && $0.place == "scan" })
    }

    /// Of a list of objects each has a part of its own, and a form has no style for one: that may be refused.
    @Test func listsOfObjectsInForms() throws {
        let item = "{type: object, properties: {a: {type: string}}}"
        let schema = "{type: object, properties: {n: {type: array, items: \(item)}}}"
        let example = "{n: [{a: x}, {a: y}]}"
        let parts = try Self.cases("multipart/form-data", schema, example).0.draft.body
        let part = { (text: JSONValue) -> JSONValue in ["name": "n", "json": ["a": text]] }
        #expect(parts == .other("multipart", [part("x"), part("y")]))
        let value: JSONValue = ["n": [["a": "x"], ["a": "y"]]]
        let types = ["application/x-www-form-urlencoded", "multipart/form-data"]
        let contract = try Self.contract(types.map { "\($0): {schema: \(schema)}" }.joined(separator: ", "))
        let contents = try #require(contract.operations[0].requestBody).content
        #expect(contents.map { ContentWriter.lack(of: $0, value) == nil } == [false, true])
        #expect(contents.map { ContentWriter.lack(of: $0, ["n": ["x"]]) } == [nil, nil])
        let bytes = ["x", "y"].map { text in
            "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n"
                + "Content-Type: application/json\r\n\r\n{\"a\":\"\(text)\"}\r\n"
        }
        let type = try #require(MediaType("multipart/form-data; boundary=b"))
        guard case .value(let read) = BodyReader.read(Array((bytes.joined() + "--b--\r\n").utf8), type, contents[1])
        else {
            Issue.record("it can't be read")
            return
        }
        #expect(read == value)
    }

    /// An image is no text: what its schema says of one, such as that it is base64, is said of nothing that is sent.
    @Test func contentOfAnotherFormBreaksNoSchema() throws {
        let schema = "{type: string, format: byte, minLength: 4, pattern: '^[A-Za-z0-9+/=]+$'}"
        let made = try Self.cases("image/jpeg", schema, "/9j/2wCEABoZGSccJz4l")
        let ofValue = made.1.filter { $0.place == "the text" }
        #expect(ofValue.contains { $0.kind.group == .controls && $0.outcome == .either })
        #expect(
            !ofValue.contains { $0.outcome == .refused },
            "\(ofValue.filter { $0.outcome == .refused }.map(\.name))"
        )
    }

    @Test func aTextIsOneValue() throws {
        let made = try Self.cases("text/plain", "{type: string, minLength: 3, pattern: '^[a-z]+$'}", "hello")
        #expect(try body("string-too-short", "the text", in: made) == .other("text", "he"))
        #expect(try body("string-pattern-broken", "the text", in: made) != made.0.draft.body)
        #expect(!made.1.contains { $0.kind.group == .fields })
        // Bytes that aren't UTF-8 may be another charset's letters.
        let bytes = try #require(made.1.first { $0.kind.name == "unicode-latin-1-bytes" })
        #expect(bytes.outcome == .either)
    }
}
