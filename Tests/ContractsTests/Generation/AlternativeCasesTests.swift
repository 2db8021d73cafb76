import Contracts
import JSON
import Testing

@testable import ContractCases

/// The alternatives of schemas and the media types of content, each met by a valid request.
@Suite struct AlternativeCasesTests {
    /// The bodies of the cases of `kind` of one operation with this content, by the cases' descriptions.
    private func bodies(_ kind: CaseKind, _ content: String, components: String = "{}") throws -> [String:
        GeneratedRequest]
    {
        let contract = try Self.contract(content, components)
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        try #require(base.problem == nil)
        let made = CaseMaker.cases(contract, base, wanted: [kind.name], seed: 0)
        var found: [String: GeneratedRequest] = [:]
        for one in made {
            var draft = base.draft
            one.edit(&draft)
            found[one.description] = draft
        }
        #expect(found.count == made.count)
        return found
    }

    private static func contract(_ content: String, _ components: String = "{}") throws -> Contract {
        try Library.load(
            yaml: """
                openapi: 3.1.0
                info: {title: a, version: "1"}
                paths:
                  /a:
                    post:
                      operationId: send
                      requestBody: {required: true, content: \(content)}
                      responses: {"200": {description: a}, "400": {description: b}}
                components: {schemas: \(components)}
                """
        )
    }

    private func json(_ draft: GeneratedRequest?) -> JSONValue? {
        if case .json(let body)? = draft?.body { body } else { nil }
    }

    @Test(arguments: ["oneOf", "anyOf"])
    func eachAlternativeOfTheBodyIsMet(keyword: String) throws {
        let cat = "{type: object, required: [a], additionalProperties: false, properties: {a: {type: integer}}}"
        let dog =
            "{type: object, required: [b], additionalProperties: false, properties: {b: {type: string, maxLength: 3}}}"
        let contract = try Self.contract(
            "{application/json: {schema: {\(keyword): [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}",
            "{Cat: \(cat), Dog: \(dog)}"
        )
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: ["valid-alternative"], seed: 0)
        var sent = [try #require(base.body)]
        for one in made {
            var draft = base.draft
            one.edit(&draft)
            sent.append(try #require(json(draft)))
        }
        #expect(Set(sent.map { $0["a"] == nil ? "b" : "a" }) == ["a", "b"])
        #expect(made.count == 1 && made[0].outcome == .accepted && made[0].role == .dependent)
        #expect(["the body as Cat", "the body as Dog"].contains(made[0].description))
    }

    @Test func alternativesOfFieldsAndWithinAlternativesAreMetOnce() throws {
        let money = "{anyOf: [{type: integer}, {type: string, pattern: '^x+$'}, {type: 'null'}]}"
        let card = """
            {type: object, required: [kind, by], properties: {kind: {const: card}, by: {oneOf: [{const: chip}, {const: pin}, {const: hand}]}}}
            """
        let contract = try Self.contract(
            """
            {application/json: {schema: {type: object, required: [price, fee, pay], properties: {price: {$ref: '#/components/schemas/Money'},
              fee: {$ref: '#/components/schemas/Money'},
              pay: {oneOf: [{type: object, required: [kind], properties: {kind: {const: cash}}}, {$ref: '#/components/schemas/Card'}]}}}}}
            """,
            "{Money: \(money), Card: \(card)}"
        )
        let schema = try #require(contract.operations[0].requestBody?.content[0].schema)
        // Whichever alternatives the valid request has, all others are met.
        for seed in 0..<8 as Range<UInt64> {
            let base = GeneratedBase(contract: contract, seed: seed).base(contract.operations[0]).base
            let made = CaseMaker.cases(contract, base, wanted: ["valid-alternative"], seed: seed)
            var sent = [try #require(base.body)]
            for one in made {
                var draft = base.draft
                one.edit(&draft)
                let body = try #require(json(draft)).withNulls
                #expect(schema.isValid(body, .request), "\(one.description)")
                sent.append(body)
            }
            #expect(Set(sent.flatMap { [$0["price"]?.kind, $0["fee"]?.kind] }).count == 3)
            #expect(Set(sent.compactMap { $0["pay"]?["kind"]?.string }) == ["cash", "card"])
            #expect(Set(sent.compactMap { $0["pay"]?["by"]?.string }) == ["chip", "pin", "hand"])
            // Two of three, one of two, and two of three.
            #expect(made.count <= 5, "\(made.map(\.description))")
        }
    }

    @Test func aDiscriminatorNamesTheAlternative() throws {
        let cat = "{type: object, required: [kind, a], properties: {kind: {type: string}, a: {type: integer}}}"
        let dog = "{type: object, required: [kind, b], properties: {kind: {type: string}, b: {type: string}}}"
        let schema = """
            {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
              discriminator: {propertyName: kind, mapping: {doggy: '#/components/schemas/Dog'}}}
            """
        let contract = try Self.contract("{application/json: {schema: \(schema)}}", "{Cat: \(cat), Dog: \(dog)}")
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        var sent = [try #require(base.body)]
        for one in CaseMaker.cases(contract, base, wanted: ["valid-alternative"], seed: 0) {
            var draft = base.draft
            one.edit(&draft)
            sent.append(try #require(json(draft)))
        }
        #expect(sent.count == 2)
        for body in sent { #expect(body["kind"] == (body["a"] == nil ? "doggy" : "Cat")) }
    }

    @Test func eachMediaTypeIsSentThatCanBeWritten() throws {
        let schema = "{type: object, required: [n], properties: {n: {type: integer, example: 5}}, xml: {name: order}}"
        let types = [
            "application/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
            "application/yaml", "application/vnd.a+json",
        ]
        let content =
            types.map { "\($0): {schema: \(schema)}" } + [
                "text/plain: {schema: {type: string, example: hi}}", "application/pdf: {}",
            ]
        let found = try bodies(.validMediaType, "{\(content.joined(separator: ", "))}")
        #expect(
            found.keys.sorted()
                == (types.dropFirst() + ["text/plain"]).map { "the content as \($0)" }.sorted()
        )
        func sent(_ type: String) -> (GeneratedRequest.Body?, JSONValue?) {
            let draft = found["the content as \(type)"]
            return (draft?.body, draft?.header("Content-Type"))
        }
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><order><n>5</n></order>"
        #expect(sent("application/xml") == (.other("text", .string(xml)), "application/xml"))
        #expect(sent("application/x-www-form-urlencoded") == (.other("form", ["n": "5"]), nil))
        #expect(sent("multipart/form-data") == (.other("multipart", [["name": "n", "text": "5"]]), nil))
        #expect(sent("application/yaml") == (.other("text", #"{"n":5}"#), "application/yaml"))
        #expect(sent("application/vnd.a+json") == (.json(["n": 5]), "application/vnd.a+json"))
        #expect(sent("text/plain") == (.other("text", "hi"), "text/plain"))
    }

    @Test func whatCannotBeWrittenIsToldByLint() throws {
        let contract = try Self.contract(
            "{application/json: {}, application/pdf: {}, application/xml: {schema: {type: object}}, 'image/*': {}, '*/*': {}}"
        )
        let rows = ContractSummary(contract).rows
        guard case .inPart(let count, let why) = try #require(rows.first).state else {
            Issue.record("\(rows)")
            return
        }
        #expect(count == 3)
        #expect(why.map { $0.prefix { $0 != " " } } == ["application/pdf", "application/xml", "image/*"])
        // XML without a name is sent, and may be refused.
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: ["valid-media-type"], seed: 0)
        #expect(made.map(\.description) == ["the content as application/xml"])
        #expect(made[0].madeUp.contains(.form) && made[0].rule.always.contains(415))
    }

    /// Fields are ASCII (RFC 9110, section 5.5); the percent-encoded UTF-8 of a query isn't.
    @Test func charactersBeyondTheBMPAreNotDemandedOfFields() throws {
        let parameters = ["header", "cookie", "query"].map {
            "{name: X-\($0), in: \($0), required: true, schema: {type: string, maxLength: 8}}"
        }
        let contract = try Library.load(
            yaml: """
                openapi: 3.1.0
                info: {title: a, version: "1"}
                paths: {/a: {get: {parameters: [\(parameters.joined(separator: ", "))], responses: {"200": {description: a}}}}}
                """
        )
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: ["string-longest-astral"], seed: 0)
        #expect(made.map(\.place) == ["X-query"])
    }

    @Test func thirtyTwoBitsHaveBounds() throws {
        let contract = try Self.contract(
            "{application/json: {schema: {type: object, properties: {n: {type: integer, format: int32}}}}}"
        )
        let schema = try #require(contract.operations[0].requestBody?.content[0].schema)
        for (number, isRight) in [(2_147_483_647, true), (2_147_483_648, false), (-2_147_483_649, false)] {
            #expect(schema.isValid(["n": .number(JSONNumber(number))], .response) == isRight)
        }
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: ["number-too-great", "number-too-small"], seed: 0)
        #expect(made.map(\.outcome) == [.refused, .refused])
        let bundle = SchemaBundle.value(schema, .response)
        #expect(bundle["properties"]?["n"]?["maximum"] == 2_147_483_647)
    }

    /// A typo behind the name of an operation is one too, and fields are among what is suggested.
    @Test func namesOfValuesAreThoseOfTheirOperation() throws {
        let contract = try Self.contract(
            "{application/json: {schema: {type: object, properties: {customerId: {type: string}, at: {type: object, properties: {cityId: {type: string}}}}}}}"
        )
        for name in ["customerId", "cityId", "send.customerId", "send.cityId", "POST /a.cityId"] {
            #expect(contract.hasName(name), "\(name)")
        }
        for (name, near) in [("custmerId", "customerId"), ("send.citId", "send.cityId")] {
            #expect(!contract.hasName(name))
            #expect(contract.names(near: name).contains(near))
        }
    }
}

extension JSONValue {
    /// What is sent where a scenario writes a null that takes nothing away.
    fileprivate var withNulls: JSONValue {
        switch self {
        case "${null}": .null
        case .array(let elements): .array(elements.map(\.withNulls))
        case .object(let object):
            .object(JSONObject(object.map { .init(name: $0.name, value: $0.value.withNulls) }))
        case .null, .bool, .number, .string: self
        }
    }
}
