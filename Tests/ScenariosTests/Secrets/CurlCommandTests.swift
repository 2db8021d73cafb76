import Diagnostics
import Foundation
import HTTP
import Results
import Testing

@testable import Scenarios
@testable import Substitution

/// The `curl` command of a report repeats the request, whatever the shell would make of its texts.
@Suite struct CurlCommandTests {
    /// How requests are sent that ask for no coding: each field is the request's own.
    private static var plain: ConnectionSettings {
        var connection = ConnectionSettings()
        connection.decompresses = false
        return connection
    }

    private static func call(
        _ request: HTTPRequest,
        secrets: [String: String] = [:],
        connection: ConnectionSettings = Self.plain
    ) throws -> (command: String, call: FakeCurl.Call) {
        let redactor = Redactor()
        for (name, value) in secrets { redactor.hide(value, name: name) }
        let command = Recorder(redactor, connection: connection).record(request).curl
        return (command, try FakeCurl.run(command, environment: secrets))
    }

    static let hostile = [
        "plain", "", "two  words", "it's", "''", "\"double\"", "$HOME", "`id`", "$(id)", "\\", "\\n", "a\\", "!history",
        "*", "?",
        "~", "#", ";rm", "&", "|", ">", "<", "(", ")", "{a,b}", "[1-3]", "%s %d", "-n", "--help", "@file", "a\nb", "\n",
        "a\tb",
        "é ß 😀", "\u{301}", "'\u{301}", "\u{1}\u{7F}",
    ]

    @Test(arguments: hostile.filter { !$0.contains("\n") })
    func aTextInAnyPlaceIsPassedOnAsItIs(text: String) throws {
        let body = "x\(text)"
        let url = "http://host/\(text)"
        let fields = HeaderFields([HeaderField("X", "a\(text)"), HeaderField("X", "b"), HeaderField("Accept", "c")])
        let request = HTTPRequest(method: "POST", url: url, headers: fields, body: Array(body.utf8))
        let (command, call) = try Self.call(request)
        #expect(call.arguments.contains(url), "\(command)")
        #expect(call.values("-H") == ["X: a\(text)", "X: b", "Accept: c", "Content-Type:"])
        // After a redirect the method is the server's affair.
        #expect(call.values("-X") == [])
        #expect(call.content == Array(body.utf8))
    }

    @Test(arguments: hostile.filter { !$0.isEmpty })
    func aBodyIsPassedOnAsItIs(text: String) throws {
        let (command, call) = try Self.call(HTTPRequest(method: "PUT", url: "http://h/", body: Array(text.utf8)))
        #expect(call.values("-X") == ["PUT"])
        #expect(call.content == Array(text.utf8), "\(command)")
    }

    /// It can be pasted into a terminal: one line of what a terminal shows and doesn't obey.
    @Test(
        arguments: hostile + [
            "\u{1B}[2J", "\u{202E}", "\u{9B}31m", "\u{200B}", "\r\n", "##vso[x]", "##[error]", "::error",
        ]
    )
    func aCommandIsOneLineThatATerminalShows(text: String) throws {
        let fields = HeaderFields([HeaderField("X", "a\(text.replacing("\n", with: "").replacing("\r", with: ""))")])
        let request = HTTPRequest(method: "POST", url: "http://host/", headers: fields, body: Array("::\(text)".utf8))
        let (command, call) = try Self.call(request)
        #expect(call.content == request.body)
        #expect(VisibleText.escapedLine(command) == command)
        let isShown = command.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        #expect(isShown, "\(command)")
    }

    @Test func aBodyThatBeginsWithAnAtIsNoFile() throws {
        let (command, _) = try Self.call(
            HTTPRequest(method: "POST", url: "http://h/", body: Array("@/etc/passwd".utf8))
        )
        #expect(!command.contains("--data-binary"))
    }

    @Test func curlIsToldNotToChangeAnything() throws {
        let (_, call) = try Self.call(HTTPRequest(method: "GET", url: "http://h/a/../b?x[]=1&y={1,2}"))
        #expect(call.arguments.contains("--path-as-is"))
        #expect(call.arguments.contains("--globoff"))
        #expect(call.arguments.last == "Accept:")
        #expect(call.values("-X") == [])
        #expect(!call.arguments.contains { $0.hasPrefix("--data") })
    }

    @Test func emptyAndBlankFieldsAreSentEmpty() throws {
        let fields = HeaderFields([HeaderField("A", ""), HeaderField("B", " "), HeaderField("Accept", "")])
        let (_, call) = try Self.call(HTTPRequest(method: "GET", url: "http://h/", headers: fields))
        #expect(call.values("-H") == ["A;", "B;", "Accept;"])
    }

    @Test func headIsAskedForAsSuchUnlessItHasContent() throws {
        let (_, plain) = try Self.call(HTTPRequest(method: "HEAD", url: "http://h/"))
        #expect(plain.arguments.contains("-I"))
        let (_, full) = try Self.call(HTTPRequest(method: "HEAD", url: "http://h/", body: [0x61]))
        #expect(!full.arguments.contains("-I"))
        #expect(full.values("-X") == ["HEAD"])
    }

    /// curl takes all fields but two, and the content, to wherever a redirect leads.
    @Test(arguments: [
        ("X-Key", "http://h/b", 200, true), ("X-Key", "http://other/b", 200, false),
        ("X-Key", "http://h/b", 307, false),
        ("Authorization", "http://other/b", 200, true), ("X-Plain", "http://other/b", 200, true),
    ])
    func aSecretIsNotTakenToAnotherOrigin(field: String, second: String, status: Int, follows: Bool) throws {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0ken", name: "TOKEN")
        var connection = Self.plain
        connection.redirects = 3
        let value = field == "X-Plain" ? "plain" : "s3cr3t-t0ken"
        let first = HTTPRequest(method: "GET", url: "http://h/a", headers: HeaderFields([HeaderField(field, value)]))
        var exchange = Exchange(
            outcome: .success(HTTPResponse(status: status)),
            timings: PhaseTimings(total: 0),
            intended: 0,
            started: 0
        )
        exchange.transmissions = [
            Transmission(cause: .first, request: first),
            Transmission(cause: .redirected(status: 302), request: HTTPRequest(method: "GET", url: second)),
        ]
        let command = Recorder(redactor, connection: connection).record(exchange, of: first).curl
        #expect(command.contains(" -L ") == follows, "\(command)")
    }

    @Test func anEmptyBodyIsOne() throws {
        let (_, call) = try Self.call(HTTPRequest(method: "POST", url: "http://h/", body: []))
        #expect(call.values("--data-raw") == [""])
        #expect(call.values("-X") == [])
    }

    @Test(arguments: [[0], [0xFF, 0xFE], Array("a\0b".utf8), Array(0...255), Array("'\0'".utf8)] as [[UInt8]])
    func anyBytesAreReadFromAPipe(body: [UInt8]) throws {
        let (command, call) = try Self.call(HTTPRequest(method: "POST", url: "http://h/", body: body))
        #expect(call.values("--data-binary") == ["@-"], "\(command)")
        #expect(call.input == body)
    }

    @Test func aLargeBodyIsLeftOutAndSaysSo() throws {
        let body = [UInt8](repeating: 0x61, count: 16 << 10 + 1)
        let (command, call) = try Self.call(HTTPRequest(method: "POST", url: "http://h/", body: body))
        #expect(command.hasSuffix("the \(body.count) bytes of content aren't shown here: put them into content.bin"))
        #expect(call.values("--data-binary") == ["@content.bin"])
    }

    static let secrets = [
        "s3cr3t-t0ken", "it's \"quoted\"", "a$HOME`id`\\n", "two  words", "new\nline", "100%", "a/b?c&d=e", "é😀", "*",
        "{\"a\":[1]}",
    ]

    /// With its variable set, the command sends the secret itself, which it doesn't show.
    @Test(arguments: secrets)
    func aSecretComesFromItsVariable(secret: String) throws {
        let fields = HeaderFields([HeaderField("Authorization", "Bearer \(secret)!"), HeaderField("Accept", "x")])
        let body = Array("before '\(secret)' after".utf8)
        let request = HTTPRequest(method: "POST", url: "http://h/\(secret)", headers: fields, body: body)
        let (command, call) = try Self.call(request, secrets: ["TOKEN": secret])
        #expect(!command.contains(secret) || secret == "*")
        #expect(call.arguments.contains("http://h/\(secret)"), "\(command)")
        #expect(call.values("-H").first == "Authorization: Bearer \(secret)!")
        #expect(call.content == body)
    }

    @Test(arguments: secrets)
    func aSecretInBinaryContentComesFromItsVariable(secret: String) throws {
        let body = [0, 0xFF] + Array(secret.utf8) + [0xFE] + Array(secret.utf8)
        let request = HTTPRequest(method: "POST", url: "http://h/", body: body)
        let (command, call) = try Self.call(request, secrets: ["TOKEN": secret])
        #expect(call.input == body, "\(command)")
        #expect(!command.contains(Encoded.base64(body)))
    }

    @Test(arguments: secrets)
    func aSecretInJSONIsEscapedByTheShell(secret: String) throws {
        // sed can't escape what JSON writes as \n or \u.
        guard !secret.contains("\n") else { return }
        let body = #"{"token":\#(Encoded.json(secret))}"#
        let request = HTTPRequest(method: "POST", url: "http://h/", body: Array(body.utf8))
        let (command, call) = try Self.call(request, secrets: ["TOKEN": secret])
        #expect(call.values("--data-raw") == [body], "\(command)")
    }

    @Test(arguments: secrets)
    func aSecretInAQueryIsPercentEncodedByTheShell(secret: String) throws {
        let request = HTTPRequest(method: "GET", url: "http://h/?t=\(Encoded.percent(secret))")
        let (command, call) = try Self.call(request, secrets: ["TOKEN": secret])
        let url = try #require(call.arguments.first { $0.hasPrefix("http:") })
        #expect(url.removingPercentEncoding == "http://h/?t=\(secret)", "\(command)")
    }

    @Test(arguments: secrets, ["user", "it's $USER"])
    func basicCredentialsAreMadeByTheShell(secret: String, user: String) throws {
        let quoted = Encoded.json(user)
        let suite = #"""
            { "suite": "S", "variables": { "token": { "secret": "${env:TOKEN}" } }, "scenarios": [{ "name": "n",
              "request": { "auth": { "basic": { "user": \#(quoted), "password": "${token}" } } }, "expect": { "status": 200 } }] }
            """#
        let options = PlanOptions(environment: Environment(["TOKEN": secret]))
        let only = try #require(try Fixtures.plan(suite, options: options).suites.first?.cases.first)
        var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
        let sent = try scope.request(try #require(only.steps.first), target: "http://h").request
        let command = Recorder(scope.redactor, connection: Self.plain).record(sent).curl
        let call = try FakeCurl.run(command, environment: ["TOKEN": secret])
        let expected = "Authorization: Basic \(Encoded.base64(Array("\(user):\(secret)".utf8)))"
        #expect(call.values("-H").first == expected, "\(command)")
        #expect(!command.contains(Encoded.base64(Array("\(user):\(secret)".utf8))))
    }

    @Test func optionsOfTheConnectionAreThere() throws {
        var connection = ConnectionSettings()
        connection.isInsecure = true
        connection.certificateAuthority = "it's/ca.pem"
        connection.version = .http1
        connection.redirects = 3
        connection.certificate = "client's.pem"
        connection.key = "key.pem"
        connection.keyPassword = "open sesame"
        connection.proxy = "http://u:pa55word@proxy:3128"
        connection.minimumTLS = "1.3"
        let (command, call) = try Self.call(
            HTTPRequest(method: "GET", url: "https://h/"),
            secrets: ["KEY_PASSWORD": "open sesame", "PROXY_PASSWORD": "pa55word"],
            connection: connection
        )
        #expect(!command.contains("sesame") && !command.contains("pa55word"))
        #expect(call.values("--pass") == ["open sesame"])
        #expect(call.values("-x") == ["http://u:pa55word@proxy:3128"])
        #expect(call.values("--cert") == ["client's.pem"])
        #expect(call.values("--key") == ["key.pem"])
        #expect(call.arguments.contains("--tlsv1.3"))
        #expect(call.arguments.contains("--insecure"))
        #expect(call.values("--cacert") == ["it's/ca.pem"])
        #expect(call.arguments.contains("--http1.1"))
        #expect(call.values("--max-redirs") == ["3"])
    }

    @Test func anArchiveIsNamedAsOne() throws {
        var connection = ConnectionSettings()
        connection.certificate = "client.p12"
        connection.isArchive = true
        let request = HTTPRequest(method: "GET", url: "https://h/")
        let (_, call) = try Self.call(request, secrets: [:], connection: connection)
        #expect(call.values("--cert") == ["client.p12"] && call.values("--cert-type") == ["P12"])
    }

    @Test(arguments: [("http://h/", ["http://p:1"]), ("https://h/", []), ("http://direct.h/", [])])
    func aProxyOfTheEnvironmentIsThereWhereItWasTaken(_ url: String, _ proxies: [String]) throws {
        var connection = ConnectionSettings()
        connection.environmentProxy = ProxyOptions(environment: ["http_proxy": "http://p:1", "no_proxy": "direct.h"])
        let request = HTTPRequest(method: "GET", url: url)
        let (_, call) = try Self.call(request, secrets: [:], connection: connection)
        #expect(call.values("-x") == proxies)
    }

    @Test(arguments: [
        ("http://h:8080/", 0, ["h:8080:127.0.0.1"]), ("https://h/", 0, ["h:443:[::1]"]), ("http://other/", 0, []),
        ("http://h:8080/", 2, ["h:8080:127.0.0.1", "h:443:[::1]", "h:80:127.0.0.1"]),
    ])
    func whereANameLeadsIsSaid(_ url: String, _ redirects: Int, _ entries: [String]) throws {
        var connection = ConnectionSettings()
        connection.proxy = "http://proxy:3128"
        connection.redirects = redirects
        try connection.addresses.add("H:443", "::1")
        try connection.addresses.add("h:80", "127.0.0.1")
        try connection.addresses.add("h:8080", "127.0.0.1")
        let request = HTTPRequest(method: "GET", url: url)
        let (_, call) = try Self.call(request, secrets: [:], connection: connection)
        #expect(call.values("--resolve") == entries)
        #expect(call.values("-x") == (entries.isEmpty ? ["http://proxy:3128"] : []))
    }

    @Test(arguments: [
        ("https://h/", nil, "--http2"), ("http://h/", nil, "--http2-prior-knowledge"),
        ("http://h/", "http://proxy:3128", "--http1.1"), ("https://h/", "http://proxy:3128", "--http2"),
    ])
    func theVersionIsTheOneThatWasSpoken(url: String, proxy: String?, option: String) throws {
        var connection = ConnectionSettings()
        connection.version = .http2
        connection.proxy = proxy
        let (command, call) = try Self.call(HTTPRequest(method: "GET", url: url), secrets: [:], connection: connection)
        #expect(call.arguments.filter { $0.hasPrefix("--http") } == [option], "\(command)")
    }

    /// What was sent and nothing else: fields that a client adds by itself are named or left out.
    @Test func eachFieldThatWasSentIsThere() throws {
        let fields = HeaderFields([
            HeaderField("Host", "h"), HeaderField("User-Agent", "muster/1"), HeaderField("Accept-Encoding", "gzip, br"),
            HeaderField("Cookie", "sid=1; b=\"2\""), HeaderField("Content-Length", "1"),
        ])
        let request = HTTPRequest(method: "POST", url: "http://bob:pw@h/a", headers: fields, body: [0x61])
        let command = Recorder(Redactor(), connection: ConnectionSettings()).record(request, isComplete: true).curl
        let call = try FakeCurl.run(command)
        #expect(call.values("-A") == ["muster/1"])
        #expect(call.values("-b") == ["sid=1; b=\"2\""])
        #expect(call.arguments.contains("--compressed"))
        #expect(call.values("-H") == ["Accept-Encoding: gzip, br", "Accept:", "Content-Type:"])
        #expect(call.arguments.contains("http://h/a"))
        let bare = HTTPRequest(method: "GET", url: "http://h/")
        let none = try FakeCurl.run(
            Recorder(Redactor(), connection: ConnectionSettings()).record(bare, isComplete: true).curl
        )
        #expect(none.values("-H") == ["Host:", "User-Agent:", "Accept:"])
    }

    /// A command that was recorded before a secret was known still runs when the secret is taken out.
    @Test(arguments: ["s3cr3t-t0ken", "it's-a-secret", "wi th space"])
    func aSecretThatIsLearntLaterComesFromItsVariable(secret: String) throws {
        let redactor = Redactor()
        let request = HTTPRequest(
            method: "POST",
            url: "http://h/",
            headers: HeaderFields([HeaderField("X", "a \(secret) b")]),
            body: Array("[\(secret)]".utf8)
        )
        let recorded = Recorder(redactor, connection: Self.plain).record(request)
        let result = CaseResult(
            name: "n",
            scenario: "n",
            file: "f",
            line: 1,
            verdict: .passed,
            startedAt: 0,
            duration: 0,
            steps: [StepResult(name: "", request: recorded)]
        )
        redactor.hide(secret, name: "LATE")
        let command = try #require(redactor.redact(result).steps[0].request).curl
        #expect(!command.contains(secret))
        let call = try FakeCurl.run(command, environment: ["LATE": secret])
        #expect(call.values("-H").first == "X: a \(secret) b")
        #expect(call.content == request.body)
    }

    /// The authority ends with a path, a query or a fragment (RFC 3986, section 3.2).
    @Test(arguments: [
        ("http://h:80/p", "h:80"), ("http://h?q=/", "h"), ("http://h#f", "h"), ("http://u:p@h", "u:p@h"),
        ("http://h", "h"),
    ])
    func theAuthorityOfAURL(url: String, authority: String) {
        #expect(CurlCommand.authority(url) == authority)
    }

    /// A text is written by a format, with its line ends and tabs and what isn't ASCII; what would be escaped too often
    /// comes from base64.
    @Test(arguments: [
        ("a\tb\tc\td\te\t\u{0}", "printf 'a\\tb\\tc"), ("\r\n\r\n\r\n\r\n\u{0}aaaaaa", "printf '\\r\\n"),
        ("ääääää\u{0}äääää", "printf 'ä"), ("plain words\u{1}", "printf 'plain"),
        ("\u{1}\u{2}\u{3}\u{4}abcd", "printf %s '"),
    ])
    func textsAreWrittenByAFormat(text: String, beginning: String) throws {
        let command = ShellWord(redactor: Redactor()).writing(Array(text.utf8))
        #expect(command.hasPrefix(beginning), "\(command)")
    }
}
