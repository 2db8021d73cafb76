import HTTP
import JSON
import Measurement
import Results
import Scenarios
import Testing

@testable import Reports

/// What was recorded with a redactor holds the secret in none of the reports.
@Suite struct SecretTests {
    static let secrets = [
        "s3cr3t-t0ken", "with space & more", "quote\"back\\slash", "pa/th?query#frag", "ümläut-ßecret",
        "tab\tand\nline",
        "<xml>&amp;]]>", "'single' quotes", "$HOME `id`", "100%+plus", "😀 emoji 😀",
    ]

    /// Everything about an exchange that carries `secret` in every part.
    private static func run(_ secret: String, _ carried: (String) -> String) -> RunResult {
        let redactor = Redactor()
        redactor.hide(secret, name: "TOKEN")
        let text = carried(secret)
        let fields = HeaderFields([
            HeaderField("X-\(secret.filter(\.isLetter))", "a \(text) b"), HeaderField("Y", text),
        ])
        let request = HTTPRequest(
            method: "POST",
            url: "http://h/\(text)?q=\(text)",
            headers: fields,
            body: Array("{\(text)}".utf8)
        )
        let response = HTTPResponse(status: 401, reason: text, headers: fields, body: Array("no \(text)!".utf8))
        let binary = HTTPResponse(status: 200, headers: fields, body: [0xFF, 0] + Array(text.utf8) + [0xFE])
        let recorder = Recorder(redactor, connection: ConnectionSettings())
        let finding = Finding(
            "json.$.\(text)",
            expected: text,
            found: text,
            pointer: JSONPointer(tokens: [text]),
            diff: text
        )
        let steps = [response, binary].map { response in
            StepResult(
                name: "",
                request: recorder.record(request),
                response: recorder.record(response),
                findings: [redactor.redact(finding)],
                error: redactor.redact(text)
            )
        }
        let question = QuestionResult(
            question: "?",
            answer: nil,
            observed: redactor.redact(text),
            pinned: nil,
            answers: []
        )
        return Sample.run([
            Sample.result("failed", .failed, steps: steps, question: question),
            Sample.result("error", .error, reason: redactor.redact(text), steps: steps),
        ])
    }

    private static func reports(_ run: RunResult) -> [(String, [UInt8])] {
        var verbose = TerminalReport.Options()
        verbose.verbosity = .verbose
        return [
            ("junit.xml", JUnitReport.xml(run)),
            ("results.json", ResultsDocument.bytes(run)),
            ("terminal", Array(TerminalReport.text(run, verbose).utf8)),
        ]
    }

    /// Forms in which a server or a suite may show a secret.
    static let forms: [(name: String, make: @Sendable (String) -> String)] = [
        ("plain", { $0 }),
        ("JSON", { String(decoding: JSONSerializer.serialize(.string($0)), as: UTF8.self) }),
        (
            "JSON with escaped slashes",
            { String(decoding: JSONSerializer.serialize(.string($0)), as: UTF8.self).replacing("/", with: "\\/") }
        ),
        ("percent-encoded", { Encodings.percent($0) }),
        ("percent-encoded in lowercase", { Encodings.percent($0).lowercased(hexOnly: true) }),
        ("form", { Encodings.percent($0).replacing("%20", with: "+") }),
        ("base64", { Encodings.base64(Array($0.utf8)) }),
    ]

    @Test(arguments: secrets, forms.indices)
    func aSecretIsInNoReport(secret: String, form: Int) throws {
        let run = Self.run(secret, Self.forms[form].make)
        let shown = Self.forms[form].make(secret)
        for (name, bytes) in Self.reports(run) {
            let report = String(decoding: bytes, as: UTF8.self)
            for text in [secret, shown, Encodings.base64(Array(secret.utf8))] {
                #expect(!report.contains(text), "\(Self.forms[form].name) in \(name)")
                // As the report itself would have escaped it.
                let escaped = String(
                    decoding: JSONSerializer.serialize(.string(text)).dropFirst().dropLast(),
                    as: UTF8.self
                )
                #expect(!report.contains(escaped), "\(Self.forms[form].name), escaped, in \(name)")
            }
            #expect(report.contains("TOKEN"))
        }
        let document = ResultsDocument.json(run)
        #expect(!Encodings.strings(document).contains { $0.contains(secret) || $0.contains(shown) })
        for content in Encodings.base64Contents(document) {
            #expect(!String(decoding: content, as: UTF8.self).contains(shown))
        }
    }

    /// Without the redactor every check above would fail.
    @Test func theTestSeesASecret() {
        let run = Sample.run([Sample.result("s3cr3t-t0ken", .passed)])
        for (_, bytes) in Self.reports(run) {
            #expect(String(decoding: bytes, as: UTF8.self).contains("s3cr3t-t0ken"))
        }
    }

    @Test(arguments: 0..<40)
    func aSecretThatACutGoesThroughIsHidden(shift: Int) throws {
        let secret = "0123456789-secret-9876543210"
        let redactor = Redactor()
        redactor.hide(secret, name: "TOKEN")
        // A text is cut after 120 of 160 characters, and before the last 20.
        let text =
            String(repeating: "x", count: 90 + shift) + secret + String(repeating: "y", count: 100) + secret
            + String(repeating: "z", count: shift)
        let scalars = text.unicodeScalars
        let cut = "\(String(scalars.prefix(120)))… (\(scalars.count) characters) …\(String(scalars.suffix(20)))"
        let redacted = redactor.redact(cut)
        for start in 0...(secret.count - 4) {
            let part = secret.dropFirst(start).prefix(4)
            #expect(!redacted.contains(part), "\(part) in \(redacted)")
        }
    }
}
