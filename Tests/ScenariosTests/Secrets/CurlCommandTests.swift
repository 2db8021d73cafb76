import Foundation
import HTTP
import Results
import Testing

@testable import Scenarios

/// The `curl` command of a report repeats the request, whatever the shell would make of its texts.
@Suite struct CurlCommandTests {
    private static func call(
        _ request: HTTPRequest,
        secrets: [String: String] = [:],
        connection: Connection = Connection()
    ) throws -> (command: String, call: FakeCurl.Call) {
        var redactor = Redactor()
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

    @Test(arguments: hostile)
    func aTextInAnyPlaceIsPassedOnAsItIs(text: String) throws {
        let body = "x\(text)"
        let url = "http://host/\(text)"
        let fields = HeaderFields([HeaderField("X", "a\(text)"), HeaderField("X", "b"), HeaderField("Accept", "c")])
        let request = HTTPRequest(method: "POST", url: url, headers: fields, body: Array(body.utf8))
        let (command, call) = try Self.call(request)
        #expect(call.arguments.contains(url), "\(command)")
        #expect(call.values("-H") == ["X: a\(text)", "X: b", "Accept: c", "Content-Type:"])
        #expect(call.values("-X") == ["POST"])
        #expect(call.values("--data-raw") == [body])
    }

    @Test(arguments: hostile.filter { !$0.isEmpty })
    func aBodyIsPassedOnAsItIs(text: String) throws {
        let (command, call) = try Self.call(HTTPRequest(method: "PUT", url: "http://h/", body: Array(text.utf8)))
        #expect(call.values("--data-raw") == [text], "\(command)")
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

    @Test func anEmptyBodyIsOne() throws {
        let (_, call) = try Self.call(HTTPRequest(method: "POST", url: "http://h/", body: []))
        #expect(call.values("--data-raw") == [""])
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
        #expect(command.hasPrefix("# the content of \(body.count) bytes is not shown here"))
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
        #expect(call.values("--data-raw") == ["before '\(secret)' after"])
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
        let only = try #require(try Workshop.plan(suite, options: options).suites.first?.cases.first)
        var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
        let sent = try scope.request(try #require(only.steps.first), target: "http://h").request
        let command = Recorder(scope.redactor, connection: Connection()).record(sent).curl
        let call = try FakeCurl.run(command, environment: ["TOKEN": secret])
        let expected = "Authorization: Basic \(Encoded.base64(Array("\(user):\(secret)".utf8)))"
        #expect(call.values("-H").first == expected, "\(command)")
        #expect(!command.contains(Encoded.base64(Array("\(user):\(secret)".utf8))))
    }

    @Test func optionsOfTheConnectionAreThere() throws {
        var connection = Connection()
        connection.isInsecure = true
        connection.certificateAuthority = "it's/ca.pem"
        connection.version = .http1
        connection.redirects = 3
        let (_, call) = try Self.call(HTTPRequest(method: "GET", url: "https://h/"), connection: connection)
        #expect(call.arguments.contains("--insecure"))
        #expect(call.values("--cacert") == ["it's/ca.pem"])
        #expect(call.arguments.contains("--http1.1"))
        #expect(call.values("--max-redirs") == ["3"])
    }
}
