import Diagnostics
import Importing
import JSON
import Testing

@Suite struct HARTests {
    static func entry(
        _ method: String,
        _ url: String,
        at milliseconds: Int = 0,
        headers: [(String, String)] = [],
        content: (type: String, text: String)? = nil,
        status: Int = 200,
        answer: (type: String, text: String)? = nil,
        answerHeaders: [(String, String)] = []
    ) -> JSONValue {
        func fields(_ list: [(String, String)]) -> JSONValue {
            .array(list.map { ["name": .string($0.0), "value": .string($0.1)] })
        }
        let second = milliseconds / 1000 % 60
        let rest = String(milliseconds % 1000 + 1000).dropFirst()
        var request: JSONObject = [
            "method": .string(method), "url": .string(url), "httpVersion": "HTTP/2.0", "headers": fields(headers),
        ]
        if let content { request["postData"] = ["mimeType": .string(content.type), "text": .string(content.text)] }
        var body: JSONObject = ["size": 0, "mimeType": .string(answer?.type ?? "x-unknown")]
        if let answer { body["text"] = .string(answer.text) }
        let response: JSONObject = [
            "status": JSONValue(status), "headers": fields(answerHeaders), "content": .object(body),
        ]
        return [
            "startedDateTime": .string(
                "2026-11-29T10:0\(milliseconds / 60_000):\(second < 10 ? "0" : "")\(second).\(rest)Z"
            ),
            "request": .object(request), "response": .object(response),
        ]
    }

    static func archive(_ entries: [JSONValue]) -> String {
        let log: JSONObject = ["version": "1.2", "creator": ["name": "t", "version": "1"], "entries": .array(entries)]
        return JSONValue.object(["log": .object(log)]).description
    }

    private static let token = "eyJhbGciOi.J9.c2VjcmV0"

    /// Someone logs in and looks at orders: 100 requests, those of a browser among them.
    static var hundred: [JSONValue] {
        let browser = [
            (":authority", "api.example.com"), ("user-agent", "Mozilla/5.0"), ("sec-fetch-mode", "cors"),
            ("accept", "application/json"),
        ]
        let signedIn = browser + [("authorization", "Bearer \(token)"), ("cookie", "sid=s-0123456789")]
        var entries = [
            entry(
                "POST",
                "https://api.example.com/login",
                headers: browser,
                content: ("application/json", #"{"user":"ann","password":"pa55w0rd!"}"#),
                answer: ("application/json", #"{"session":{"token":"\#(token)"},"expires_in":3600}"#),
                answerHeaders: [("set-cookie", "sid=s-0123456789; HttpOnly; Path=/")]
            )
        ]
        for number in 1...40 {
            let order = #"{"id":\#(number),"item":"tea","lines":[],"note":null}"#
            entries.append(
                entry(
                    "GET",
                    "https://api.example.com/orders/\(number)",
                    at: number * 250,
                    headers: signedIn,
                    answer: ("application/json; charset=utf-8", order)
                )
            )
        }
        for number in 1...30 {
            entries.append(
                entry(
                    "GET",
                    "https://api.example.com/status",
                    at: 20_000 + number * 100,
                    headers: signedIn,
                    status: 204
                )
            )
        }
        for number in 1...20 {
            let name = "https://cdn.example.com/\(number).png"
            entries.append(entry("GET", name, at: 30_000 + number, answer: ("image/png", "")))
        }
        entries.append(
            entry(
                "GET",
                "https://api.example.com/old",
                headers: signedIn,
                status: 301,
                answerHeaders: [("location", "/new")]
            )
        )
        entries.append(entry("GET", "wss://api.example.com/live", headers: signedIn, status: 101))
        entries.append(entry("GET", "https://api.example.com/gone?key=1", headers: signedIn, status: 0))
        for number in 1...6 {
            let form = ("application/x-www-form-urlencoded", "q=a+b&n=\(number)")
            entries.append(
                entry(
                    "POST",
                    "https://api.example.com/search",
                    at: 40_000,
                    headers: signedIn,
                    content: form,
                    answer: ("application/json", "[1,2]")
                )
            )
        }
        return entries
    }

    static func made(replays: Bool = false, _ own: HARImporter.Options = HARImporter.Options()) throws
        -> SuiteAssembler.Assembled
    {
        var options = SuiteAssembler.Options()
        options.hasReplay = replays
        return try Imported.suite(archive(hundred), options) { HARImporter.read($0, name: $1, own, $2) }
    }

    @Test func aHundredRequestsBecomeASuiteThatAPersonWouldWrite() throws {
        #expect(Self.hundred.count == 100)
        let made = try Self.made()
        // 40 orders, one status, the old path, what had no answer, six searches; the log-in is a step.
        #expect(made.scenarios.count == 49 && made.steps == 1)
        #expect(made.suite["target"] == "https://api.example.com")
        #expect(made.suite["request"]?["auth"] == ["bearer": "${token}"])
        #expect(made.suite["request"]?["headers"] == ["Accept": "application/json", "Cookie": "sid=${sid}"])
        let order: JSONValue = [
            "name": "GET /orders/7", "request": ["path": "/orders/7"],
            "expect": [
                "status": 200, "body": ["contentType": "application/json"],
                "json": ["$.id": ["type": "number"], "$.item": ["type": "string"], "$.lines": ["type": "array"]],
            ],
        ]
        #expect(made.scenario("GET /orders/7") == order)
        #expect(made.scenario("GET /status")?["expect"] == ["status": 204])
        #expect(made.scenario("GET /old")?["expect"] == ["status": 301, "headers": ["Location": ["exists": true]]])
        #expect(made.scenario("POST /search (2)")?["request"]?["form"] == ["q": "a b", "n": "2"])
    }

    @Test func aTokenOfAnEarlierAnswerIsCaptured() throws {
        let made = try Self.made()
        let step: JSONValue = [
            "name": "POST /login",
            "request": [
                "method": "POST", "path": "/login", "headers": ["Cookie": .null],
                "auth": .null, "json": ["user": "ann", "password": "${password}"],
            ],
            "expect": ["status": 200],
            "capture": [
                "token": ["json": "$.session.token", "secret": true], "sid": ["cookie": "sid", "secret": true],
            ],
        ]
        #expect(made.suite["setup"] == [step], "\(made.suite["setup"]?.description ?? "")")
        // What a capture brings needs nothing from the environment.
        #expect(made.secrets == ["PASSWORD": "pa55w0rd!"])
        #expect(made.suite["variables"] == ["password": ["secret": "${env:PASSWORD}"]])
        for secret in [Self.token, "s-0123456789", "pa55w0rd!"] { #expect(!made.text.contains(secret)) }
    }

    @Test func whatIsNotCarriedOverIsTold() throws {
        let made = try Self.made()
        #expect(
            made.notes.leftOut == [
                "GET wss://api.example.com/live, which isn't HTTP",
                "20 requests for images, styles, scripts and fonts (--static takes them too)",
                "header fields that a browser adds by itself (--browser-fields takes them too): sec-fetch-mode, user-agent",
                "29 requests that had been sent before just so",
            ]
        )
        #expect(
            made.notes.remarks.contains(
                "GET https://api.example.com/gone has no answer in the archive: any 2xx is expected"
            )
        )
        var all = HARImporter.Options()
        all.takesStatic = true
        all.takesBrowserFields = true
        let more = try Self.made(all)
        #expect(more.scenarios.count == 69)
        #expect(more.text.contains("Mozilla/5.0"))
        #expect(more.notes.leftOut.count == 2)
    }

    @Test func theTimesBecomeALoadOnDemand() throws {
        #expect(try Self.made().scenarios.allSatisfy { $0["load"] == nil })
        let made = try Self.made(replays: true)
        let load = try #require(made.scenario("the recorded traffic")?["load"])
        let times = try #require(load["replay"]?["times"]?.array)
        #expect(times.count == 79 && times.first == 0 && times.contains(0.25) && times.last == 40)
        let requests = try #require(load["requests"]?.array)
        #expect(requests.first { $0["name"] == "GET /status" }?["weight"] == 30)
        #expect(requests.first { $0["name"] == "GET /orders/7" }?["expect"] == ["status": 200])
    }

    @Test(arguments: ["{}", #"{"log":{}}"#, "[", #"{"log":{"entries":{}}}"#])
    func whatIsNoArchiveIsRefused(_ text: String) {
        #expect(!Imported.problems(text) { HARImporter.read($0, name: $1, HARImporter.Options(), $2) }.isEmpty)
    }
}
