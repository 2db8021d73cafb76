import Decoding
import Diagnostics
import HTTP
import Scenarios
import Substitution
import Testing

@testable import MockServer

/// A mock made of a text, and requests to it without a network.
struct TestMock {
    let mock: Mock

    init(
        _ json: String,
        environment: [String: String] = [:],
        clock: @escaping @Sendable () -> Int64 = VirtualClock.monotonic
    ) throws {
        let problems = Problems()
        let file = SourceFile(path: "mock.json", bytes: Array(json.utf8))
        let mock = Mock.decode(file, Environment(environment), FileStore(), 7, problems, clock: clock)
        try #require(problems.diagnostics.map(\.description) == [])
        self.mock = try #require(mock)
    }

    /// A mock of these rules alone.
    init(rules: String, _ rest: String = "") throws {
        try self.init(#"{ "mock": "m", "rules": [\#(rules)] \#(rest) }"#)
    }

    func send(
        _ method: String = "GET",
        _ target: String = "/",
        _ headers: [(String, String)] = [],
        _ body: String = "",
        now: Int64 = 0
    ) -> MockAnswer {
        let request = MockRequest(
            method: method,
            target: target,
            headers: HeaderFields([HeaderField("Host", "h")] + headers.map { HeaderField($0, $1) }),
            body: Array(body.utf8)
        )
        return mock.answer(to: request, now: now)
    }

    func status(
        _ method: String = "GET",
        _ target: String = "/",
        _ headers: [(String, String)] = [],
        _ body: String = "",
        now: Int64 = 0
    ) -> Int {
        send(method, target, headers, body, now: now).status
    }
}

extension MockAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}

@Suite struct MockTests {
    /// The example of the format's documentation.
    static let orders = #"""
        {
          "$schema": "../muster-mock.schema.json",
          "mock": "Orders",
          "variables": { "limit": 100 },
          "state": { "order:1": { "id": "1", "item": "tea" } },
          "tokens": { "access": { "lifetime": "20m", "sliding": true, "known": ["demo-token"], "expired": ["old-token"] } },
          "limits": { "perUser": { "rate": "100/s", "burst": 100, "key": "${request.headers.X-User-Id}" } },
          "rules": [
            { "name": "needs a token",
              "when": { "path": { "startsWith": "/orders" },
                        "token": { "store": "access", "from": "${request.headers.Authorization}",
                                   "matches": "^Bearer (.+)$", "is": { "not": "valid" } } },
              "respond": { "status": 401, "json": { "error": "unauthorized" } } },
            { "name": "reads an order",
              "when": { "method": "GET", "path": "/orders/{id}",
                        "state": { "order:${request.path.id}": { "exists": true } } },
              "respond": { "status": 200, "json": "${state:order:${request.path.id}}" } }
          ],
          "otherwise": { "status": 404, "json": { "error": "not found" } }
        }
        """#

    @Test func servesTheDocumentedExample() throws {
        let mock = try TestMock(Self.orders)
        let bearer = [("Authorization", "Bearer demo-token")]
        let order = mock.send("GET", "/orders/1", bearer)
        #expect(order.status == 200)
        #expect(order.text == #"{"id":"1","item":"tea"}"#)
        #expect(order.headers["content-type"] == "application/json")
        #expect(order.rule == "reads an order")
        #expect(mock.status("GET", "/orders/2", bearer) == 404)
        #expect(mock.status("POST", "/orders/1", bearer) == 404)
        #expect(mock.send("GET", "/elsewhere").text == #"{"error":"not found"}"#)
        for wrong in ["Bearer nobody", "Bearer old-token", "demo-token", "Bearer ", ""] {
            #expect(mock.status("GET", "/orders/1", [("Authorization", wrong)]) == 401)
        }
        #expect(mock.status("GET", "/orders/1") == 401)
    }

    @Test func aTokenSlidesAndExpires() throws {
        let mock = try TestMock(Self.orders)
        let minute: Int64 = 60_000
        let bearer = [("Authorization", "Bearer demo-token")]
        for now in [0, 19, 38, 57].map({ Int64($0) * minute }) {
            #expect(mock.status("GET", "/orders/1", bearer, now: now) == 200)
        }
        #expect(mock.status("GET", "/orders/1", bearer, now: 77 * minute) == 401)
        #expect(mock.status("GET", "/orders/1", bearer, now: 77 * minute) == 401)
    }

    @Test func issuesTokens() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "login", "when": { "path": "/login" },
                  "respond": { "issue": "t", "json": { "access": "${token}" }, "headers": { "X-Token": "${token}" } } },
                { "name": "use", "when": { "token": { "store": "t", "from": "${request.headers.T}", "is": "valid" } },
                  "respond": { "status": 204 } }
                """#,
            #", "tokens": { "t": { "lifetime": "1s" } }, "otherwise": { "status": 401 }"#
        )
        let first = mock.send("POST", "/login", now: 5)
        let token = try #require(first.headers["X-Token"])
        #expect(first.text == #"{"access":"\#(token)"}"#)
        #expect(token.utf8.count == 32)
        #expect(mock.send("POST", "/login").headers["X-Token"] != token)
        #expect(mock.status("GET", "/", [("T", token)], now: 1004) == 204)
        #expect(mock.status("GET", "/", [("T", token)], now: 1005) == 401)
    }

    @Test func limitsTheRate() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "limit", "when": { "path": "/limited", "over": "perUser" },
                  "respond": { "status": 429, "headers": { "Retry-After": "${retryAfter}" } } },
                { "name": "fine", "respond": { "text": "ok" } }
                """#,
            #", "limits": { "perUser": { "rate": "30/m", "burst": 2, "key": "${request.headers.X-User-Id}" } }"#
        )
        func send(_ user: String, _ path: String = "/limited", now: Int64) -> MockAnswer {
            mock.send("GET", path, [("X-User-Id", user)], now: now)
        }
        #expect(send("a", now: 0).status == 200)
        #expect(send("a", now: 0).status == 200)
        // A request to which the rule doesn't apply takes no permit.
        #expect(send("a", "/free", now: 0).status == 200)
        let refused = send("a", now: 500)
        #expect(refused.status == 429)
        #expect(refused.headers["Retry-After"] == "2")
        #expect(send("b", now: 500).status == 200)
        #expect(send("a", now: 2000).status == 200)
        #expect(send("a", now: 2000).headers["Retry-After"] == "2")
    }

    @Test func answersOnce() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "create", "when": { "method": "POST", "headers": { "Idempotency-Key": { "exists": true } } },
                  "respond": { "status": 201, "add": { "created": 1 }, "json": { "n": "${state:created}", "id": "${uuid}" },
                               "once": { "key": "${request.headers.Idempotency-Key}", "for": "24h" } } },
                { "name": "count", "respond": { "json": "${state:created}" } }
                """#
        )
        let key = [("Idempotency-Key", "k1")]
        let first = mock.send("POST", "/", key)
        #expect(first.text.hasPrefix(#"{"n":1,"id":""#))
        #expect(mock.send("POST", "/", key, now: 86_399_999) == first)
        #expect(mock.send("POST", "/", [("Idempotency-Key", "k2")]).text.hasPrefix(#"{"n":2,"#))
        #expect(mock.send().text == "2")
        #expect(mock.send("POST", "/", key, now: 86_400_000).text.hasPrefix(#"{"n":3,"#))
    }

    @Test func changesItsState() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "put", "when": { "method": "PUT", "path": "/{key}" },
                  "respond": { "status": 204, "set": { "v:${request.path.key}": "${request.json}" } } },
                { "name": "delete", "when": { "method": "DELETE", "path": "/{key}" },
                  "respond": { "status": 204, "set": { "v:${request.path.key}": null } } },
                { "name": "add", "when": { "method": "POST", "path": "/{key}" },
                  "respond": { "add": { "v:${request.path.key}": "${request.json.by}" },
                               "set": { "copy": "${state:v:${request.path.key}}" }, "json": "${state:copy}" } },
                { "name": "get", "when": { "path": "/{key}", "state": { "v:${request.path.key}": { "exists": true } } },
                  "respond": { "json": "${state:v:${request.path.key}}" } }
                """#
        )
        #expect(mock.status("GET", "/a") == 404)
        #expect(mock.status("PUT", "/a", [], #"{"x":[1,"é"]}"#) == 204)
        #expect(mock.send("GET", "/a").text == #"{"x":[1,"é"]}"#)
        #expect(mock.status("DELETE", "/a") == 204)
        #expect(mock.status("GET", "/a") == 404)
        #expect(mock.send("POST", "/n", [], #"{"by":2}"#).text == "2")
        #expect(mock.send("POST", "/n", [], #"{"by":-0.5}"#).text == "1.5")
        let slip = mock.send("POST", "/n", [], #"{"by":"x"}"#)
        #expect(slip.status == 500)
        #expect(slip.text.contains("'add' needs a number, found string"))
    }

    @Test func readsTheRequest() throws {
        let mock = try TestMock(
            rules: #"""
                { "name": "echo", "when": { "path": "/{a}/x/{b}" }, "respond": { "json": {
                  "method": "${request.method}", "path": "${request.path}", "a": "${request.path.a}", "b": "${request.path.b}",
                  "target": "${request.target}", "q": "${request.query.q}", "none": "${request.query.none}",
                  "inside": "<${request.query.none}>", "h": "${request.headers.x-h}", "body": "${request.body}",
                  "id": "${request.json.items.0.id}", "whole": "${request.json}", "literal": "$${x}" } } }
                """#
        )
        let answer = mock.send("POST", "/1%20z/x/2?q=a+b&q=%63", [("X-H", "v")], #"{"items":[{"id":7}]}"#)
        #expect(
            answer.text
                == #"{"method":"POST","path":"/1%20z/x/2","a":"1 z","b":"2","target":"/1%20z/x/2?q=a+b&q=%63","#
                + #""q":"a b, c","none":null,"inside":"<>","h":"v","body":"{\"items\":[{\"id\":7}]}","#
                + #""id":7,"whole":{"items":[{"id":7}]},"literal":"${x}"}"#
        )
    }

    @Test func fillsInTimeAndChance() throws {
        let mock = try TestMock(
            rules: #"{ "name": "r", "respond": { "text": "${now:iso8601} ${uuid} ${random.hex(8)}" } }"#
        )
        let first = mock.send(now: 1_700_000_000_000).text
        #expect(first.hasPrefix("2023-11-14T22:13:20"))
        #expect(mock.send(now: 1_700_000_000_000).text != first)
    }

    @Test func knowsVariablesAndTheEnvironment() throws {
        let mock = try TestMock(
            #"""
            { "mock": "${env:NAME}", "variables": { "code": 202, "greeting": "hello ${env:NAME}" },
              "rules": [{ "name": "r", "respond": { "status": "${code}", "text": "${greeting}" } }] }
            """#,
            environment: ["NAME": "n"]
        )
        #expect(mock.send().status == 202)
        #expect(mock.send().text == "hello n")
    }
}
