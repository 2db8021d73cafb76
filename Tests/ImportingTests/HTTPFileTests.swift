import Diagnostics
import Importing
import JSON
import Testing

@Suite struct HTTPFileTests {
    private static func made(_ text: String) throws -> SuiteAssembler.Assembled {
        try Imported.suite(text) { HTTPFileImporter.read($0, name: $1, $2) }
    }

    private static let shop = """
        @baseUrl = https://shop.example.com/v1
        @apiKey = k-1234567

        ### Log in
        # @name login
        POST {{baseUrl}}/login HTTP/1.1
        Content-Type: application/json
        X-Api-Key: {{apiKey}}

        { "user": "ann", "password": "pa55w0rd!", "at": {{$timestamp}} }

        > {%
          client.global.set("x", response.body.x);
        %}

        ### Orders of this year
        GET {{baseUrl}}/orders
            ?from=2026-01-01
            &limit=20
        Authorization: Bearer {{login.response.body.$.token}}
        X-Request: {{$guid}}

        ### A picture
        // @no-redirect
        PUT {{baseUrl}}/pictures/{{picture}}
        Content-Type: image/png

        < ./cat.png

        ### Upload
        POST {{baseUrl}}/upload
        Content-Type: multipart/form-data; boundary=abc

        --abc
        Content-Disposition: form-data; name="title"

        A cat
        --abc
        Content-Disposition: form-data; name="file"; filename="cat.png"
        Content-Type: image/png

        < ./cat.png
        --abc--

        ###
        GET {{baseUrl}}/me
        Authorization: Basic ann {{$processEnv SHOP_PASSWORD}}
        """

    @Test func aFileBecomesASuite() throws {
        let made = try Self.made(Self.shop)
        #expect(made.suite["target"] == "https://shop.example.com/v1")
        let step = try #require(made.suite["setup"]?[0])
        #expect(step["name"] == "Log in" && step["capture"] == ["login_token": ["json": "$.token", "secret": true]])
        #expect(
            step["request"]?["json"]
                == ["user": "ann", "password": "${password}", "at": "${now:unix}"]
        )
        #expect(made.scenarios.map { $0["name"]?.string } == ["Orders of this year", "A picture", "Upload", "GET /me"])
        let orders: JSONValue = [
            "path": "/orders", "query": ["from": "2026-01-01", "limit": "20"], "headers": ["X-Request": "${uuid}"],
            "auth": ["bearer": "${login_token}"],
        ]
        #expect(made.scenario("Orders of this year")?["request"] == orders)
        let picture: JSONValue = [
            "method": "PUT", "path": "/pictures/${picture}", "headers": ["Content-Type": "image/png"],
            "file": "./cat.png",
        ]
        #expect(made.scenario("A picture")?["request"] == picture)
        #expect(
            made.scenario("Upload")?["request"]?["multipart"] == [
                ["name": "title", "text": "A cat"],
                ["contentType": "image/png", "name": "file", "filename": "cat.png", "file": "./cat.png"],
            ]
        )
        #expect(
            made.scenario("GET /me")?["request"]?["headers"]
                == ["Authorization": "Basic ${base64(ann:${env:SHOP_PASSWORD})}"]
        )
        #expect(
            made.suite["variables"] == [
                "apiKey": ["secret": "${env:API_KEY}"], "picture": "${env:PICTURE}",
                "password": ["secret": "${env:PASSWORD}"],
            ]
        )
        #expect(made.secrets == ["API_KEY": "k-1234567", "PASSWORD": "pa55w0rd!"])
        #expect(Set(made.environment.map(\.name)) == ["API_KEY", "PASSWORD", "PICTURE", "SHOP_PASSWORD"])
        #expect(made.notes.leftOut == ["the script behind the answer of 'Log in' (3 lines)"])
    }

    @Test(arguments: [
        ("", "there is no request in it"), ("GET https://h/ x y", "is no request line"),
        ("GET https://h/\nno field", "'no field' is no header field"),
    ])
    func mistakesAreTold(_ text: String, _ expected: String) {
        let found = Imported.problems(text) { HTTPFileImporter.read($0, name: $1, $2) }
        #expect(found.contains { $0.message.contains(expected) && $0.help != nil && $0.location != nil }, "\(found)")
    }

    @Test func anAnswerOfNobodyIsTold() throws {
        let made = try Self.made("GET https://h.example/{{other.response.body.$.id}}")
        #expect(made.notes.leftOut == ["{{other.response...}}: no request is called 'other'"])
    }
}
