import HTTP
import JSON
import Results
import Testing

@testable import Contracts

@Suite struct ContractChecksTests {
    static let pet = #"{"id":1,"name":"Rex","kind":"dog"}"#

    /// What is found, each as `name: expected | found`.
    static func judge(
        _ method: String,
        _ path: String,
        headers: [HeaderField] = [HeaderField("X-Key", "k")],
        body: String? = nil,
        _ response: HTTPResponse?,
        meantToBreak: Bool = false
    ) throws -> [String] {
        let contract = try Petstore.contract.get()
        var headers = headers
        if body != nil, !headers.contains(where: { $0.name == "Content-Type" }) {
            headers.append(HeaderField("Content-Type", "application/json"))
        }
        let request = HTTPRequest(
            method: method,
            url: "http://127.0.0.1:1" + path,
            headers: HeaderFields(headers),
            body: body.map { Array($0.utf8) }
        )
        let judgement = ContractChecks(contract).judge(request, response, isMeantToBreak: meantToBreak)
        return judgement.broken.map { broken in
            let place = broken.finding.pointer.map { " at '\($0)'" } ?? ""
            return "\(broken.check.rawValue): \(broken.finding.expected) | \(broken.finding.found)\(place)"
        }
    }

    static func response(_ status: Int, _ body: String = "", type: String? = "application/json", _ more: HeaderField...)
        -> HTTPResponse
    {
        let headers = (body.isEmpty ? [] : type.map { [HeaderField("Content-Type", $0)] } ?? []) + more
        return HTTPResponse(status: status, headers: HeaderFields(headers), body: Array(body.utf8))
    }

    static let total = HeaderField("X-Total", "1")

    /// Conditions and ranges have answers of their own, which no operation has to declare (RFC 9110, sections 13.1 and
    /// 14.2).
    @Test(arguments: [
        ("GET", "If-None-Match", 304, true), ("GET", "If-Modified-Since", 304, true), ("GET", "Range", 206, true),
        ("GET", "Range", 416, true), ("POST", "If-Match", 412, true), ("POST", "If-None-Match", 412, true),
        ("GET", "X-Other", 304, false), ("GET", "Range", 304, false), ("GET", "If-None-Match", 206, false),
        ("POST", "If-None-Match", 304, false), ("GET", "If-None-Match", 412, false),
    ])
    func answersToConditionsAreOfHTTP(method: String, field: String, status: Int, isRight: Bool) throws {
        let contract = try Library.load(
            yaml: """
                openapi: 3.1.0
                info: { title: t, version: "1" }
                paths:
                  /a:
                    get: { responses: { "200": { description: ok, headers: { ETag: { required: true, schema: { type: string } } } } } }
                    post: { responses: { "200": { description: ok } } }
                """
        )
        let request = HTTPRequest(
            method: method,
            url: "http://127.0.0.1:1/a",
            headers: HeaderFields([HeaderField(field, "\"x\"")])
        )
        let broken = ContractChecks(contract).judge(request, HTTPResponse(status: status)).broken
        #expect(broken.map(\.check) == (isRight ? [] : [.undocumentedStatus]))
    }

    @Test func acceptsWhatTheContractDescribes() throws {
        #expect(
            try Self.judge(
                "GET",
                "/v1/pets?limit=5&tags=a,b&status=no",
                headers: [],
                Self.response(200, "[\(Self.pet)]", Self.total)
            ).isEmpty
        )
        #expect(
            try Self.judge("POST", "/v1/pets", body: #"{"name":"Rex","kind":"dog"}"#, Self.response(201, Self.pet))
                .isEmpty
        )
        let problem = Self.response(404, #"{"title":"none","status":404}"#, type: "application/problem+json")
        #expect(try Self.judge("GET", "/pets/7", problem).isEmpty)
        #expect(try Self.judge("DELETE", "/v1/pets/7", Self.response(204)).isEmpty)
        #expect(
            try Self.judge("GET", "/v1/pets/mine", Self.response(200, "a,b", type: "text/csv; header=present")).isEmpty
        )
        #expect(try Self.judge("GET", "/v1/pets/mine", Self.response(200, "[1]", type: "application/x+json")).isEmpty)
    }

    static let responses: [(HTTPResponse, [String])] = [
        (
            response(418, "{}"),
            ["undocumented-content-type: a Content-Type out of application/problem+json | 'application/json'"]
        ),
        (response(200, "[]"), ["response-header: a header 'X-Total' | none"]),
        (
            response(200, "[]", HeaderField("X-Total", "-1")),
            ["response-header: header 'X-Total': a number at least 0 | -1"]
        ),
        (
            response(200, "[]", HeaderField("X-Total", "many")),
            ["response-header: header 'X-Total': an integer | \"many\""]
        ),
        (response(200, "", total), ["undocumented-content-type: content of type application/json | no content"]),
        (
            response(200, "[]", type: nil, total),
            ["undocumented-content-type: a Content-Type out of application/json | none"]
        ),
        (
            response(200, "[]", type: "text/html", total),
            ["undocumented-content-type: a Content-Type out of application/json | 'text/html'"]
        ),
        (
            response(200, "[1,", total),
            [
                "response-not-json: content that is application/json | \"[1,\"; line 1, column 4: expected an element of the array, found the end of the text (the '[' of line 1, column 1 is not closed)"
            ]
        ),
        (
            response(500, #"{"title":"x","status":500}"#, type: "application/problem+json"),
            ["server-error: a status below 500 | 500"]
        ),
        (
            response(200, #"[{"id":1,"name":"","kind":"cow","secret":"x","extra":1}]"#, total),
            [
                "response-schema: …", "response-schema: …", "response-schema: …",
                "write-only-member: no member that is writeOnly | 'secret' at '/0/secret'",
            ]
        ),
    ]

    @Test(arguments: responses) func saysWhatAResponseBreaks(_ response: HTTPResponse, _ expected: [String]) throws {
        let found = try Self.judge("GET", "/v1/pets", headers: [], response)
        try #require(found.count == expected.count, "\(found)")
        for (found, expected) in zip(found, expected) {
            let isOpen = expected.hasSuffix("…")
            #expect(isOpen ? found.hasPrefix(expected.dropLast()) : found == expected, "\(found)")
        }
    }

    @Test func saysWhatIsUndocumented() throws {
        #expect(
            try Self.judge("DELETE", "/v1/pets/7", Self.response(200)) == [
                "undocumented-status: one of the statuses 204 | 200"
            ]
        )
        #expect(
            try Self.judge("DELETE", "/v1/pets/7", Self.response(502)) == ["server-error: a status below 500 | 502"]
        )
        #expect(try Self.judge("DELETE", "/v1/pets/7", Self.response(204, "x")).isEmpty)
        #expect(
            try Self.judge("PUT", "/v1/pets", Self.response(405)) == [
                "undocumented-method: one of the path's methods: GET, POST | PUT"
            ]
        )
        #expect(try Self.judge("PUT", "/v1/pets", Self.response(405), meantToBreak: true).isEmpty)
        #expect(
            try Self.judge("GET", "/v2", Self.response(404)) == [
                "undocumented-path: a path of c.yaml | http://127.0.0.1:1/v2"
            ]
        )
        #expect(
            try Self.judge("GET", "/v2", Self.response(503), meantToBreak: true) == [
                "server-error: a status below 500 | 503"
            ]
        )
    }

    static let requests: [(String, String, [HeaderField], String?, [String])] = [
        ("GET", "/v1/pets?limit=0", [], nil, ["query parameter 'limit': a number at least 1 | 0"]),
        ("GET", "/v1/pets?limit=x", [], nil, ["query parameter 'limit': an integer | \"x\""]),
        ("GET", "/v1/pets?status=maybe", [], nil, ["query parameter 'status': …"]),
        ("GET", "/v1/pets", [HeaderField("x-trace", "XYZ")], nil, ["header parameter 'X-Trace': …"]),
        (
            "GET", "/v1/pets?limit=%G1", [], nil,
            ["the query parameter 'limit' in its style | wrong percent-encoding in '%G1'"]
        ),
        ("GET", "/v1/pets/rex", [HeaderField("X-Key", "k")], nil, ["path parameter 'petId': an integer | \"rex\""]),
        ("DELETE", "/v1/pets/1", [], nil, ["credentials: key | none of them"]),
        ("POST", "/v1/pets", [HeaderField("X-Key", "k")], nil, ["content | none"]),
        ("POST", "/v1/pets", [HeaderField("X-Key", "k")], "{", ["content that is application/json | …"]),
        (
            "POST", "/v1/pets", [HeaderField("X-Key", "k"), HeaderField("Content-Type", "text/plain")], "x",
            ["a Content-Type out of application/json | 'text/plain'"]
        ),
        ("POST", "/v1/pets", [HeaderField("X-Key", "k")], #"{"name":"Rex"}"#, ["content: …"]),
        (
            "POST", "/v1/pets", [HeaderField("X-Key", "k")], #"{"name":"Rex","kind":"dog","price":0.005}"#,
            ["content: /price: …"]
        ),
    ]

    @Test(arguments: requests) func saysWhatARequestBreaks(
        _ method: String,
        _ path: String,
        _ headers: [HeaderField],
        _ body: String?,
        _ expected: [String]
    ) throws {
        let found = try Self.judge(method, path, headers: headers, body: body, nil)
        try #require(found.count == expected.count, "\(found)")
        for (found, expected) in zip(found, expected) {
            let expected = "request-breaks-contract: " + expected
            #expect(expected.hasSuffix("…") ? found.hasPrefix(expected.dropLast()) : found == expected, "\(found)")
        }
        #expect(try Self.judge(method, path, headers: headers, body: body, nil, meantToBreak: true).isEmpty)
    }

    @Test func allowsByNameWithAReason() throws {
        let contract = try Petstore.contract.get()
        let checks = ContractChecks(
            contract,
            allowances: [ContractAllowance(.undocumentedStatus, reason: "the gateway's own")]
        )
        let request = HTTPRequest(
            method: "DELETE",
            url: "/v1/pets/7",
            headers: HeaderFields([HeaderField("X-Key", "k")])
        )
        let judgement = checks.judge(request, HTTPResponse(status: 429))
        #expect(judgement.broken.isEmpty)
        #expect(judgement.allowed.map(\.reason) == ["the gateway's own"])
        #expect(judgement.operation == "DELETE /pets/{petId}")
        #expect(judgement.count == 4)
        #expect(checks.judge(request, HTTPResponse(status: 500)).broken.map(\.check) == [.serverError])
    }

    @Test func readsForms() throws {
        let contract = try Library.load(
            yaml: """
                openapi: 3.1.0
                info: {title: Forms, version: "1"}
                paths:
                  /f:
                    post:
                      requestBody:
                        content:
                          application/x-www-form-urlencoded:
                            schema:
                              type: object
                              required: [n]
                              properties: {n: {type: integer}, tags: {type: array, items: {type: string}}}
                              additionalProperties: false
                            encoding: {tags: {style: pipeDelimited, explode: false}}
                      responses: {"204": {description: ok}}
                """
        )
        func judge(_ body: String) -> Int {
            let headers = HeaderFields([HeaderField("Content-Type", "application/x-www-form-urlencoded")])
            let request = HTTPRequest(method: "POST", url: "/f", headers: headers, body: Array(body.utf8))
            return ContractChecks(contract).judge(request, nil).broken.count
        }
        #expect(judge("n=5&tags=a|b") == 0)
        #expect(judge("n=five") == 1)
        #expect(judge("tags=a") == 1)
        #expect(judge("n=5&other=1") == 1)
    }
}
