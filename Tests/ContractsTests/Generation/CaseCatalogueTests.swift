import Decoding
import Foundation
import JSON
import Scenarios
import Testing

@testable import ContractCases
@testable import Contracts

@Suite struct CaseCatalogueTests {
    @Test func everyKindHasANameOfItsOwnAndItsWords() {
        #expect(CaseKind.all.count >= 60)
        #expect(Set(CaseKind.all.map(\.name)).count == CaseKind.all.count)
        for kind in CaseKind.all {
            #expect(kind.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)+/) != nil, "\(kind.name)")
            #expect(!kind.sends.isEmpty && !kind.reason.isEmpty && !kind.rule.description.isEmpty, "\(kind.name)")
            #expect(CaseGroup(rawValue: kind.name) == nil)
        }
        #expect(CaseGroup.allCases.flatMap(\.kinds).count == CaseKind.all.count)
    }

    /// A kind that is never made is an empty promise.
    @Test func everyKindIsMade() throws {
        let forms = try ["application/x-www-form-urlencoded", "multipart/form-data"].flatMap {
            try FormCasesTests.cases($0, FormCasesTests.schema, FormCasesTests.example).1
        }
        let made = Set(
            try (CaseFixtures.cases() + forms).map(\.kind.name) + LinkFixtures.flows().map(\.kind.name)
                + Self.sequences()
        )
        #expect(CaseKind.all.map(\.name).filter { !made.contains($0) } == [])
    }

    /// The kinds of a document whose answers have tags, pages, keys and several forms.
    private static func sequences() throws -> [String] {
        let text = """
            openapi: 3.0.3
            info: { title: t, version: "1" }
            paths:
              /things:
                get:
                  responses:
                    "200":
                      description: ok
                      headers: { ETag: { schema: { type: string } }, Link: { schema: { type: string } } }
                      content: { application/json: { schema: { type: array } }, text/csv: { schema: { type: string } } }
                put:
                  parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
                  requestBody: { content: { application/json: { schema: { type: object } } } }
                  responses: { "204": { description: ok } }
                post:
                  parameters: [{ name: hook, in: query, schema: { type: string } }]
                  requestBody:
                    content:
                      application/json: { schema: { oneOf: [{ type: integer }, { type: string }] } }
                      text/plain: { schema: { type: string } }
                  responses: { "202": { description: ok } }
                  callbacks:
                    made: { "{$request.query.hook}": { post: { responses: { "200": { description: ok } } } } }
            """
        var options = GeneratedSuite.Options()
        options.budget = .all
        let suite = GeneratedSuite(try Library.load(yaml: text), options, Problems())
        let scenarios = try JSONParser.parse(Array(suite.text.utf8))["scenarios"]?.array ?? []
        return scenarios.flatMap { $0["tags"]?.array?.compactMap(\.string) ?? [] }
    }

    @Test func theDocumentIsTheCatalogue() throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: project.appending(path: "docs/generated-cases.md"), encoding: .utf8)
        #expect(
            document == CaseCatalogue.markdown,
            "write it again: muster generate --catalogue > docs/generated-cases.md"
        )
        for kind in CaseKind.all { #expect(document.contains("| `\(kind.name)`")) }
    }
}
