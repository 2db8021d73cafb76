import HTTP
import JSON
import Results
import Testing
import URI

@testable import Scenarios
@testable import Substitution

@Suite struct RedactorTests {
    private static func redactor(_ secrets: (String, String)...) -> Redactor {
        let redactor = Redactor()
        for (value, name) in secrets { redactor.hide(value, name: name) }
        return redactor
    }

    @Test func theLongerSecretGoesFirst() {
        let redactor = Self.redactor(("abc", "SHORT"), ("abcdef", "LONG"))
        #expect(redactor.redact("abcdef abc abcde") == "$LONG $SHORT $SHORTde")
    }

    @Test func textWithoutSecretsStaysAsItIs() {
        let redactor = Self.redactor(("secret", "S"), ("", "EMPTY"))
        for text in ["", "secre", "Secret", "s\u{301}ecret", "… and …"] { #expect(redactor.redact(text) == text) }
    }

    @Test func everyFormOfASecretIsHidden() {
        let secret = "p/ä \"q\"+"
        let redactor = Self.redactor((secret, "S"))
        let forms = [
            secret, Encoded.percent(secret), Encoded.percent(secret).replacing("%20", with: "+"),
            "p%2f%c3%a4%20%22q%22%2b",
            #"p/ä \"q\"+"#, #"p\/ä \"q\"+"#, #"p/\u00e4 \"q\"+"#, Encoded.base64(Array(secret.utf8)),
        ]
        for form in forms { #expect(!redactor.redact("<\(form)>").contains(form), "\(form)") }
    }

    @Test func binaryContentIsRedactedBeforeItIsBase64() throws {
        let recorder = Recorder(Self.redactor(("s3cr3t", "S")), connection: ConnectionSettings())
        let response = HTTPResponse(status: 200, body: [0xFF] + Array("s3cr3t".utf8))
        let content = recorder.record(response).content
        #expect(content.isBase64)
        #expect(content.size == 7)
        #expect(content.text == Encoded.base64([0xFF] + Array("$S".utf8)))
    }

    @Test func aLongContentIsCutAfterItIsRedacted() {
        let recorder = Recorder(Self.redactor(("0123456789", "S")), connection: ConnectionSettings())
        let text = String(repeating: "x", count: Recorder.longestContent - 1) + "0123456789" + "tail"
        let content = recorder.record(HTTPResponse(status: 200, body: Array(text.utf8))).content
        #expect(content.isCut)
        #expect(content.size == text.utf8.count)
        #expect(content.text.hasSuffix("x$"))
    }

    @Test func aFindingIsRedactedWhole() {
        let redactor = Self.redactor(("s3cr3t", "S"))
        let pointer = JSONPointer(tokens: ["a", "s3cr3t"])
        let finding = Finding("json.$.s3cr3t", expected: "s3cr3t", found: "s3cr3t", pointer: pointer, diff: "- s3cr3t")
        let redacted = redactor.redact(finding)
        #expect(
            redacted
                == Finding(
                    "json.$.$S",
                    expected: "$S",
                    found: "$S",
                    pointer: JSONPointer(tokens: ["a", "$S"]),
                    diff: "- $S"
                )
        )
    }

    @Test(arguments: [
        ("token", "TOKEN"), ("appSecret", "APP_SECRET"), ("app-secret", "APP_SECRET"), ("API", "API"),
        ("appID", "APP_ID"),
        ("ü", "_"), ("a1", "A1"), ("_x", "_X"),
    ])
    func shellVariablesHaveNamesThatAShellTakes(name: String, shell: String) {
        #expect(ShellName.make(name) == shell)
    }

    @Test func aCaptureThatIsSecretIsHiddenByItsShellName() throws {
        let suite = #"""
            { "suite": "S", "scenarios": [{ "name": "n", "steps": [
              { "capture": { "access-token": { "json": "$.token", "secret": true } } },
              { "request": { "auth": { "bearer": "${access-token}" } }, "expect": { "status": 200 } } ] }] }
            """#
        let only = try #require(try Fixtures.plan(suite).suites.first?.cases.first)
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        scope.capture("t0ken-value", as: only.steps[0].captures[0])
        let request = try scope.request(only.steps[1], target: "http://h").request
        var connection = ConnectionSettings()
        connection.decompresses = false
        let recorded = Recorder(scope.redactor, connection: connection).record(request)
        #expect(recorded.headers["Authorization"] == "Bearer $ACCESS_TOKEN")
        let call = try FakeCurl.run(recorded.curl, environment: ["ACCESS_TOKEN": "t0ken-value"])
        #expect(call.values("-H").first == "Authorization: Bearer t0ken-value")
    }
}
