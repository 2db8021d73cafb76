import Testing

@testable import MockServer

@Suite struct ConcurrencyTests {
    /// The contents of the answers to 64 requests that are in flight together, and their statuses.
    static func burst(_ mock: TestMock, _ request: String) async throws -> [(status: String, text: String)] {
        var answers: [(status: String, text: String)] = []
        try await withServer(mock.mock) { port in
            let clients = try (0..<64).map { _ in try RawClient(port: port) }
            for client in clients { try client.send(request) }
            for client in clients {
                let (head, body) = try client.readResponse()
                answers.append((String(head.split(separator: " ")[1]), body))
            }
        }
        return answers
    }

    @Test func exactlyOneRequestWins() async throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "claim", "when": { "state": { "owner": { "missing": true } } },
                  "respond": { "status": 201, "set": { "owner": "someone" } } },
                { "name": "taken", "respond": { "status": 409 } }
                """#
        )
        let answers = try await Self.burst(mock, "POST /claim HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answers.filter { $0.status == "201" }.count == 1)
        #expect(answers.filter { $0.status == "409" }.count == 63)
    }

    @Test func everyAdditionCounts() async throws {
        let mock = try TestMock(
            rules: #"{ "name": "n", "respond": { "add": { "n": 1 }, "json": "${state:n}" } }"#
        )
        let answers = try await Self.burst(mock, "POST / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answers.compactMap { Int($0.text) }.sorted() == Array(1...64))
    }

    @Test func oneOfManyIdenticalRequestsHasEffects() async throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "once", "respond": { "add": { "n": 1 }, "json": { "n": "${state:n}", "id": "${uuid}" },
                  "once": { "key": "${request.headers.Idempotency-Key}", "for": "1h" } } }
                """#
        )
        let answers = try await Self.burst(mock, "POST / HTTP/1.1\r\nHost: h\r\nIdempotency-Key: k\r\n\r\n")
        #expect(Set(answers.map(\.text)).count == 1)
        #expect(answers.first?.text.hasPrefix(#"{"n":1,"#) == true)
    }

    @Test func theLimitHoldsForABurst() async throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "limit", "when": { "over": "all" }, "respond": { "status": 429 } },
                { "name": "fine", "respond": { "status": 204 } }
                """#,
            #", "limits": { "all": { "rate": "1/h", "burst": 10 } }"#
        )
        let answers = try await Self.burst(mock, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(answers.filter { $0.status == "204" }.count == 10)
        #expect(answers.filter { $0.status == "429" }.count == 54)
    }
}
