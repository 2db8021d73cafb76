import Diagnostics
import Importing
import JSON
import Testing

@Suite struct PostmanTests {
    /// A collection of 30 requests, in folders, with variables and scripts.
    static var collection: JSONValue {
        var items: [JSONValue] = []
        let script: JSONValue = [
            "listen": "test",
            "script": ["exec": ["pm.test('ok', () => {", "  pm.response.to.have.status(200);", "});"]],
        ]
        func request(_ name: String, _ method: String, _ path: String, _ more: JSONObject = [:]) -> JSONValue {
            var request: JSONObject = [
                "method": .string(method),
                "url": ["raw": .string("{{baseUrl}}\(path)"), "host": ["{{baseUrl}}"], "path": [.string(path)]],
            ]
            for member in more where member.name != "response" && member.name != "event" {
                request[member.name] = member.value
            }
            var item: JSONObject = ["name": .string(name), "request": .object(request)]
            for name in ["response", "event"] { if let value = more[name] { item[name] = value } }
            return .object(item)
        }
        func folder(_ name: String, _ items: [JSONValue]) -> JSONValue {
            ["name": .string(name), "item": .array(items)]
        }
        for number in 1...20 {
            items.append(
                request("order \(number)", "GET", "/orders/\(number)", number == 1 ? ["event": [script]] : [:])
            )
        }
        let admin: [JSONValue] = [
            request(
                "list",
                "GET",
                "/admin/users",
                [
                    "url": [
                        "raw": "{{baseUrl}}/admin/users?role=x&off=1",
                        "query": [
                            ["key": "role", "value": "{{role}}"], ["key": "off", "value": "1", "disabled": true],
                        ],
                    ]
                ]
            ),
            request(
                "one",
                "GET",
                "/admin/users/:id",
                [
                    "url": ["raw": "{{baseUrl}}/admin/users/:id", "variable": [["key": "id", "value": "7"]]],
                    "response": [
                        [
                            "name": "ok", "code": 200,
                            "header": [["key": "Content-Type", "value": "application/json"]], "body": #"{"id":7}"#,
                        ], ["name": "no", "code": 404],
                    ],
                ]
            ),
            request(
                "create",
                "POST",
                "/admin/users",
                [
                    "body": [
                        "mode": "raw", "raw": #"{ "name": "{{name}}", "age": {{age}}, "id": "{{$guid}}" }"#,
                        "options": ["raw": ["language": "json"]],
                    ]
                ]
            ),
            request("list", "DELETE", "/admin/users", ["auth": ["type": "noauth"]]),
        ]
        let forms: [JSONValue] = [
            request(
                "form",
                "POST",
                "/forms",
                [
                    "body": [
                        "mode": "urlencoded",
                        "urlencoded": [["key": "user", "value": "ann"], ["key": "password", "value": "pa55w0rd!"]],
                    ],
                    "auth": [
                        "type": "basic",
                        "basic": [
                            ["key": "username", "value": "ann"], ["key": "password", "value": "{{adminPassword}}"],
                        ],
                    ],
                ]
            ),
            request(
                "upload",
                "POST",
                "/upload",
                [
                    "body": [
                        "mode": "formdata",
                        "formdata": [
                            ["key": "title", "value": "A", "type": "text"],
                            ["key": "file", "type": "file", "src": "cat.png"],
                        ],
                    ]
                ]
            ),
            request(
                "graph",
                "POST",
                "/graphql",
                [
                    "body": ["mode": "graphql", "graphql": ["query": "{ a }", "variables": #"{"n": 1}"#]],
                    "auth": [
                        "type": "apikey",
                        "apikey": [
                            ["key": "key", "value": "X-Key"], ["key": "value", "value": "k-1234567"],
                            ["key": "in", "value": "header"],
                        ],
                    ],
                ]
            ),
            request(
                "xml",
                "POST",
                "/xml",
                ["body": ["mode": "raw", "raw": "<a/>", "options": ["raw": ["language": "xml"]]]]
            ),
            request(
                "machine",
                "GET",
                "/machine",
                [
                    "auth": [
                        "type": "oauth2",
                        "oauth2": [
                            ["key": "grant_type", "value": "client_credentials"],
                            ["key": "accessTokenUrl", "value": "{{baseUrl}}/token"],
                            ["key": "clientId", "value": "shop"], ["key": "clientSecret", "value": "s3cret-123"],
                        ],
                    ]
                ]
            ),
            request("ntlm", "GET", "/ntlm", ["auth": ["type": "ntlm", "ntlm": []]]),
        ]
        items.append(folder("Admin", admin))
        items.append(folder("Other", [folder("Deep", forms)]))
        return [
            "info": ["name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"],
            "item": .array(items), "event": [["listen": "prerequest", "script": ["exec": ["console.log(1)"]]]],
            "auth": ["type": "bearer", "bearer": [["key": "token", "value": "{{token}}", "type": "string"]]],
            "variable": [
                ["key": "baseUrl", "value": "https://shop.example.com/v1"], ["key": "role", "value": "editor"],
                ["key": "age", "value": "7"], ["key": "adminPassword", "value": "adm1n-pw", "type": "secret"],
            ],
        ]
    }

    private static func made() throws -> SuiteAssembler.Assembled {
        try Imported.suite(collection.description) { PostmanImporter.read($0, name: $1, $2) }
    }

    @Test func thirtyRequestsBecomeThirtyScenarios() throws {
        let made = try Self.made()
        #expect(made.scenarios.count == 30 && made.steps == 0)
        #expect(made.suite["suite"] == "Shop" && made.suite["target"] == "https://shop.example.com/v1")
        #expect(made.suite["request"] == ["auth": ["bearer": "${token}"]])
        #expect(made.scenario("order 7")?["request"] == ["path": "/orders/7"])
        let list: JSONValue = ["path": "/admin/users", "query": ["role": "${role}"]]
        #expect(made.scenario("list")?["request"] == list && made.scenario("list")?["tags"] == ["Admin"])
        #expect(
            made.scenario("Admin: list")?["request"] == ["method": "DELETE", "path": "/admin/users", "auth": .null]
        )
        let one = try #require(made.scenario("one"))
        #expect(one["request"] == ["path": "/admin/users/${id}"] && one["variables"] == ["id": "7"])
        #expect(
            one["expect"] == [
                "status": 200, "body": ["contentType": "application/json"], "json": ["$.id": ["type": "number"]],
            ]
        )
        #expect(
            made.scenario("create")?["request"]?["json"] == ["name": "${name}", "age": "${age}", "id": "${uuid}"]
        )
    }

    @Test func contentAndCredentialsAreCarriedOver() throws {
        let made = try Self.made()
        func request(_ name: String) -> JSONValue? { made.scenario(name)?["request"] }
        #expect(request("form")?["form"] == ["user": "ann", "password": "${password}"])
        #expect(request("form")?["auth"] == ["basic": ["user": "ann", "password": "${adminPassword}"]])
        #expect(
            request("upload")?["multipart"] == [["name": "title", "text": "A"], ["name": "file", "file": "cat.png"]]
        )
        #expect(request("graph")?["json"] == ["query": "{ a }", "variables": ["n": 1]])
        #expect(request("graph")?["auth"] == ["apiKey": ["header": "X-Key", "value": "${apiKey}"]])
        #expect(request("xml")?["text"] == "<a/>" && request("xml")?["headers"] == ["Content-Type": "application/xml"])
        #expect(
            request("machine")?["auth"] == [
                "oauth2": [
                    "tokenUrl": "${baseUrl}/token", "clientId": "shop", "clientSecret": "${clientSecret}",
                ]
            ]
        )
        #expect(made.scenario("xml")?["tags"] == ["Other"])
    }

    @Test func secretsAreTakenOut() throws {
        let made = try Self.made()
        #expect(
            made.secrets == [
                "ADMIN_PASSWORD": "adm1n-pw", "PASSWORD": "pa55w0rd!", "API_KEY": "k-1234567",
                "CLIENT_SECRET": "s3cret-123",
            ]
        )
        for value in made.secrets.values { #expect(!made.text.contains(value)) }
        // What an environment of Postman's brought comes from the process's.
        #expect(made.suite["variables"]?["token"] == ["secret": "${env:TOKEN}"])
        #expect(made.suite["variables"]?["name"] == "${env:NAME}")
        // It stands for a number where a number has to be.
        #expect(made.suite["variables"]?["age"] == 7 && made.suite["variables"]?["role"] == "editor")
        #expect(made.environment.contains { $0.name == "TOKEN" && $0.value == nil })
    }

    @Test func scriptsAndWhatIsOffAreTold() throws {
        #expect(
            try Self.made().notes.leftOut == [
                "the script before the request of the collection (1 line)", "the test script of 'order 1' (3 lines)",
                "the parameter off of 'Admin / list', which is switched off", "1 further saved answer of 'Admin / one'",
                "the credentials of 'Other / Deep / ntlm', of the kind ntlm",
            ]
        )
    }

    @Test func variablesOfPathsWithoutAValueAreAskedFor() throws {
        let made = try Imported.suite(
            #"""
            { "info": { "name": "P" }, "item": [
              { "name": "empty", "request": { "url": { "raw": "http://h.example/a/:id", "variable": [{ "key": "id", "value": "" }] } } },
              { "name": "none", "request": { "url": { "raw": "http://h.example/b/:id/c/:item-key" } } },
              { "name": "text", "request": "http://h.example/d/:id" },
              { "name": "known", "request": { "url": { "raw": "http://h.example/e/:id", "variable": [{ "key": "id", "value": "7" }] } } }
            ] }
            """#
        ) { PostmanImporter.read($0, name: $1, $2) }
        func path(_ name: String) -> JSONValue? { made.scenario(name)?["request"]?["path"] }
        #expect(path("empty") == "/a/${id}" && path("none") == "/b/${id}/c/${item-key}" && path("text") == "/d/${id}")
        #expect(path("known") == "/e/${id}" && made.scenario("known")?["variables"] == ["id": "7"])
        #expect(made.suite["variables"] == ["id": "${env:ID}", "item-key": "${env:ITEM_KEY}"])
        #expect(made.environment.map(\.name) == ["ID", "ITEM_KEY"])
        #expect(
            made.notes.remarks.prefix(2) == [
                "the path of 'empty' has :id without a value: say in 'variables' what ${id} is",
                "the path of 'none' has :id without a value: say in 'variables' what ${id} is",
            ]
        )
    }

    @Test("Any letter may stand beside a placeholder, as it is and escaped")
    func lettersBesidePlaceholders() throws {
        let made = try Imported.suite(
            #"""
            { "info": { "name": "P" }, "item": [{ "name": "a", "request": { "method": "POST", "url": "http://h.example/",
              "body": { "mode": "raw", "options": { "raw": { "language": "json" } },
                "raw": "{ \"x\": \"\uE0000\uE000\\uE0010\\uE001\uE0010\uE001 {{name}}\", \"y\": {{age}} }" } } }] }
            """#
        ) { PostmanImporter.read($0, name: $1, $2) }
        let text = "\u{E000}0\u{E000}\u{E001}0\u{E001}\u{E001}0\u{E001} ${name}"
        #expect(made.scenario("a")?["request"]?["json"] == ["x": .string(text), "y": "${age}"])
    }

    @Test func anEnvironmentIsNoCollection() {
        let found = Imported.problems(#"{ "name": "e", "values": [] }"#) { PostmanImporter.read($0, name: $1, $2) }
        #expect(found.first?.help == "this is an environment: export the collection")
    }

    @Test func fieldsInOneTextTokensAndRedirectsAreCarriedOver() throws {
        let made = try Imported.suite(
            #"""
            { "info": { "name": "P" }, "item": [
              { "name": "text", "request": { "url": "http://h.example/a", "header": "X-A: 1\r\nX-B: {{b}}\nbroken\n" } },
              { "name": "token", "request": { "url": "http://h.example/b", "auth": { "type": "jwt", "jwt": [
                { "key": "algorithm", "value": "HS256" }, { "key": "secret", "value": "s3cret-key" },
                { "key": "isSecretBase64Encoded", "value": true }, { "key": "payload", "value": "{\"iss\": \"us\"}" },
                { "key": "header", "value": { "kid": "k1" } } ] } } },
              { "name": "ps", "request": { "url": "http://h.example/c", "auth": { "type": "jwt", "jwt": [
                { "key": "algorithm", "value": "PS256" } ] } } },
              { "name": "stays", "protocolProfileBehavior": { "followRedirects": false, "disableCookies": true },
                "request": { "url": "http://h.example/d" } },
              { "name": "moved", "request": { "url": "http://h.example/e" }, "response": [{ "code": 302 }] }
            ] }
            """#
        ) { PostmanImporter.read($0, name: $1, $2) }
        #expect(made.scenario("text")?["request"]?["headers"] == ["X-A": "1", "X-B": "${b}"])
        #expect(
            made.scenario("token")?["request"]?["auth"] == [
                "jwt": [
                    "algorithm": "HS256", "key": "${signingKey}", "keyEncoding": "base64", "claims": ["iss": "us"],
                    "header": ["kid": "k1"],
                ]
            ]
        )
        #expect(made.secrets == ["SIGNING_KEY": "s3cret-key"] && !made.text.contains("s3cret-key"))
        #expect(made.suite["connection"] == ["redirects": 10])
        #expect(
            made.scenarios.map { $0["connection"] } == [nil, nil, nil, ["redirects": 0], ["redirects": 0]]
        )
        #expect(
            made.notes.leftOut == [
                "a header field of 'text' without a colon",
                "the token (JWT) of 'ps', with the algorithm PS256, another place than the header or another word than Bearer",
                "settings of 'stays': disableCookies",
            ]
        )
    }
}
