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
        let me: JSONValue = ["path": "/me", "auth": ["basic": ["user": "ann", "password": "${password2}"]]]
        #expect(made.scenario("GET /me")?["request"] == me)
        // Editors follow redirects.
        #expect(made.suite["connection"] == ["redirects": 10])
        #expect(made.scenario("A picture")?["connection"] == ["redirects": 0])
        #expect(made.scenario("Upload")?["connection"] == nil)
        #expect(
            made.suite["variables"] == [
                "apiKey": ["secret": "${env:API_KEY}"], "picture": "${env:PICTURE}",
                "password": ["secret": "${env:PASSWORD}"], "password2": ["secret": "${env:SHOP_PASSWORD}"],
            ]
        )
        #expect(made.secrets == ["API_KEY": "k-1234567", "PASSWORD": "pa55w0rd!"])
        #expect(Set(made.environment.map(\.name)) == ["API_KEY", "PASSWORD", "PICTURE", "SHOP_PASSWORD"])
        #expect(made.notes.leftOut == ["the script behind the answer of 'Log in' (3 lines)"])
    }

    @Test(arguments: [
        ("Basic ann:topsecretpw", #"{ "basic": { "user": "ann", "password": "${password}" } }"#),
        ("Basic ann topsecretpw", #"{ "basic": { "user": "ann", "password": "${password}" } }"#),
        ("basic   ann   topsecretpw", #"{ "basic": { "user": "ann", "password": "${password}" } }"#),
        ("Basic YW5uOnRvcHNlY3JldHB3", #"{ "basic": { "user": "ann", "password": "${password}" } }"#),
        ("Digest ann topsecretpw", #"{ "digest": { "user": "ann", "password": "${password}" } }"#),
        ("Digest ann:topsecretpw", #"{ "digest": { "user": "ann", "password": "${password}" } }"#),
        (
            "AWS AKID topsecretpw region:eu-west-1 service:s3",
            #"{ "aws": { "accessKey": "${accessKey}", "secretKey": "${secretKey}", "region": "eu-west-1", "service": "s3" } }"#
        ),
        ("Bearer topsecretpw", #"{ "bearer": "${token}" }"#),
    ])
    func credentialsAreTakenOut(_ value: String, _ auth: String) throws {
        let made = try Self.made("GET https://h.example/\nAuthorization: \(value)\n")
        let request = try #require(made.scenarios.first?["request"])
        #expect(request["auth"] == (try JSONParser.parse(auth)) && request["headers"] == nil, "\(made.suite)")
        #expect(made.secrets.values.contains("topsecretpw"))
        #expect(!made.text.contains("topsecretpw") && !made.text.contains("base64"))
    }

    @Test(arguments: [
        ("{{$datetime iso8601}}", "${now:iso8601}"), ("{{ $datetime rfc1123 }}", "${now:http}"),
        ("{{$timestamp}}", "${now:unix}"), ("{{$timestamp -3 h}}", "${now-3h:unix}"),
        ("{{$timestamp -1 d}}", "${now-1d:unix}"), ("{{$timestamp 2 w}}", "${now+14d:unix}"),
        ("{{$datetime \"YYYY-MM-DD HH:mm\" 1 m}}", "${now+1m:yyyy-MM-dd HH:mm}"),
        ("{{$randomInt 1 9}}", "${random.int(1,8)}"), ("{{$guid}}", "${uuid}"),
        ("{{$random.integer(1, 9)}}", "${random.int(1,8)}"), ("{{$random.alphanumeric(8)}}", "${random.alnum(8)}"),
    ])
    func functionsMayHaveBlanks(_ function: String, _ template: String) throws {
        let made = try Self.made(
            "POST https://h.example/echo?d=\(function) HTTP/1.1\nX-A: \(function)\n\nat \(function)"
        )
        let request = try #require(made.scenarios.first?["request"])
        #expect(request["query"]?["d"]?.string == template || request["path"]?.string == "/echo?d=\(template)")
        #expect(request["headers"]?["X-A"]?.string == template && request["text"]?.string == "at \(template)")
        #expect(made.notes.leftOut == [] && made.notes.remarks.count == 1)
    }

    @Test(arguments: [
        ("{{$timestamp -1 M}}", "${now-30d:unix}", "'M' has no fixed length: it is written as -30d"),
        ("{{$timestamp -3 y}}", "${now:unix}", "'-3 y' is not carried over: write such as ${now-3h:unix}"),
        ("{{$datetime \"Do\"}}", "${now:iso8601}", "the form of the date may be another one; it is written as iso8601"),
        (
            "{{$localDatetime iso8601}}", "${now:iso8601}",
            "it is written in UTC; ${now@Europe/Berlin:iso8601} is a zone's time"
        ),
    ])
    func anotherTimeIsTold(_ function: String, _ template: String, _ remark: String) throws {
        let made = try Self.made("POST https://h.example/\n\nat \(function)")
        #expect(made.scenarios.first?["request"]?["text"]?.string == "at \(template)")
        #expect(made.notes.remarks.contains { $0.hasSuffix(remark) }, "\(made.notes)")
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
