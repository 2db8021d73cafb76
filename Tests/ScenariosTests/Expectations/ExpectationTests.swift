import Diagnostics
import HTTP
import JSON
import Results
import Substitution
import Testing

@testable import Decoding
@testable import Scenarios

/// Every key of `expect`, both ways, with what is said.
@Suite struct ExpectationTests {
    private static let json = [
        ("Content-Type", "application/json; charset=utf-8"), ("ETag", "\"a\""), ("Via", "1"), ("via", "2"),
    ]
    private static let body = #"{"id":7,"items":[{"n":"a"},{"n":"b"}],"e":""}"#

    private static func found(_ expectation: String, _ exchange: Exchange? = nil) throws -> [String] {
        try Fixtures.findings(expectation, exchange ?? Fixtures.response(200, json, body))
    }

    @Test(arguments: [
        #"{ "status": 200 }"#, #"{ "status": "2xx" }"#, #"{ "status": [404, "200-204"] }"#,
        #"{ "version": "HTTP/1.1" }"#,
        #"{ "headers": { "etag": "\"a\"", "X-None": { "missing": true }, "Via": "1, 2" } }"#,
        #"{ "headerCount": { "VIA": 2, "X": 0 } }"#,
        #"{ "headerCount": { "Via": { ">": 1 } } }"#,
        #"{ "json": { "$.id": 7, "$.items[*].n": ["a", "b"], "$.none": { "missing": true } } }"#,
        #"{ "json": { "$..n": { "length": 2 }, "$.items[?@.n=='z']": { "exists": false }, "$['e']": "" } }"#,
        #"{ "schema": { "type": "object", "required": ["id"] } }"#,
        #"{ "body": { "contains": "\"id\":7", "startsWith": "{", "endsWith": "}" } }"#,
        #"{ "body": { "matches": "\"n\":\"b\"", "not": { "contains": "error" }, "empty": false } }"#,
        #"{ "body": { "size": "45B" } }"#,
        #"{ "body": { "size": { "<=": "1KiB", ">": "44B" } } }"#, #"{ "body": { "contentType": "application/json" } }"#,
        #"{ "body": { "contentType": "APPLICATION/JSON" } }"#,
        #"{ "body": { "contentType": "application/json; charset=utf-8" } }"#,
        #"{ "body": { "contentType": "application/json;charset=utf-8" } }"#,
        #"{ "body": { "contentType": "application/json ; Charset=\"UTF-8\"" } }"#,
        #"{ "body": { "contentType": { "in": ["text/html", "application/json"] } } }"#,
        #"{ "body": { "contentType": { "not": "application/xml" } } }"#,
        #"{ "body": { "contentType": { "startsWith": "application/" } } }"#, #"{ "within": "5ms" }"#,
    ])
    func holds(expectation: String) throws {
        #expect(try Self.found(expectation) == [])
    }

    @Test(arguments: [
        (#"{ "status": [404, "5xx"] }"#, ["status: expected 404 or 5xx, found 200"]),
        (#"{ "version": "HTTP/2" }"#, ["version: expected HTTP/2, found HTTP/1.1"]),
        (
            #"{ "headers": { "ETag": "x", "X": "y" } }"#,
            [#"headers.ETag: expected "x", found string "\"a\"""#, #"headers.X: expected "y", found nothing"#]
        ),
        (#"{ "headerCount": { "Via": 1 } }"#, ["headerCount.Via: expected 1, found number 2"]),
        (#"{ "json": { "$.id": "7" } }"#, [#"json.$.id: expected "7", found number 7 at /id"#]),
        (
            #"{ "json": { "$.items[1].n": { "type": "number" } } }"#,
            [#"json.$.items[1].n: expected a number, found string "b" at /items/1/n"#]
        ),
        (
            #"{ "json": { "$.items[*].n": { "each": "a" } } }"#,
            [#"json.$.items[*].n: expected "a", found string "b" at /items/1/n"#]
        ),
        (#"{ "json": { "$.none": { "exists": true } } }"#, ["json.$.none: expected some value, found nothing"]),
        (
            #"{ "body": "x" }"#,
            [#"body: expected "x", found string "{\"id\":7,\"items\":[{\"n\":\"a\"},{\"n\":\"b\"}],\"e\":\"\"}""#]
        ),
        (#"{ "body": { "size": "44B" } }"#, ["body.size: expected 44, found number 45"]),
        (
            #"{ "body": { "contentType": "text/html" } }"#,
            [#"body.contentType: expected "text/html", found string "application/json; charset=utf-8""#]
        ),
        (
            #"{ "body": { "contentType": { "not": "application/json" } } }"#,
            [
                #"body.contentType: expected not "application/json; charset=utf-8", found string "application/json; charset=utf-8""#
            ]
        ),
        (
            #"{ "body": { "contentType": "application/json; charset=ascii" } }"#,
            [
                #"body.contentType: expected "application/json; charset=ascii", found string "application/json; charset=utf-8""#
            ]
        ),
        (#"{ "within": "4.999999ms" }"#, ["within: expected a response within 5 ms, found 5 ms"]),
        (#"{ "failure": "timeout" }"#, ["failure: expected the exchange to fail with timeout, found 200"]),
    ])
    func saysWhatIsBroken(expectation: String, findings: [String]) throws {
        #expect(try Self.found(expectation) == findings)
    }

    @Test func aBodyThatIsEmptyOrNotJSONIsSaidToBe() throws {
        let empty = Fixtures.response(204)
        #expect(try Self.found(#"{ "body": { "empty": true } }"#, empty) == [])
        #expect(
            try Self.found(#"{ "body": { "empty": false } }"#, empty) == [
                #"body.empty: expected some content, found 0 bytes: """#
            ]
        )
        let noJSON = try Self.found(#"{ "json": { "$": 1 } }"#, empty)
        #expect(noJSON.first?.hasPrefix("body: expected JSON, found no content") == true)
        let html = try Self.found(
            #"{ "schema": {} }"#,
            Fixtures.response(200, [("Content-Type", "text/html")], "<html>")
        )
        #expect(html.first?.hasPrefix(#"body: expected JSON, found "<html>" with content type text/html"#) == true)
        let duplicate = try Self.found(#"{ "json": { "$.a": 1 } }"#, Fixtures.response(200, [], #"{"a":1,"a":1}"#))
        #expect(duplicate.count == 1)
    }

    @Test func theDigestOfTheContent() throws {
        // printf abc | sha256sum
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let exchange = Fixtures.response(200, [], "abc")
        #expect(try Self.found(#"{ "body": { "sha256": "\#(digest)" } }"#, exchange) == [])
        #expect(try Self.found(#"{ "body": { "sha256": "\#(digest.uppercased())" } }"#, exchange) == [])
        #expect(
            try Self.found(#"{ "body": { "sha256": "00" } }"#, exchange) == [
                "body.sha256: expected 00, found \(digest)"
            ]
        )
    }

    @Test func aFailedExchangeBreaksWhateverElseIsExpected() throws {
        let exchange = Fixtures.failure(.reset)
        let words = "no complete response: reset (the library's words)"
        #expect(
            try Self.found(#"{ "status": "2xx", "headers": { "A": "b" } }"#, exchange) == [
                "response: expected a response with status 2xx, found \(words)"
            ]
        )
        #expect(
            try Self.found(#"{ "body": { "empty": true } }"#, exchange) == [
                "response: expected a complete response, found \(words)"
            ]
        )
        #expect(try Self.found(#"{ "failure": ["timeout", "reset"] }"#, exchange) == [])
        #expect(
            try Self.found(#"{ "failure": "tls" }"#, exchange) == [
                "failure: expected the exchange to fail with tls, found \(words)"
            ]
        )
    }

    @Test func aDiffShowsWhatDiffers() throws {
        let expectation = try Fixtures.expectation(#"{ "json": { "$.items[0]": { "equals": { "n": "b" } } } }"#)
        let finding = try #require(
            expectation.judge(expectation.subject(Fixtures.response(200, [], Self.body)), now: 0).findings.first
        )
        #expect(finding.pointer?.description == "/items/0")
        #expect(finding.diff.contains("-") && finding.diff.contains("+"))
        #expect(finding.diff.contains("\"b\"") && finding.diff.contains("\"a\""))
    }

    @Test func everyExpectationIsCounted() throws {
        let expectation = try Fixtures.expectation(
            #"{ "status": 200, "headers": { "A": "1", "B": "2" }, "json": { "$.id": 7 }, "within": "1s", "body": { "contains": "x", "empty": false } }"#
        )
        #expect(expectation.judge(expectation.subject(Fixtures.response(200, [], Self.body)), now: 0).count == 7)
    }

    @Test func aSchemaFindingPointsIntoTheBody() throws {
        let schema =
            #"{ "schema": { "properties": { "items": { "items": { "properties": { "n": { "const": "a" } } } } } } }"#
        let found = try Self.found(schema)
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("at /items/1/n") == true, "\(found)")
    }

    @Test(arguments: [
        (200, #"{"a":1}"#, []),
        (200, #"{"a":2}"#, ["expected 1, found"]),
        (404, #"{"a":2}"#, []),
        (404, #"{"a":3}"#, ["expected 2, found"]),
        // Content that isn't JSON breaks only what asks for JSON.
        (500, "<html>", []),
    ])
    func whatHoldsOfOneStatusHoldsOfNoOther(_ status: Int, _ body: String, _ findings: [String]) throws {
        let expectation = #"{ "byStatus": { "200": { "json": { "$.a": 1 } }, "4xx": { "json": { "$.a": 2 } } } }"#
        let found = try Fixtures.findings(expectation, Fixtures.response(status, [], body))
        #expect(found.count == findings.count)
        #expect(zip(found, findings).allSatisfy { $0.contains($1) }, "\(found)")
    }

    /// Each key alone judges, and only the status doesn't judge more than it; headers and content are read where they
    /// matter.
    @Test(arguments: [
        (#"{}"#, "", ""), (#"{ "status": 200 }"#, "judges", ""), (#"{ "version": "HTTP/1.1" }"#, "judges", ""),
        (#"{ "headers": { "A": "b" } }"#, "judges", "headers"),
        (#"{ "headerCount": { "A": 1 } }"#, "judges", "headers"),
        (#"{ "json": { "$.a": 1 } }"#, "judges", "content"), (#"{ "schema": {} }"#, "judges", "content"),
        (#"{ "body": "x" }"#, "judges", "headers content"), (#"{ "cookies": { "a": "b" } }"#, "judges", "headers"),
        (#"{ "body": { "contentType": "text/html" } }"#, "judges", "headers content"),
        (#"{ "body": { "size": "1B" } }"#, "judges", "content"),
        (#"{ "within": "1s" }"#, "judges", ""), (#"{ "failure": "reset" }"#, "judges", ""),
        (#"{ "byStatus": { "200": { "headers": { "A": "b" } } } }"#, "judges", "headers"),
        (#"{ "byStatus": { "200": { "json": { "$": 1 } } } }"#, "judges", "content"),
    ])
    func eachKeyAloneJudges(_ text: String, _ judges: String, _ reads: String) throws {
        let expectation = try Fixtures.expectation(text)
        #expect(expectation.judgesResponses == !judges.isEmpty)
        #expect(expectation.judgesMoreThanStatus == (!judges.isEmpty && !text.contains(#""status""#)))
        #expect(expectation.readsHeaders == reads.contains("headers"))
        #expect(expectation.readsContent == reads.contains("content"))
    }

    /// What a verdict is kept for depends on nothing but the response.
    @Test(arguments: [
        (#"{ "within": "1s" }"#, true), (#"{ "headers": { "Date": \#(date) } }"#, true),
        (#"{ "headerCount": { "Date": { "not": \#(date) } } }"#, true), (#"{ "json": { "$.at": \#(date) } }"#, true),
        (#"{ "body": { "contentType": \#(date) } }"#, true),
        (#"{ "cookies": { "a": \#(date) } }"#, true), (#"{ "headers": { "Date": "b" }, "status": 200 }"#, false),
        (#"{ "headerCount": { "Date": 1 }, "json": { "$.at": 1 }, "body": { "size": "1B" } }"#, false),
    ])
    func onlySomeDependOnTime(_ text: String, _ dependsOnTime: Bool) throws {
        #expect(try Fixtures.expectation(text).dependsOnTime == dependsOnTime)
    }

    private static let date = #"{ "date": { "format": "iso8601", "notInFuture": true } }"#

    /// Content that isn't JSON breaks what asks for JSON, by either key.
    @Test(arguments: [#"{ "json": { "$": { "exists": true } } }"#, #"{ "schema": {} }"#])
    func whatAsksForJSONNeedsJSON(_ expectation: String) throws {
        #expect(try Fixtures.findings(expectation, Fixtures.response(200, [], "<html>")).count == 1)
        #expect(try Fixtures.findings(expectation, Fixtures.response(200, [], "{}")) == [])
    }

    /// A mistake in a path is shown where it stands, between the quotes of its name.
    @Test func aMistakeInAPathHasItsPlace() throws {
        func place(_ text: String) throws -> Range<Int>? {
            let problems = Problems()
            _ = ExpectationDecoder(problems: problems, files: FileStore(), forMany: true)
                .expectation(try Fixtures.node(text))
            return problems.diagnostics.first?.location?.range
        }
        let value = try #require(try place(#"{ "unique": "$.items[" }"#))
        #expect(value.lowerBound > 13)
        #expect(try place(#"{ "json": { "$.items[": 1 } }"#) == value)
    }
}
