import Decoding
import Diagnostics
import Importing
import JSON
import Testing

@Suite struct CurlTests {
    /// A command, and what its scenario's request, and its suite, have to hold (as a merge patch that changes nothing).
    struct Example: Sendable, CustomTestStringConvertible {
        var why: String
        var command: String
        var target = "https://api.example.com"
        var request: String
        var suite = "{}"

        var testDescription: String { why }
    }

    static let bash = [
        Example(
            why: "Chrome, GET",
            command: """
                curl 'https://api.example.com/orders?limit=20' \\
                  -H 'accept: application/json' \\
                  -H 'authorization: Bearer abcdef123456' \\
                  -H 'sec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"' \\
                  --compressed
                """,
            request: #"""
                { "path": "/orders", "query": { "limit": "20" }, "auth": { "bearer": "${token}" },
                  "headers": { "accept": "application/json", "sec-ch-ua": "\"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"",
                               "Accept-Encoding": "gzip, deflate, br, zstd" } }
                """#,
            suite: #"{ "variables": { "token": { "secret": "${env:TOKEN}" } } }"#
        ),
        Example(
            why: "Chrome, POST of JSON",
            command: """
                curl 'https://api.example.com/orders' -X 'POST' -H 'content-type: application/json' \\
                  --data-raw '{"item":"tea","price":1.50,"note":null}' --insecure
                """,
            request:
                #"{ "method": "POST", "path": "/orders", "json": { "item": "tea", "price": 1.50, "note": "${null}" } }"#
        ),
        Example(
            why: "Chrome, a body with quotes and letters beyond ASCII",
            command: #"""
                curl 'https://api.example.com/notes' -H 'Content-Type: text/plain' --data-raw $'it\'s \u00fcber\n\x41\\ \ud83d\ude00'
                """#,
            request: #"""
                { "method": "POST", "path": "/notes", "headers": { "Content-Type": "text/plain" }, "text": "it's über\nA\\ 😀" }
                """#
        ),
        Example(
            why: "a form",
            command: "curl -d 'name=Ann+Lee&city=K%C3%B6ln' https://api.example.com/forms",
            request: #"{ "method": "POST", "path": "/forms", "form": { "name": "Ann Lee", "city": "Köln" } }"#
        ),
        Example(
            why: "Firefox, cookies and a referer",
            command: """
                curl 'https://api.example.com/me' --compressed -H 'User-Agent: Mozilla/5.0' -H 'Referer: https://x.example/' \\
                  -H 'Cookie: sid=0123456789abcdef; theme=dark'
                """,
            request: #"""
                { "path": "/me", "headers": { "Accept-Encoding": "gzip, deflate, br, zstd", "User-Agent": "Mozilla/5.0", "Referer": "https://x.example/",
                  "Cookie": "sid=${sid}; theme=${theme}" } }
                """#
        ),
        Example(
            why: "-b and -A and -e",
            command: "curl -b 'k=12345678' -A probe -e https://a.example/ https://api.example.com/",
            request:
                #"{ "path": "/", "headers": { "User-Agent": "probe", "Referer": "https://a.example/", "Cookie": "k=${k}" } }"#
        ),
        Example(
            why: "HEAD",
            command: "curl -I https://api.example.com/x",
            request: #"{ "method": "HEAD", "path": "/x" }"#
        ),
        Example(
            why: "basic authentication",
            command: "curl -sSfu ann:s3cret-pw https://api.example.com/x",
            request: #"{ "path": "/x", "auth": { "basic": { "user": "ann", "password": "${password}" } } }"#
        ),
        Example(
            why: "credentials in the URL",
            command: "curl https://ann:s3cret-pw@api.example.com/x",
            request: #"{ "path": "/x", "auth": { "basic": { "user": "ann", "password": "${password}" } } }"#
        ),
        Example(
            why: "-G puts data into the query",
            command: "curl -G https://api.example.com/s --data-urlencode 'q=a b&c' -d n=1",
            request: #"{ "path": "/s", "query": { "q": "a b&c", "n": "1" } }"#
        ),
        Example(
            why: "multipart",
            command:
                "curl -F 'title=A letter' -F 'file=@letter.txt;type=text/plain;filename=\"l.txt\"' https://api.example.com/u",
            request: #"""
                { "method": "POST", "path": "/u", "multipart": [ { "name": "title", "text": "A letter" },
                  { "name": "file", "file": "letter.txt", "contentType": "text/plain", "filename": "l.txt" } ] }
                """#
        ),
        Example(
            why: "a file as the body",
            command: "curl --data-binary @order.json -H 'Content-Type: application/json' https://api.example.com/o",
            request:
                #"{ "method": "POST", "path": "/o", "headers": { "Content-Type": "application/json" }, "file": "order.json" }"#
        ),
        Example(
            why: "--json",
            command: #"curl --json '{"a":[1,{"b":true}]}' https://api.example.com/j"#,
            request:
                #"{ "method": "POST", "path": "/j", "headers": { "Accept": "application/json" }, "json": { "a": [1, { "b": true }] } }"#
        ),
        Example(
            why: "upload by PUT",
            command: "curl -T letter.txt https://api.example.com/files/1",
            request: #"{ "method": "PUT", "path": "/files/1", "file": "letter.txt" }"#
        ),
        Example(
            why: "time limits and a range",
            command: "curl -m 2.5 -r 0-99 https://api.example.com/big",
            request: #"{ "path": "/big", "timeout": "2.5s", "headers": { "Range": "bytes=0-99" } }"#
        ),
        Example(
            why: "an API key in the query",
            command: "curl 'https://api.example.com/x?api_key=k-123456&v=2'",
            request: #"{ "path": "/x", "query": { "api_key": "${api_key}", "v": "2" } }"#
        ),
        Example(
            why: "a header taken away, and an empty one",
            command: "curl -H 'User-Agent:' -H 'X-Empty;' https://api.example.com/x",
            request: #"{ "path": "/x", "headers": { "User-Agent": null, "X-Empty": "" } }"#
        ),
        Example(
            why: "variables of the shell, and $ that means itself",
            command: #"curl -H "X-Run: $RUN-${JOB:-1}" -H 'X-Text: ${no}' https://api.example.com/x"#,
            request:
                #"{ "path": "/x", "headers": { "X-Run": "${env:RUN}-${env:JOB:-1}", "X-Text": "$${no}" } }"#
        ),
        Example(
            why: "a query that can't be written again as it is",
            command: "curl 'https://api.example.com/s?q=a+b&flag'",
            request: #"{ "path": "/s?q=a+b&flag" }"#
        ),
        Example(
            why: "OAuth's bearer and no scheme",
            command: "curl --oauth2-bearer abcdef123456 localhost:8080/x",
            target: "http://localhost:8080",
            request: #"{ "path": "/x", "auth": { "bearer": "${token}" } }"#
        ),
    ]

    static let windows = [
        Example(
            why: "Chrome for cmd.exe, every special character behind a caret",
            command: """
                curl ^"https://api.example.com/orders?limit=20^&sort=^%^22a^%^22^" ^
                  -X ^"POST^" ^
                  -H ^"content-type: application/json^" ^
                  --data-raw ^"^{^\\^"item^\\^":^\\^"tea ^& milk^\\^"^}^"
                """,
            request: #"""
                { "method": "POST", "path": "/orders", "query": { "limit": "20", "sort": "\"a\"" }, "json": { "item": "tea & milk" } }
                """#
        ),
        Example(
            why: "Chrome for cmd.exe, a body of two lines",
            command:
                "curl ^\"https://api.example.com/n^\" ^\n  -H ^\"content-type: text/plain^\" ^\n  --data-raw ^\"a^\n\nb^\"",
            request: #"""
                { "method": "POST", "path": "/n", "headers": { "content-type": "text/plain" }, "text": "a\nb" }
                """#
        ),
        Example(
            why: "Firefox for cmd.exe, quotes doubled",
            command: "curl \"https://api.example.com/x\" ^\n  -H \"If-Match: \"\"7\"\"\" ^\n  --compressed",
            request:
                #"{ "path": "/x", "headers": { "If-Match": "\"7\"", "Accept-Encoding": "gzip, deflate, br, zstd" } }"#
        ),
    ]

    @Test(arguments: bash + windows)
    func aCommandIsWhatItSends(_ example: Example) throws {
        let made = try Imported.curl(example.command)
        let scenario = try #require(made.scenarios.first)
        #expect(made.scenarios.count == 1)
        #expect(made.suite["target"]?.string == example.target)
        #expect(scenario["request"] == (try JSONParser.parse(example.request)), "\(scenario)")
        #expect(scenario["expect"]?["status"] == "2xx")
        let wanted = try JSONParser.parse(example.suite).object ?? [:]
        for member in wanted { #expect(made.suite[member.name] == member.value) }
        #expect(made.notes.leftOut == [])
    }

    @Test func thereAreTwentyForBash() { #expect(Self.bash.count == 20) }

    @Test func whatManyShareStandsOnce() throws {
        let made = try Imported.curl(
            """
            # Lists the orders
            curl -H 'X-Api-Key: k-1234567' -H 'Accept: application/json' -k https://api.example.com/orders

            # Reads one
            curl -H 'X-Api-Key: k-1234567' -H 'Accept: application/json' -k https://api.example.com/orders/1 | jq .
            curl -H 'X-Api-Key: k-1234567' -H 'Accept: application/json' -k https://other.example.com/
            """
        )
        #expect(made.scenarios.map { $0["name"]?.string } == ["Lists the orders", "Reads one", "GET /"])
        let headers: JSONValue = ["X-Api-Key": "${api-key}", "Accept": "application/json"]
        #expect(made.suite["request"] == ["headers": headers])
        #expect(made.suite["connection"] == ["tls": ["insecure": true]])
        #expect(made.scenarios[0]["request"] == ["path": "/orders"])
        #expect(made.scenarios[2]["request"] == ["url": "https://other.example.com/"])
        #expect(made.secrets == ["API_KEY": "k-1234567"])
        // Two names of the file that would be one in the environment.
        let two = try Imported.curl("curl -H 'X-Api-Key: first-1' 'https://h.example/?api_key=second-2'")
        #expect(two.secrets.count == 2 && Set(two.secrets.values) == ["first-1", "second-2"], "\(two.secrets)")
        #expect(!made.text.contains("k-1234567"))
        #expect(made.notes.leftOut == ["the command 'jq', which is none of curl"])
    }

    @Test func addressesOfNamesAreTaken() throws {
        let made = try Imported.curl(
            "curl --resolve a.example.com:443:127.0.0.1 --resolve '+b.example.com:80:[::1]' https://a.example.com/"
        )
        let connection = made.suite["connection"] ?? made.scenarios[0]["connection"]
        #expect(connection == ["resolve": ["a.example.com:443": "127.0.0.1", "b.example.com:80": "[::1]"]])
    }

    @Test(arguments: ["--cert c.pem --key k.pem --pass k3y-passw0rd", "-E c.p12:k3y-passw0rd"])
    func thePasswordOfAKeyIsASecret(_ options: String) throws {
        let made = try Imported.curl("curl \(options) -x http://ann:pr0xy-passw0rd@p.example:3128 https://h.example/x")
        let connection = made.suite["connection"] ?? made.scenarios[0]["connection"]
        #expect(connection?["tls"]?["keyPassword"] == "${keyPassword}")
        #expect(connection?["proxy"] == "http://ann:${proxyPassword}@p.example:3128")
        #expect(made.suite["variables"]?["keyPassword"] == ["secret": "${env:KEY_PASSWORD}"])
        #expect(made.secrets == ["KEY_PASSWORD": "k3y-passw0rd", "PROXY_PASSWORD": "pr0xy-passw0rd"])
        #expect(made.notes.leftOut == [] && !made.text.contains("passw0rd"))
    }

    @Test func aSuiteOfStandardInputHasNoEmptyDescription() throws {
        #expect(try Imported.curl("curl https://h.example/x").suite["description"] == nil)
    }

    @Test func whatHasNoPlaceIsTold() throws {
        let made = try Imported.curl(
            "curl --digest -u a:bcdefgh --resolve '*:443:127.0.0.1' --retry 3 --weird -o out https://h.example/x"
        )
        #expect(
            made.notes.leftOut == [
                "--resolve of curl", "--weird of curl", "-o of curl",
                "--retry of curl: a suite says itself when a request is sent again ('retry')",
            ]
        )
        #expect(!made.notes.leftOut.joined().contains("127.0.0.1"))
        let auth = made.suite["request"]?["auth"] ?? made.scenarios[0]["request"]?["auth"]
        #expect(auth == ["digest": ["user": "a", "password": "${password}"]])
        #expect(made.secrets == ["PASSWORD": "bcdefgh"] && !made.text.contains("bcdefgh"))
    }

    @Test(arguments: [
        ("curl 'https://h/x", "1:6: error: a single quote is never closed"),
        ("curl \"https://h/x", "1:6: error: a double quote is never closed"),
        ("wget https://h/x", "1:1: error: there is no command of curl in it"),
        ("\n\ncurl -X POST", "3:1: error: this command has no URL"),
    ])
    func mistakesHaveTheirPlace(_ text: String, _ expected: String) {
        let found = Imported.problems(text) { CurlImporter.read($0, name: $1, $2) }
        #expect(found.first.map { "\($0)" }?.hasSuffix(expected) == true, "\(found)")
        #expect(found.allSatisfy { $0.help != nil })
    }
}
