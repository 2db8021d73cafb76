import Engine
import Foundation
import HTTP
import MockServer
import PublicSuites
import Scenarios
import Testing

/// The commands that serve and that write suites let no secret out either.
@Suite struct ServingCanaryTests {
    /// By which a mock verifies signatures.
    private static let key = "sk+mock/canary=77"

    private static func contents(of folder: String) throws -> String {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return files.compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined(
            separator: "\n"
        )
    }

    /// The needles that stand in one of `texts`.
    private static func found(_ texts: [String], and more: [String] = []) -> [String] {
        let texts = texts.map(CanaryTests.bare)
        let needles = CanaryTests.needles + more.map { ($0, CanaryTests.bare($0)) }
        return needles.filter { needle in texts.contains { $0.contains(needle.text) } }.map(\.name)
    }

    private static func get(_ url: String) async throws -> HTTPResponse {
        let senders = Senders()
        let sender = try senders.sender(ConnectionSettings())
        let options = SendOptions(timeout: 10_000_000_000, staysOnHost: true)
        let exchange = await sender.send(HTTPRequest(method: "GET", url: url), options, at: nil)
        await senders.shutdown()
        return try exchange.outcome.get()
    }

    // MARK: mock --verbose

    private static func mock(isSecret: Bool) -> String {
        let text = CanaryTests.quoted(CanaryTests.literal(CanaryTests.secret))
        let name = CanaryTests.quoted("rule \(CanaryTests.literal(CanaryTests.secret))")
        let scheme = #"""
            { "hash": "sha256", "encoding": "hex", "signedHeaders": ["host"], "canonicalRequest": "{method} {path}",
              "stringToSign": "{canonicalRequest-hash}", "headers": { "Authorization": "A {id} {signature}" } }
            """#
        let keys = isSecret ? #", "signed": { "hmac": \#(scheme), "keys": { "id": \#(CanaryTests.quoted(key)) } }"# : ""
        return #"""
            { "mock": \#(CanaryTests.quoted("m \(CanaryTests.literal(CanaryTests.secret))")),
              "variables": { "s": \#(isSecret ? "{ \"secret\": \(text) }" : text) },
              "rules": [ { "name": "signed", "when": { "path": "/signed"\#(keys) }, "respond": { "status": 200 } },
                         { "name": \#(name), "respond": { "status": 500, "text": "${s}" } } ] }
            """#
    }

    /// What a mock says while it is sent the secret in every spelling that a target may have.
    private func said(isSecret: Bool) async throws -> [String] {
        let folder = try TemporaryFolder()
        let file = try folder.write("m.json", Self.mock(isSecret: isSecret))
        let outcome = try await Program.run(["mock", file, "--verbose"]) { process in
            defer { process.interrupt() }
            var address: String?
            while address == nil, process.isRunning {
                let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/fd/1", encoding: .utf8)
                address = text.flatMap { $0.hasSuffix("\n") ? $0.split(separator: "\n").first.map(String.init) : nil }
                try await Task.sleep(for: .milliseconds(20))
            }
            let url = try #require(address)
            for secret in [CanaryTests.secret, Self.key] {
                for (_, make) in Spelling.all {
                    let text = make(secret)
                    let isPath = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) } && !text.contains("#")
                    let target = isPath ? text : Spelling.percent(text, keeping: "-._~")
                    _ = try await Self.get("\(url)/a/\(target)")
                    _ = try await Self.get("\(url)/b?\(Spelling.percent(text, keeping: "-._~"))=1")
                }
            }
        }
        #expect(outcome.code == 0, "\(outcome.errors)")
        return [outcome.output, outcome.errors]
    }

    @Test func aMockThatTellsOfItsRequestsTellsNoSecret() async throws {
        let said = try await said(isSecret: true)
        #expect(said[1].contains("-> 500") && said[1].contains("rule $S"))
        let found = Self.found(said, and: [Self.key, Spelling.percent(Self.key, keeping: "-._~")])
        #expect(found.isEmpty, "\(found)")
    }

    @Test func theTestOfTheMockSeesThem() async throws {
        let found = Self.found(try await said(isSecret: false), and: [Self.key])
        #expect(found.count > 10 && found.contains(Self.key), "\(found)")
    }

    // MARK: --metrics

    /// What a running load serves, whose names hold the secret.
    private func served(isSecret: Bool) async throws -> String {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "m.json",
            #"{ "mock": "m", "rules": [{ "name": "r", "respond": { "status": 200 } }] }"#
        )
        let text = CanaryTests.quoted(CanaryTests.literal(CanaryTests.secret))
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s ${s}", "variables": { "s": \#(isSecret ? "{ \"secret\": \(text) }" : text) },
              "scenarios": [ { "name": \#(CanaryTests.quoted("load \(CanaryTests.literal(CanaryTests.secret))")),
                "load": { "rate": "50/s", "for": "10m",
                  "requests": [ { "name": \#(CanaryTests.quoted("one \(CanaryTests.literal(CanaryTests.secret))")), "request": { "path": "/a" } } ] },
                "expect": { "status": 200 } } ] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let address = try await server.start()
        var seen = ""
        let reports = folder.path + "/reports"
        let arguments = ["run", suite, "--target", address.url, "--metrics", "0", "--report-dir", reports]
        let outcome = try await Program.run(
            arguments,
            whileRunning: { process, errors in
                defer { process.interrupt() }
                var url: String?
                while url == nil, process.isRunning {
                    url = try errors().firstMatch(of: /metrics at (http:\S+)/).map { String($0.output.1) }
                    try await Task.sleep(for: .milliseconds(20))
                }
                let metrics = try #require(url)
                while !seen.contains("response_time_seconds_bucket"), process.isRunning {
                    seen = String(decoding: try await Self.get(metrics).body, as: UTF8.self)
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        )
        await server.stop()
        #expect(outcome.code == 3, "\(outcome.errors)")
        #expect(seen.contains("scenario="), "\(outcome.errors)")
        return seen
    }

    @Test func aLoadThatIsReadTellsNoSecret() async throws {
        let seen = try await served(isSecret: true)
        #expect(seen.contains("load $S") && seen.contains("one $S"), "\(seen.prefix(2000))")
        let found = Self.found([seen, Self.unescaped(seen)])
        #expect(found.isEmpty, "\(found)")
    }

    @Test func theTestOfTheLoadSeesIt() async throws {
        let seen = try await served(isSecret: false)
        #expect(Self.found([Self.unescaped(seen)]).contains("as it is"), "\(seen.prefix(2000))")
    }

    /// The values of labels without their escapes (OpenMetrics 1.0, "escaped-string").
    private static func unescaped(_ text: String) -> String {
        text.replacing(#"\""#, with: "\"").replacing(#"\\"#, with: #"\"#)
    }

    // MARK: generate

    private static func contract() -> String {
        #"""
        { "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": { "/a": { "post": { "operationId": "a",
          "parameters": [{ "name": "X-Key", "in": "header", "required": true, "schema": { "type": "string" } }],
          "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "object", "required": ["p"],
            "properties": { "p": { "type": "string" } } } } } },
          "responses": { "200": { "description": "d" }, "400": { "description": "d" } } } } } }
        """#
    }

    /// What the cases are shown as, and what comes of them, that a contract gives for a request with the secret in each
    /// part.
    private func made(isSecret: Bool) async throws -> [String] {
        let folder = try TemporaryFolder()
        let contract = try folder.write("t.openapi.json", Self.contract())
        let text = CanaryTests.quoted(CanaryTests.literal(CanaryTests.secret))
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "contract": "t.openapi.json", "mock": "t.openapi.json",
              "variables": { "s": \#(isSecret ? "{ \"secret\": \(text) }" : text) },
              "request": { "method": "POST", "path": "/a", "headers": { "X-Key": "k ${s}" }, "json": { "p": "${s}" } },
              "generate": { "from": "contract" } }
            """#
        )
        var texts: [String] = []
        for more in [["--list"], ["--dry-run"], ["--mock", "--verbose", "--report-dir", folder.path + "/reports"]] {
            let outcome = try await Program.run(["run", suite] + more, in: folder.path)
            texts += [outcome.output, outcome.errors]
        }
        texts.append(try Self.contents(of: folder.path + "/reports"))
        let written = try await Program.run(["generate", contract], in: folder.path)
        #expect(written.code == 0)
        return texts + [written.output, written.errors]
    }

    @Test func generatedCasesTellNoSecret() async throws {
        let texts = try await made(isSecret: true)
        #expect(texts.contains { $0.contains("$S") })
        let found = Self.found(texts)
        #expect(found.isEmpty, "\(found)")
    }

    @Test func theTestOfGeneratedCasesSeesIt() async throws {
        #expect(Self.found(try await made(isSecret: false)).count > 1)
    }
}
