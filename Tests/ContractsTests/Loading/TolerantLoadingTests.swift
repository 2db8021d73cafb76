import Decoding
import Diagnostics
import JSON
import Testing

@testable import ContractCases
@testable import Contracts

/// A document is used as far as it can be: what breaks a rule where it stands is left out alone, and told.
@Suite struct TolerantLoadingTests {
    private func contract(_ paths: String, _ rest: String = "") throws -> Contract {
        try Library.load(
            json: #"{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{\#(paths),"#
                + #""/ping":{"get":{"responses":{"200":{"description":"ok"}}}}}\#(rest)}"#
        )
    }

    private func names(_ contract: Contract) -> [String] { contract.operations.map(\.name) }

    @Test func whatChangesNothingIsARemark() throws {
        let contract = try Library.load(
            json: #"""
                {"openapi":"3.0.3","info":{"title":"a"},"servers":[{"url":"https://{region}.example.com"}],"paths":{
                  "/a/{id}/{id}":{"get":{"parameters":[{"name":"id","in":"path","schema":{"type":"string"}}],
                    "responses":{"200":{"description":"ok"}}}}}}
                """#
        )
        #expect(names(contract) == ["GET /a/{id}/{id}"])
        #expect(contract.operations[0].parameters[0].isRequired)
        #expect(contract.leftOut.isEmpty)
        #expect(contract.warnings.count == 4)
    }

    @Test func aKeywordIsLeftOutAlone() throws {
        let contract = try contract(
            #"""
            "/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","required":"n",
              "properties":{"n":{"type":"string","maxLength":5,"pattern":"("}}}}}},"responses":{"200":{"description":"ok"}}}}
            """#
        )
        #expect(names(contract) == ["POST /a", "GET /ping"])
        #expect(contract.leftOut.count == 2)
        let schema = try #require(contract.operations[0].requestBody?.content[0].schema)
        #expect(schema.isValid([:]) && schema.isValid(["n": "("]) && !schema.isValid(["n": "longer than five"]))
    }

    @Test(arguments: [
        // A reference that leads nowhere, a parameter that is none, a response without a description, a method that is
        // a list.
        (
            ##""/a":{"get":{"parameters":[{"$ref":"#/components/parameters/none"}],"responses":{"200":{"description":"ok"}}}}"##,
            true
        ),
        (#""/a":{"get":{"parameters":[{"name":"b","in":"body"}],"responses":{"200":{"description":"ok"}}}}"#, true),
        (#""/a":{"get":{"responses":{"200":{"description":"ok"},"404":{}}}}"#, true),
        (#""/a":{"get":[]}"#, false),
        (#""/a/{id}":{"get":{"responses":{"200":{"description":"ok"}}}}"#, false),
    ])
    func whatIsBrokenTakesNothingElseAway(_ path: String, _ isKept: Bool) throws {
        let contract = try contract(path)
        #expect(names(contract).contains("GET /ping"))
        #expect(contract.operations.count == (isKept ? 2 : 1))
        #expect(!contract.leftOut.isEmpty)
        #expect(throws: Problems.Found.self) {
            try Library.load(
                [("c.json", #"{"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{\#(path)}}"#)],
                strictness: .strict
            )
        }
    }

    @Test func whatCannotBeReadAtAllIsRefused() {
        for text in ["{", "[]", #"{"openapi":"1.2","paths":{}}"#] {
            #expect(throws: Problems.Found.self) { try Library.load(json: text) }
        }
    }

    @Test func aMessageOfSeveralPlacesIsToldOnce() throws {
        let members = (1...9).map { #""m\#($0)":{"type":"text"}"# }.joined(separator: ",")
        let contract = try contract(
            #"""
            "/a":{"get":{"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"object",
              "properties":{\#(members)}}}}}}}}
            """#
        )
        #expect(contract.leftOut.count == 9)
        #expect(contract.remarks.count { $0.message == "unknown type 'text'; left out (and in 8 other places)" } == 1)
    }

    @Test func aLaterVersionIsReadAsTheLastThatIsKnown() throws {
        let contract = try Library.load(
            json:
                #"{"openapi":"3.2.0","info":{"title":"a","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}"#
        )
        #expect(names(contract) == ["GET /a"])
    }

    @Test func theSummaryTellsHowFarEachCanBeTested() throws {
        let contract = try contract(
            #"""
            "/a":{"get":{"parameters":[{"name":"b","in":"body"}],"responses":{"200":{"description":"ok"}}},"put":[]}
            """#
        )
        let rows = ContractSummary(contract).rows
        #expect(rows.map(\.operation) == ["GET /a", "GET /ping", "PUT /a"])
        #expect(rows[1].state == .tested)
        if case .inPart = rows[0].state {} else { Issue.record("\(rows[0].state)") }
        if case .leftOut = rows[2].state {} else { Issue.record("\(rows[2].state)") }
    }
}
