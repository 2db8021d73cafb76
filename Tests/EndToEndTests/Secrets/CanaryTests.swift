import Foundation
import JSON
import PublicSuites
import Testing

/// Secrets in every place that a file or a server can put them, in every spelling: no command lets one out.
@Suite struct CanaryTests {
    /// Holds what each way of writing has to escape.
    static let secret = #"k9+/Q&<z>"w'=%ü-canary"#
    /// What a server brings and a capture takes.
    static let late = "v2.late+canary/77=="
    static let password = "p+ss-canary-in-url"

    /// What a writer left, and where.
    private struct Output {
        var name: String
        /// All of it, and with the escapes of its format undone.
        var texts: [String]
    }

    static func quoted(_ text: String) -> String {
        String(decoding: JSONSerializer.serialize(.string(text)), as: UTF8.self)
    }

    /// How each of the server's answers spells the secret; what can't stand in a header field stands in the content
    /// alone.
    private static let mock: String = {
        let rules = Spelling.all.enumerated().map { number, way in
            let text = way.make(secret)
            let isField = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
            let fields = isField ? #""headers": { "X-Echo": \#(quoted(literal(text))) }, "# : ""
            return #"""
                { "name": "s\#(number)", "when": { "path": "/s/\#(number)" },
                  "respond": { "status": 500, \#(fields)"text": \#(quoted("[\(literal(text))]")) } }
                """#
        }
        let token = #"""
            { "name": "late", "when": { "path": "/late" }, "respond": { "status": 200, "json": { "token": \#(quoted(late)) } } }
            """#
        return #"{ "mock": "m", "rules": [ \#((rules + [token]).joined(separator: ",\n")) ] }"#
    }()

    /// What isn't to be taken for a template.
    static func literal(_ text: String) -> String { text.replacing("${", with: "$${") }

    /// A suite that has the secret in each place where a file may have a text.
    private static func suite(isSecret: Bool, target: String? = nil) -> String {
        let text = quoted(literal(secret))
        func holding(_ before: String) -> String { quoted("\(before) \(literal(secret))") }
        let spelled: [String] = Spelling.all.indices.map {
            #"{ "name": "spelled \#($0)", "request": { "path": "/s/\#($0)" }, "expect": { "status": 200, "body": "none" } }"#
        }
        let scenarios: [String] = [
            #"{ "name": "shown before it is known", "request": { "path": "/late" }, "expect": { "status": 201 } }"#,
            #"{ "name": \#(holding("name")), "tags": [\#(holding("tag"))], "request": { "path": "/" }, "expect": { "status": 200 } }"#,
            #"{ "name": "skipped", "skip": \#(holding("skip")), "request": { "path": "/" }, "expect": { "status": 200 } }"#,
            #"{ "name": "path", "request": { "path": \#(quoted("/\(Spelling.percent(secret, keeping: ""))")) }, "expect": { "status": 200 } }"#,
            #"{ "name": "query", "request": { "path": "/", "query": { "q": \#(text) } }, "expect": { "status": 200 } }"#,
            #"{ "name": "field", "request": { "path": "/", "headers": { "X": \#(text) } }, "expect": { "status": 200 } }"#,
            #"{ "name": "json", "request": { "method": "POST", "path": "/", "json": { "a": \#(text) } }, "expect": { "status": 200 } }"#,
            #"{ "name": "form", "request": { "method": "POST", "path": "/", "form": { "a": \#(text) } }, "expect": { "status": 200 } }"#,
            #"{ "name": "text", "request": { "method": "POST", "path": "/", "text": \#(holding("a\n")) }, "expect": { "status": 200 } }"#,
            #"{ "name": "basic", "request": { "path": "/", "auth": { "basic": { "user": "u", "password": "${s}" } } }, "expect": { "status": 200 } }"#,
            #"{ "name": "bearer", "request": { "path": "/", "auth": { "bearer": "${s}" } }, "expect": { "status": 200 } }"#,
            #"{ "name": "member", "request": { "path": "/", "headers": { "X": "${login.token}" } }, "expect": { "status": 200 } }"#,
            #"{ "name": "expected", "request": { "path": "/" }, "expect": { "body": \#(text), "json": { "$.a": \#(text) } } }"#,
            #"{ "name": "asked", "question": \#(holding("is it")), "request": { "path": "/" }, "answers": [ { "answer": \#(holding("yes")), "when": { "status": 404 } } ] }"#,
            #"{ "name": "flow", "steps": [ { "name": \#(holding("step")), "request": { "path": "/late" }, "expect": { "status": 200 }, "capture": { "t": { "json": "$.token", "secret": true } } }, { "request": { "path": "/x?${t}" }, "expect": { "status": 200 } } ] }"#,
            #"{ "name": "nothing found", "request": { "path": "/late" }, "expect": { "status": 200 }, "capture": { "t": { "json": "$.token", "matches": "^v1", "secret": true } } }"#,
            #"{ "name": \#(holding("burst")), "burst": { "requests": 2 }, "request": { "path": "/s/0", "auth": { "basic": { "user": "bob", "password": "${s}" } } }, "expect": { "status": 200 } }"#,
            #"{ "name": \#(holding("load")), "load": { "rate": "20/s", "for": "200ms" }, "request": { "path": "/s/0", "headers": { "X": "${s}" } }, "expect": { "status": 200 } }"#,
        ]
        let variable = isSecret ? #"{ "secret": \#(text) }"# : text
        let login = isSecret ? #"{ "secret": { "token": \#(text) } }"# : #"{ "token": \#(text) }"#
        let place = target.map { #""target": \#(quoted($0)), "# } ?? ""
        return #"""
            { "suite": \#(holding("suite")), "description": \#(holding("about")), \#(place)"mock": "m.json",
              "requirements": { "R-1": { "text": \#(holding("must")), "source": \#(holding("by")) } },
              "variables": { "s": \#(variable), "login": \#(login) },
              "scenarios": [ \#((scenarios + spelled).joined(separator: ",\n")) ] }
            """#
    }

    private func outputs(_ arguments: [String], _ folder: TemporaryFolder, named name: String) async throws -> [Output]
    {
        let reports = "\(folder.path)/\(name)"
        let isRun = arguments.first == "run"
        let outcome = try await Program.run(arguments + (isRun ? ["--report-dir", reports] : []), in: folder.path)
        var outputs = [
            Output(name: "\(name): stdout", texts: [outcome.output]),
            Output(name: "\(name): stderr", texts: [outcome.errors]),
        ]
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: reports)) ?? []
        for file in files.sorted() {
            guard let data = FileManager.default.contents(atPath: "\(reports)/\(file)") else { continue }
            let text = String(decoding: data, as: UTF8.self)
            var texts = [text, file]
            if file.hasSuffix(".xml") { texts.append(Self.withoutReferences(text)) }
            if file.hasSuffix(".json"), let document = try? JSONParser.parse(Array(data)) {
                texts.append(Self.strings(document).joined(separator: "\n"))
            }
            outputs.append(Output(name: "\(name): \(file)", texts: texts))
        }
        return outputs
    }

    private static func withoutReferences(_ xml: String) -> String {
        [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r"),
            ("&amp;", "&"),
        ]
        .reduce(xml) { $0.replacing($1.0, with: $1.1) }
    }

    private static func strings(_ value: JSONValue) -> [String] {
        if let text = value.string { return [text] }
        if let elements = value.array { return elements.flatMap(strings) }
        return (value.object?.members ?? []).flatMap { [$0.name] + strings($0.value) }
    }

    /// What must stand nowhere. White space doesn't count: the terminal has lines of its own.
    static let needles: [(name: String, text: String)] = {
        var needles = [("the captured one", late), ("the captured one in base64", Spelling.base64(late))]
        needles.append(("the URL's password", password))
        for (name, make) in Spelling.all { needles.append((name, make(secret))) }
        for user in ["u", "bob"] { needles.append(("basic", Spelling.base64("\(user):\(secret)"))) }
        return needles.map { ($0, bare($1)) }
    }()

    static func bare(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace }))
    }

    private func found(_ outputs: [Output]) -> [(needle: String, output: String)] {
        outputs.flatMap { output in
            let texts = output.texts.map(Self.bare)
            return Self.needles.filter { needle in
                // What was printed as its case ended, before another case made it a secret, can't be taken back.
                if output.name == "verbose: stdout", needle.name.hasPrefix("the captured one") { return false }
                return texts.contains { $0.contains(needle.text) }
            }
            .map { ($0.name, output.name) }
        }
    }

    private func run(isSecret: Bool) async throws -> [Output] {
        let folder = try TemporaryFolder()
        try folder.write("m.json", Self.mock)
        let suite = try folder.write("suite.json", Self.suite(isSecret: isSecret))
        var all = try await outputs(["run", suite, "--mock", "--verbose"], folder, named: "verbose")
        guard isSecret else { return all }
        all += try await outputs(["run", suite, "--mock", "--jobs", "1"], folder, named: "in order")
        all += try await outputs(["run", suite, "--mock", "--quiet"], folder, named: "quiet")
        all += try await outputs(["run", suite, "--dry-run"], folder, named: "dry run")
        all += try await outputs(["run", suite, "--list"], folder, named: "list")
        all += try await outputs(["check", suite], folder, named: "check")
        let target = try folder.write(
            "target.json",
            Self.suite(isSecret: true, target: "http://bob:\(Self.password)@127.0.0.1:1")
        )
        all += try await outputs(["run", target], folder, named: "target")
        let given = "http://bob:\(Self.password)@127.0.0.1:1"
        all += try await outputs(["run", suite, "--target", given, "--verbose"], folder, named: "--target")
        let wrong = Self.suite(isSecret: true).replacing(
            #""status": 201"#,
            with: #""status": "${s}", "stauts": "${s}""#
        )
        all += try await outputs(["check", try folder.write("wrong.json", wrong)], folder, named: "mistakes")
        return all
    }

    @Test func noWriterLetsASecretOut() async throws {
        let outputs = try await run(isSecret: true)
        for found in found(outputs) { Issue.record("\(found.needle) in \(found.output)") }
        // What was looked for, and where.
        #expect(Self.needles.count * outputs.count >= 380)
        let told = outputs.filter { $0.texts.contains { $0.contains("$LOGIN_TOKEN") } }.map(\.name)
        for name in [
            "verbose: stdout", "verbose: junit.xml", "verbose: results.json", "list: stdout", "dry run: stdout",
        ] {
            #expect(told.contains(name), "\(name) tells of no secret at all: \(told)")
        }
    }

    /// Where nothing is declared secret, each is there: the test above looks for what it should.
    @Test func theTestSeesEachOfThem() async throws {
        let outputs = try await run(isSecret: false)
        let seen = Set(found(outputs).map(\.needle))
        for (name, _) in Self.needles
        where !["the captured one", "the captured one in base64", "the URL's password"].contains(name) {
            #expect(seen.contains(name), "\(name) isn't seen")
        }
    }
}
