import Contracts
import Decoding
import JSON
import Testing

@testable import ContractCases

@Suite struct GeneratedCaseTests {
    private func cases(_ kind: String) throws -> [GeneratedCase] {
        try CaseFixtures.cases().filter { $0.kind.name == kind }
    }

    private func statuses(_ kind: String, _ words: String) throws -> [JSONValue] {
        let operation = try CaseFixtures.contract.get().operations[0]
        let made = try #require(try cases(kind).first { $0.description == words })
        return CaseAnswers(operation).statuses(made.outcome, made.rule)
    }

    /// Every refusal is one by the contract: no case accuses a server for taking what the schema allows.
    @Test func valuesThatMustBeRefusedAreInvalid() throws {
        let contract = try CaseFixtures.contract.get()
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let schema = try #require(base.content?.schema)
        var checked = 0
        for made in try CaseFixtures.cases()
        where [.fields, .strings, .numbers, .enums, .containers].contains(made.kind.group) {
            var draft = base.draft
            made.edit(&draft)
            guard case .json(let body) = draft.body, draft.body != base.draft.body else { continue }
            let sent = Self.resolved(body)
            switch made.outcome {
            case .accepted: #expect(schema.isValid(sent, .request), "\(made.name)")
            case .refused: #expect(!schema.isValid(sent, .request), "\(made.name)")
            case .either, .bySchema: break
            }
            checked += 1
        }
        #expect(checked > 150)
    }

    private static func resolved(_ value: JSONValue) -> JSONValue {
        switch value {
        case "${null}": .null
        case .string(let text):
            if let match = text.wholeMatch(of: /\$\{repeat\((.+),([0-9]+)\)\}/), let count = Int(match.output.2) {
                .string(String(repeating: String(match.output.1), count: count))
            } else {
                .string(text.replacing("$${", with: "${"))
            }
        case .array(let elements): .array(elements.map(resolved))
        case .object(let object): .object(JSONObject(object.map { .init(name: $0.name, value: resolved($0.value)) }))
        default: value
        }
    }

    @Test func eachAlternativeOfAPatternIsMet() throws {
        let made = try cases("string-pattern-alternative")
        // The valid one, AB12, is along the first.
        #expect(made.map(\.description) == ["code along alternative 2 of its pattern"])
        let contract = try CaseFixtures.contract.get()
        var draft = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base.draft
        made.first?.edit(&draft)
        guard case .json(let body) = draft.body else { throw CancellationError() }
        #expect(body["code"] == "none")
    }

    /// Of what the valid request leaves out, none of the alternatives is sent otherwise.
    @Test func eachAlternativeOfAnOptionalParameterIsMet() throws {
        let note = "{name: X-Note, in: header, schema: {type: string"
        let contract = try Library.load(
            yaml: CaseFixtures.yaml.replacing(note, with: note + #", pattern: "^[0-9]+(,[0-9]+)*$|^none$""#)
        )
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = CaseMaker.cases(contract, base, wanted: ["string-pattern-alternative"], values: [:], seed: 0)
        let notes = try made.filter { $0.place == "X-Note" }.map { one in
            var draft = base.draft
            one.edit(&draft)
            return try #require(draft.header("X-Note")?.string)
        }
        #expect(notes.count == 2 && notes[0].allSatisfy { $0.isNumber || $0 == "," } && notes[1] == "none")
    }

    @Test func allThatMayBeNullIsNullAtOnce() throws {
        let contract = try CaseFixtures.contract.get()
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let made = try cases("valid-nulls")
        #expect(made.count == 1 && made.first?.outcome == .accepted)
        var draft = base.draft
        made.first?.edit(&draft)
        guard case .json(let body) = draft.body, case .json(let before) = base.draft.body else {
            throw CancellationError()
        }
        let changed = (body.object ?? [:]).filter { $0.value != before[$0.name] }
        #expect(changed.map(\.name).sorted() == ["nick", "note"] && changed.allSatisfy { $0.value == "${null}" })
    }

    /// What is optional by the contract, or by mere negligence, may be left out or asked for.
    @Test func aBodyThatIsOptionalIsLeftOut() throws {
        let contract = try Library.load(
            yaml: CaseFixtures.yaml.replacing("        required: true\n        content:", with: "        content:")
        )
        let base = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base
        let wanted: Set = ["body-missing", "body-empty", "body-absent"]
        let made = CaseMaker.cases(contract, base, wanted: wanted, values: [:], seed: 0)
        #expect(made.map(\.kind.name) == ["body-absent"])
        let absent = try #require(made.first)
        #expect(absent.outcome == .either)
        var draft = base.draft
        absent.edit(&draft)
        #expect(draft.body == .none)
    }

    @Test func answersFollowTheContract() throws {
        // 422 is right though it isn't documented; 401 is, for the operation asks for credentials.
        #expect(try statuses("header-missing", "a request without X-Count") == [400, 401, 422])
        #expect(try statuses("field-missing", "a body without name") == [400, 422])
        // What it makes may be there, of a case before.
        #expect(try statuses("valid-request", "the valid request") == [409, "2xx"])
        #expect(try statuses("auth-missing", "a request without credentials") == [401, 403])
        // A path's parameter may name nothing; a method is none of the contract's business.
        #expect(try statuses("path-wrong-type", "shop with a text that is no integer") == [400, 404, 422])
        #expect(try statuses("method-not-allowed", "the method PUT") == [405])
        // An undocumented status of the right class is told once for the operation.
        #expect(try statuses("string-10-kilobytes", "free of 10,000 characters") == ["2xx", "4xx"])
    }

    @Test func methodsThatAreSpecialHaveAnswersOfTheirOwn() throws {
        // 201 is what POST does, and no answer to OPTIONS.
        #expect(try statuses("method-options", "the method OPTIONS") == [200, 204, 400, 401, 405, 501])
        #expect(try statuses("method-trace", "the method TRACE") == [400, 401, 403, 405, 501])
        #expect(try statuses("method-connect", "the method CONNECT") == [400, 401, 403, 404, 405, 501])
        for kind in ["method-trace", "method-connect"] {
            let contract = try CaseFixtures.contract.get()
            var draft = GeneratedBase(contract: contract, seed: 0).base(contract.operations[0]).base.draft
            #expect(draft.auth != nil && draft.header("Cookie") != nil)
            try #require(try cases(kind).first).edit(&draft)
            #expect(draft.auth == nil && draft.header("Cookie") == nil && draft.body == .none, "\(kind)")
        }
        #expect(try !cases("method-not-allowed").map(\.description).contains("the method TRACE"))
    }

    @Test func anOperationWithoutDocumentedRefusalsMayRefuseAsItLikes() throws {
        let contract = try Library.load(
            yaml: """
                openapi: 3.1.0
                info: {title: a, version: "1"}
                paths:
                  /a:
                    get:
                      parameters: [{name: X-A, in: header, required: true, schema: {type: string}}]
                      responses: {default: {description: any}}
                """
        )
        let answers = CaseAnswers(contract.operations[0])
        let kind = try #require(CaseKind.named("header-missing"))
        #expect(answers.statuses(.refused, kind.rule) == [400, 401, 422])
        #expect(answers.statuses(.accepted, .accepted()) == ["2xx"])
    }

    @Test func theSameSeedGivesTheSame() throws {
        func written(_ seed: UInt64) throws -> String {
            var options = GeneratedSuite.Options()
            options.seed = seed
            options.combine = 2
            return GeneratedSuite(try CaseFixtures.contract.get(), options, Problems()).text
        }
        #expect(try written(3) == written(3))
        #expect(try written(3) != written(4))
    }

    @Test func whatLooksLikeAReferenceIsEscaped() throws {
        let made = try #require(try cases("injection-expression").first { $0.place == "free" })
        var draft = GeneratedRequest(method: "POST", path: "/")
        draft.body = .json(["free": "text"])
        made.edit(&draft)
        #expect(draft.body == .json(["free": "$${jndi:ldap://127.0.0.1/a}"]))
    }

    @Test func namesSayWhatHappens() throws {
        let names = Set(try CaseFixtures.cases().map(\.name))
        for name in [
            "refuses name as a number", "accepts name of the least length, 3",
            "refuses name of 21 characters, one too many",
            "refuses a request without X-Count", "refuses address.city as a list", "accepts colour as green",
            "accepts or refuses, and never breaks on, free with an emoji", "refuses tags with 4 elements, one too many",
        ] {
            #expect(names.contains(name), "\(name)")
        }
    }
}
