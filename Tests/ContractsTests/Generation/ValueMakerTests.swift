import JSON
import JSONSchema
import Scenarios
import Testing

@testable import Contracts

@Suite struct ValueMakerTests {
    /// Schemas of JSON Schema 2020-12 for which values can be made.
    static let schemas: [String] = [
        #"{}"#,
        #"true"#,
        #"{"type":"null"}"#,
        #"{"type":"boolean"}"#,
        #"{"type":"string"}"#,
        #"{"type":"integer"}"#,
        #"{"type":"number"}"#,
        #"{"type":"array"}"#,
        #"{"type":"object"}"#,
        #"{"type":["string","null"],"minLength":3}"#,
        #"{"const":{"a":[1,2.50,null]}}"#,
        #"{"enum":["red","green",3,null]}"#,
        #"{"enum":[1,"two",3],"type":"string"}"#,
        #"{"type":"string","minLength":58,"maxLength":58,"pattern":"^[A-Za-z0-9_]+$"}"#,
        #"{"type":"string","minLength":20,"maxLength":20,"pattern":"^[a-z]+-[0-9]{2,4}-[a-z]*$"}"#,
        #"{"type":"string","pattern":"^\\d{8}T\\d{6}Z$"}"#,
        #"{"type":"string","pattern":"^(?=.*[0-9])[a-z0-9]{6,8}$"}"#,
        #"{"type":"string","pattern":"^(?!0)[0-9]{3}$"}"#,
        #"{"type":"string","pattern":"^([ab]{2})-\\1$"}"#,
        #"{"type":"string","pattern":"ab+c","minLength":12}"#,
        #"{"type":"string","pattern":"^\\p{Lu}\\p{Ll}+$"}"#,
        #"{"type":"string","pattern":"^[^a-zA-Z0-9\\s]{3}$"}"#,
        #"{"type":"string","pattern":"^(red|green|blue)(,(red|green|blue)){0,3}$"}"#,
        #"{"type":"string","minLength":0,"maxLength":0}"#,
        #"{"type":"string","minLength":5000,"maxLength":5001}"#,
        #"{"type":"string","contentEncoding":"base64","minLength":7}"#,
        #"{"type":"integer","minimum":5,"maximum":5}"#,
        #"{"type":"integer","exclusiveMinimum":5,"exclusiveMaximum":7}"#,
        #"{"type":"integer","minimum":-9007199254740993,"maximum":-9007199254740992}"#,
        #"{"type":"integer","minimum":100000000000000000000}"#,
        #"{"type":"integer","multipleOf":7,"minimum":50,"maximum":60}"#,
        #"{"type":"number","multipleOf":0.01,"minimum":0.29,"maximum":0.31}"#,
        #"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.001}"#,
        #"{"type":"number","maximum":-3.5}"#,
        #"{"allOf":[{"type":"integer","multipleOf":6},{"multipleOf":4,"minimum":1}]}"#,
        #"{"allOf":[{"type":"number"},{"type":"integer"}]}"#,
        #"{"type":"array","items":{"type":"integer","minimum":1,"maximum":3},"uniqueItems":true,"minItems":3}"#,
        #"{"type":"array","prefixItems":[{"type":"string"},{"const":2}],"items":false,"minItems":2}"#,
        #"{"type":"array","items":{"type":"integer"},"contains":{"const":7},"minContains":2}"#,
        #"{"type":"array","minItems":3,"maxItems":3,"contains":{"type":"string"},"items":{"type":["string","integer"]}}"#,
        #"{"type":"array","minItems":20,"items":{"type":"boolean"}}"#,
        #"{"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"c":{"type":"integer"}}}"#,
        #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
        #"{"type":"object","additionalProperties":{"type":"integer"},"minProperties":3}"#,
        #"{"type":"object","patternProperties":{"^x-[a-z]{3}$":{"type":"integer"}},"additionalProperties":false,"minProperties":2}"#,
        #"{"type":"object","propertyNames":{"pattern":"^[A-Z]{2}$"},"minProperties":2}"#,
        #"{"type":"object","properties":{"a":{},"b":{},"c":{}},"maxProperties":2}"#,
        #"{"type":"object","properties":{"a":{},"b":{},"c":{}},"minProperties":2,"additionalProperties":false}"#,
        #"{"type":"object","properties":{"a":{"type":"integer"}},"dependentRequired":{"a":["b"]}}"#,
        #"{"properties":{"a":{"const":1}},"dependentSchemas":{"a":{"required":["z"]}}}"#,
        #"{"oneOf":[{"type":"integer","minimum":0},{"type":"integer","maximum":10},{"type":"string"}]}"#,
        #"{"anyOf":[{"type":"string","maxLength":2},{"type":"object","required":["k"]}]}"#,
        #"{"type":"string","not":{"enum":["a","b"]},"maxLength":3}"#,
        #"{"type":"integer","minimum":0,"maximum":9,"not":{"multipleOf":2}}"#,
        #"{"type":"object","required":["kind"],"properties":{"kind":{"enum":["a","b"]}},"if":{"properties":{"kind":{"const":"a"}}},"then":{"required":["x"]},"else":{"required":["y"]}}"#,
        #"{"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"integer"}}}],"unevaluatedProperties":false,"type":"object"}"#,
        ##"{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","required":["value"],"properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/tree"}}}}}}"##,
        ##"{"$defs":{"list":{"oneOf":[{"type":"null"},{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/$defs/list"}}}]}},"$ref":"#/$defs/list"}"##,
        ##"{"$defs":{"n":{"$anchor":"count","type":"integer","minimum":3}},"type":"array","minItems":1,"items":{"$ref":"#count"}}"##,
        #"{"$id":"https://x.example/root","$defs":{"n":{"$id":"inner","type":"string","maxLength":3}},"$ref":"inner"}"#,
        #"{"type":"object","required":["name","tags"],"properties":{"name":{"type":"string","minLength":1,"examples":["Rex"]},"tags":{"type":"array","items":{"enum":["x","y"]},"uniqueItems":true}}}"#,
        #"{"type":"string","format":"date-time"}"#,
        #"{"type":"string","format":"date"}"#,
        #"{"type":"string","format":"time"}"#,
        #"{"type":"string","format":"duration"}"#,
        #"{"type":"string","format":"email","minLength":30}"#,
        #"{"type":"string","format":"idn-email"}"#,
        #"{"type":"string","format":"hostname"}"#,
        #"{"type":"string","format":"ipv4"}"#,
        #"{"type":"string","format":"ipv6"}"#,
        #"{"type":"string","format":"uri","maxLength":24}"#,
        #"{"type":"string","format":"uri-reference"}"#,
        #"{"type":"string","format":"iri"}"#,
        #"{"type":"string","format":"uuid"}"#,
        #"{"type":"string","format":"uri-template"}"#,
        #"{"type":"string","format":"json-pointer"}"#,
        #"{"type":"string","format":"relative-json-pointer"}"#,
        #"{"type":"string","format":"regex"}"#,
        #"{"type":"string","format":"unheard-of"}"#,
    ]

    static let seeds: Range<UInt64> = 0..<100

    @Test(arguments: schemas) func makesValidValues(_ text: String) throws {
        let document = try JSONParser.parse(text)
        let schema = try ContractSchema(document)
        let validator = try JSONSchema(document, assertFormats: true)
        for members in [ValueMaker.OptionalMembers.all, .none, .some] {
            for seed in members == .some ? Self.seeds : 0..<20 {
                let made = ValueMaker(seed: seed, optionalMembers: members).value(for: schema)
                let value = try #require(made.value, "\(members), seed \(seed): \(made.problem ?? "")")
                #expect(made.isValid, "\(members), seed \(seed): \(made.problem ?? "")")
                #expect(validator.isValid(value))
                if !made.isValid { return }
            }
        }
    }

    /// Schemas of OpenAPI 3.0.
    static let oldSchemas: [String] = [
        #"{"type":"string","nullable":true}"#,
        #"{"type":"integer","minimum":3,"exclusiveMinimum":true,"maximum":5,"exclusiveMaximum":true}"#,
        #"{"type":"integer","format":"int32","minimum":2147483640}"#,
        #"{"type":"string","format":"byte"}"#,
        #"{"type":"object","additionalProperties":true,"properties":{"a":{"type":"string","example":"x"}}}"#,
        #"{"oneOf":[{"type":"object","required":["a"],"properties":{"a":{"enum":["x"]}}},{"type":"object","required":["b"],"properties":{"b":{"type":"integer"}}}]}"#,
    ]

    @Test(arguments: oldSchemas) func makesValuesOfOpenAPI30(_ text: String) throws {
        let schema = try ContractSchema(try JSONParser.parse(text), dialect: .openAPI30)
        for seed in Self.seeds {
            let made = ValueMaker(seed: seed, optionalMembers: .some).value(for: schema)
            #expect(made.isValid, "seed \(seed): \(made.problem ?? "")")
        }
    }

    @Test(arguments: [
        #"false"#, #"{"type":"string","minLength":3,"maxLength":2}"#, #"{"enum":[1],"const":2}"#,
        #"{"type":"string","pattern":"^a$","minLength":2}"#, #"{"allOf":[{"type":"string"},{"type":"integer"}]}"#,
        #"{"type":"object","required":["a"],"properties":{"a":false}}"#, #"{"not":{}}"#,
        #"{"type":"integer","multipleOf":10,"minimum":1,"maximum":9}"#,
    ]) func saysWhereNoValueIsValid(_ text: String) throws {
        let made = ValueMaker().value(for: try ContractSchema(try JSONParser.parse(text)))
        #expect(!made.isValid)
        #expect(made.problem != nil)
    }

    @Test func repeatsValuesBySeed() throws {
        let schema = try ContractSchema([
            "type": "object", "properties": ["a": ["type": "string"], "b": ["type": "integer"]],
        ])
        let values = Self.seeds.map { ValueMaker(seed: $0).value(for: schema).value }
        #expect(values == Self.seeds.map { ValueMaker(seed: $0).value(for: schema).value })
        #expect(Set(values).count > 50)
    }

    /// Services have rules of their own for names: small letters keep most of them.
    @Test func takesAWordWhereThePatternDoes() throws {
        let free = try ContractSchema(["type": "string", "pattern": "^[^/%&><]+$", "maxLength": 9])
        let bound = try ContractSchema(["type": "string", "pattern": "^[a-z]+[0-9]$"])
        for seed in Self.seeds {
            let word = try #require(ValueMaker(seed: seed).value(for: free).value?.string)
            #expect(word.count <= 9 && word.allSatisfy { ("a"..."z").contains($0) }, "\(word)")
            #expect(ValueMaker(seed: seed).value(for: bound).value?.string?.last?.isNumber == true)
        }
    }

    @Test func prefersExamples() throws {
        let contract = try Library.load(yaml: Petstore.yaml)
        let content = try #require(contract.operation(id: "createPet")?.requestBody?.content.first)
        let made = ValueMaker(direction: .request).value(for: content)
        #expect(made.value == ["name": "Rex", "kind": "dog"])
        #expect(made.origin == .example(""))
        let other = ValueMaker(seed: 3, direction: .request, usesExamples: false).value(for: content)
        #expect(other.origin == .schema)
        #expect(other.isValid)
        #expect(other.value?["id"] == nil)
        #expect(other.value?["secret"] != nil)
        let pet = try #require(contract.schemas.first?.schema)
        let received = ValueMaker(direction: .response).value(for: pet)
        #expect(received.isValid)
        #expect(received.value?["id"] != nil)
        #expect(received.value?["secret"] == nil)
    }
}
