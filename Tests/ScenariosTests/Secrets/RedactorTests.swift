import HTTP
import JSON
import Measurement
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

    /// A text is cut into secrets and what is between them, and into nothing else; a placeholder is text.
    @Test func piecesAreSecretsAndWhatIsBetween() {
        let redactor = Self.redactor(("s3cr3t", "S"), ("TOKEN", "TOKEN"))
        func pieces(_ text: String) -> [String] {
            redactor.pieces(Array(text.utf8)).map { piece in
                switch piece {
                case .text(let bytes): String(decoding: bytes, as: UTF8.self)
                case .secret(let found): "<\(found.name)>"
                }
            }
        }
        #expect(pieces("s3cr3t") == ["<S>"])
        #expect(pieces("s3cr3ts3cr3t") == ["<S>", "<S>"])
        #expect(pieces("a s3cr3t b") == ["a ", "<S>", " b"])
        #expect(pieces("$TOKEN TOKEN") == ["$TOKEN ", "<TOKEN>"])
        #expect(pieces("$TOKEN") == ["$TOKEN"])
        #expect(pieces("") == [])
        #expect(redactor.holdsSecret("a s3cr3t") && !redactor.holdsSecret("a") && !Redactor().holdsSecret("s3cr3t"))
    }

    /// From four bytes on a secret is looked for in base64, in hexadecimal and in UTF-16; fewer stand everywhere by
    /// chance.
    @Test func encodingsOfFourBytesAreHidden() {
        let redactor = Self.redactor(("k3y!", "S"), ("abc", "T"))
        #expect(redactor.redact("6b337921 6B337921 6b 33 79 21 6B:33:79:21") == "$S $S $S $S")
        #expect(redactor.redact("k3y! abc 616263") == "$S $T 616263")
    }

    /// As lists of bytes, and within texts that are in base64 themselves, wherever in them it stands.
    @Test(arguments: ["p\"wé s3cr3t-0f-m1ne", "plain-s3cr3t-0f-m1ne"])
    func listsOfBytesAndTextsInBase64AreHidden(secret: String) {
        let redactor = Self.redactor((secret, "S"))
        let bytes = Array(secret.utf8)
        let pairs = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let numbers = bytes.map { "\($0)" }
        let lists = [
            pairs.map { $0.uppercased() }.joined(separator: "-"), pairs.joined(separator: ", 0x"),
            pairs.joined(separator: ",0x"), numbers.joined(separator: ", "), numbers.joined(separator: ","),
        ]
        for list in lists { #expect(redactor.redact("[\(list)]") == "[$S]") }
        let ascii = secret.replacing("\"", with: "\\\"").replacing("é", with: "\\u00e9")
        let utf16 = secret.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let texts = [
            Array("{\"k\":\"\(ascii)\"}".utf8),
            Array("{\"k\":\"\(secret.replacing("\"", with: "\\\""))\"}".utf8), utf16,
            Array(Base64.encode(bytes).utf8),
        ]
        for text in texts {
            for before in 0..<3 {
                let coded = Base64.encode([UInt8](repeating: 0x2E, count: before) + text)
                let shown = redactor.redact(coded)
                #expect(shown.contains("$S") && shown.count < coded.count / 2, "\(shown)")
            }
        }
    }

    /// The zero byte at the outer end may be a neighbour's, and stays.
    @Test(arguments: ["k3y-of-mine", "ключ-ключ", "ключ\u{100}", "\u{100}ключ"])
    func twoBytesForEachUnitAreHidden(secret: String) {
        func units(_ text: String, isLittle: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                let pair = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)]
                return isLittle ? pair.reversed() : pair
            }
        }
        let redactor = Self.redactor((secret, "S"))
        let name = Array("$S".utf8)
        for isLittle in [true, false] {
            let own = units(secret, isLittle: isLittle)
            let zero: [UInt8] = (isLittle ? own.last : own.first) == 0 ? [0] : []
            #expect(redactor.redact(own) == (isLittle ? name + zero : zero + name))
            let around = units("<", isLittle: isLittle) + own + units(">", isLittle: isLittle)
            let expected =
                units("<", isLittle: isLittle) + (isLittle ? [] : zero) + name + (isLittle ? zero : [])
                + units(">", isLittle: isLittle)
            #expect(redactor.redact(around) == expected)
        }
    }

    /// A log shows a key line by line: its own lines are secrets, what frames them isn't, nor what is too short to
    /// tell.
    @Test func theLinesOfASecretAreSecrets() {
        let redactor = Self.redactor(("-----BEGIN KEY-----\nMIIEvQIBADANBg\r\nabc-def\n-----END KEY-----\n", "KEY"))
        #expect(redactor.redact("1: MIIEvQIBADANBg") == "1: $KEY")
        for text in ["-----BEGIN KEY-----", "-----END KEY-----", "abc-def"] { #expect(redactor.redact(text) == text) }
    }

    /// A file's secret may have breaks around it, without which a server or a log shows it.
    @Test(arguments: ["\nhunter2", "hunter2\n", "\r\n\r\nhunter2\r\n", "hunter2"])
    func aLoneLineIsASecret(secret: String) {
        let redactor = Self.redactor((secret, "S"))
        #expect(redactor.redact("is hunter2 it") == "is $S it")
        #expect(redactor.redact("is hunter it") == "is hunter it")
    }

    /// What was redacted when as much was known isn't looked through again, and what was learnt since is taken out.
    @Test func aRunIsLookedThroughWhenSomethingWasLearnt() {
        let redactor = Self.redactor(("s3cr3t-t0ken", "S"))
        let before = redactor.knowledge
        let suite = SuiteResult(
            name: "t0ken-two",
            description: "s3cr3t-t0ken",
            file: "f",
            target: "t",
            startedAt: 0,
            duration: 0,
            cases: [],
            responseTime: .empty
        )
        let run = RunResult(tool: "muster", startedAt: 0, duration: 0, seed: 0, suites: [suite])
        #expect(redactor.redact(run).suites[0].description == "$S")
        #expect(redactor.redact(run, since: before).suites == run.suites)
        redactor.hide("t0ken-two", name: "T")
        #expect(redactor.redact(run, since: before).suites[0].name == "$T")
    }

    /// The notes of a sweep's loads may hold what a server said.
    @Test func theNotesOfACurveAreRedacted() {
        let redactor = Self.redactor(("s3cr3t-t0ken", "S"))
        func curve(_ notes: [String?]) -> CapacityCurve {
            CapacityCurve(
                axis: .rate,
                points: notes.enumerated().map { index, note in
                    CapacityCurvePoint(
                        load: Double(index + 1),
                        duration: 1_000_000_000,
                        offered: 1,
                        completed: 1,
                        failed: 0,
                        goodput: 1,
                        responseTime: .empty,
                        meanService: 0,
                        inFlight: nil,
                        isOverloaded: false,
                        isDoubtful: false,
                        note: note
                    )
                }
            )
        }
        for (notes, clean) in [
            ([nil, "found s3cr3t-t0ken"], [nil, "found $S"]), (["s3cr3t-t0ken"], ["$S"]), (["ended"], ["ended"]),
            ([nil, nil], [nil, nil]),
        ] as [([String?], [String?])] {
            var step = StepResult(name: "")
            step.capacity = CapacityResult(model: "", curve: curve(notes), brake: 1)
            let result = CaseResult(
                name: "n",
                scenario: "n",
                file: "f",
                line: 1,
                verdict: .passed,
                startedAt: 0,
                duration: 0,
                steps: [step]
            )
            #expect(redactor.redact(result).steps[0].capacity?.curve == curve(clean))
        }
    }
}
