import Decoding
import Diagnostics
import JSON
import Scenarios
import Substitution
import Testing

@testable import ContractCases

/// `generate` in a suite.
@Suite struct SuiteGenerationTests {
    private func plan(_ generate: String, scenarios: String = "") throws -> SuitePlan {
        let text = #"""
            { "suite": "Zoo", "contract": "zoo.yaml",
              "requirements": { "Z-1": "a text" },
              "variables": { "token": { "secret": "s3cret" }, "name": "tea" },
              "request": { "method": "POST", "path": "/shops/7/orders", "query": { "page": "5" },
                "headers": { "Authorization": "Bearer ${token}", "X-Count": "3", "Cookie": "session=12" },
                "json": { "name": "${name}", "colour": "red", "count": 4, "free": "${token}" } },
              "generate": GENERATE SCENARIOS }
            """#.replacing("GENERATE", with: generate).replacing("SCENARIOS", with: scenarios)
        let file = try TemporaryFile(text, beside: [("zoo.yaml", CaseFixtures.yaml)])
        return try PlanBuilder(options: PlanOptions(), files: FileStore(), generator: ContractScenarios()).plan([
            file.path
        ]).suites[0]
    }

    private func messages(_ generate: String) -> [String] {
        do {
            _ = try plan(generate)
            return []
        } catch let error as Problems.Found {
            return error.diagnostics.map { "\($0.location?.line ?? 0): \($0.message)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func theSuitesOwnRequestIsTheBase() throws {
        let cases = try plan(#"{ "from": "contract", "kinds": ["field-missing"], "covers": ["Z-1"] }"#).cases
        #expect(
            cases.map(\.name) == [
                "refuses a body without name", "refuses a body without colour", "refuses a body without count",
            ]
        )
        #expect(cases[0].covers == ["Z-1"])
        #expect(cases[0].tags == ["generated", "field-missing"])
        let request = cases[0].steps[0].request.value
        #expect(request["json"] == ["colour": "red", "count": 4, "free": "${token}"])
        #expect(request["headers"]?["Authorization"] == "Bearer ${token}")
    }

    @Test func noSecretIsWrittenIntoACase() throws {
        let cases = try plan(#"{ "from": "contract" }"#).cases
        #expect(cases.count > 200)
        #expect(!cases.contains { $0.steps[0].request.value.description.contains("s3cret") })
        // The body holds a secret, so its text can't be cut.
        #expect(!cases.contains { $0.tags.contains("body-truncated") })
        #expect(cases.contains { $0.tags.contains("auth-tampered") })
    }

    @Test func whatIsAllowedIsRightWithItsReason() throws {
        let allow =
            #""allow": { "field-missing": { "at": ["name"], "status": [201, 409], "reason": "names are optional" } }"#
        let cases = try plan(#"{ "from": "contract", "kinds": ["field-missing"], \#(allow) }"#).cases
        #expect(cases[0].name == "accepts or refuses, and never breaks on, a body without name")
        #expect(cases[1].name == "refuses a body without colour")
    }

    @Test func theyRunBesideTheScenariosOfTheFile() throws {
        let scenarios = #", "scenarios": [{ "name": "refuses a body without name", "expect": { "status": 400 } }]"#
        let cases = try plan(#"{ "from": "contract", "kinds": ["field-missing"] }"#, scenarios: scenarios).cases
        #expect(cases.map(\.name).prefix(2) == ["refuses a body without name", "refuses a body without name (2)"])
        #expect(cases.count == 4)
    }

    @Test func combinationsAddToTheCases() throws {
        let alone = try plan(#"{ "from": "contract", "kinds": ["fields"] }"#).cases
        let both = try plan(#"{ "from": "contract", "kinds": ["fields"], "combine": 2 }"#).cases
        #expect(both.count > alone.count)
        let combined = both.filter { $0.tags.contains("combination") }
        #expect(combined.count == both.count - alone.count)
        #expect(combined.allSatisfy { !$0.reductions().isEmpty })
    }

    @Test func whatIsLeftOutIsCountedToo() throws {
        let suite = try plan(#"{ "from": "contract", "kinds": ["field-missing"] }"#)
        let counts = Dictionary(uniqueKeysWithValues: suite.possibleKinds.map { ($0.kind, $0.cases) })
        #expect(counts["field-missing"] == 3 && counts["header-missing"] == 1 && counts["enum-stranger"] == 1)
        // The body holds a secret, and nobody has given an old token.
        #expect(counts["body-truncated"] == nil && counts["auth-expired"] == nil)
        #expect(Set(suite.possibleKinds.map(\.operation)) == ["POST /shops/{shop}/orders"])
        #expect(suite.cases.allSatisfy { $0.operation == "POST /shops/{shop}/orders" })
        let all = try plan(#"{ "from": "contract" }"#)
        #expect(all.possibleKinds == suite.possibleKinds)
        #expect(all.possibleKinds.map(\.cases).reduce(0, +) == all.cases.count)
    }

    @Test(arguments: [
        (#"{ "from": "thin air" }"#, "'from' must be \"contract\""),
        (#"{ "from": "contract", "kinds": ["fieldmissing"] }"#, "there is no kind or group of cases 'fieldmissing'"),
        (#"{ "from": "contract", "operations": ["createOrdr"] }"#, "the contract has no operation 'createOrdr'"),
        (#"{ "from": "contract", "combine": 9 }"#, "'combine' must be a whole number from 2 to 3"),
        (#"{ "from": "contract", "allow": { "field-missing": { "status": 200 } } }"#, "what is allowed needs 'reason'"),
        (
            #"{ "from": "contract", "allow": { "field-missing": { "at": ["nam"], "status": 200, "reason": "x" } } }"#,
            "no parameter or field is called 'nam'"
        ),
        (
            #"{ "from": "contract", "values": { "nothing": {} } }"#,
            "no kind of cases, parameter, field or schema is called 'nothing'"
        ),
        (
            #"{ "from": "contract", "values": { "valid-request": { "header": {} } } }"#,
            "unknown key 'header' in a request"
        ),
        (#"{ "from": "contract", "covers": ["Z-2"] }"#, "the suite lists no requirement 'Z-2'"),
        (#"{ "from": "contract", "kind": ["fields"] }"#, "unknown key 'kind' in 'generate'"),
    ])
    func aMistakeIsFoundWhereItStands(_ generate: String, _ message: String) {
        let found = messages(generate)
        #expect(found.contains { $0.hasPrefix("7: ") && $0.contains(message) }, "\(found)")
        #expect(found.count == 1, "\(found)")
    }
}
