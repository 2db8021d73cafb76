import Foundation
import HTTP
import JSON
import MockServer
import Synchronization
import Testing

/// Keeps what it is sent, in order.
private final class RecordingResponder: MockResponder {
    private let requests = Mutex<[MockRequest]>([])

    func answer(to request: MockRequest, now: Int64) -> MockAnswer {
        requests.withLock { $0.append(request) }
        var headers = HeaderFields([HeaderField("Content-Type", "text/plain")])
        let status: Int
        switch request.path {
        case "/from/302": status = 302
        case "/from/303": status = 303
        case "/from/307": status = 307
        default: status = 200
        }
        if status != 200 { headers.append("Location", "/to") }
        if request.path == "/login" { headers.append("Set-Cookie", "sid=s1; Path=/") }
        return MockAnswer(status: status, headers: headers, body: Array("seen".utf8))
    }

    func take() -> [MockRequest] {
        requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}

/// The `curl` commands of the reports send, when a shell runs them, what the program sent.
@Suite(.serialized) struct CurlReplayTests {
    /// Whether the commands can be run. Where tests must not be left out, they are run in any case.
    static let canRun =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")
        || ProcessInfo.processInfo.environment["CI"] != nil
    static let secret = "pl+us/it's \"q\" 50%"

    /// Requests as a suite writes them; each is made to fail, so that the terminal's report has its command.
    static let requests: [String] = [
        #"{ "path": "/plain" }"#,
        #"{ "path": "/query", "query": { "a b": "c&d=ü", "e": ["1", "2"] } }"#,
        #"{ "path": "/a/../b?x[]=1&y={1,2}" }"#,
        #"{ "method": "HEAD", "path": "/head" }"#,
        #"{ "method": "DELETE", "path": "/delete" }"#,
        #"{ "method": "OPTIONS", "path": "/options" }"#,
        #"{ "method": "BREW", "path": "/token", "text": "coffee" }"#,
        #"{ "method": "POST", "path": "/empty", "text": "" }"#,
        #"{ "method": "POST", "path": "/json", "json": { "a": [1, 2.50, null, "é\n"] } }"#,
        #"{ "method": "POST", "path": "/lines", "text": "a\nb\r\nc" }"#,
        #"{ "method": "POST", "path": "/last", "text": "ends in a line\n" }"#,
        #"{ "method": "POST", "path": "/controls", "text": "\u001b[31m\u0000\u0007\t\u202e" }"#,
        #"{ "method": "POST", "path": "/quotes", "text": "it's \"quoted\" $HOME `id` \\ \\n !x %s %% @-" }"#,
        #"{ "method": "POST", "path": "/at", "text": "@/etc/passwd" }"#,
        #"{ "method": "POST", "path": "/dash", "text": "-n --help" }"#,
        #"{ "method": "POST", "path": "/ci", "text": "::error::x ##vso[task]y ##[group]z" }"#,
        #"{ "method": "POST", "path": "/binary", "base64": "AP/+gAECAwT/" }"#,
        #"{ "method": "PUT", "path": "/form", "form": { "a": "1 2", "b": "+&=" } }"#,
        #"{ "method": "POST", "path": "/type", "text": "<a/>", "headers": { "Content-Type": "application/xml" } }"#,
        #"{ "method": "POST", "path": "/notype", "text": "x", "headers": { "Content-Type": null } }"#,
        #"{ "path": "/fields", "headers": { "X-A": ["1", "2"], "X-Empty": "", "X-Quote": "it's \"$HOME\"" } }"#,
        #"{ "path": "/accept", "headers": { "Accept": "application/json", "Accept-Encoding": "gzip" } }"#,
        #"{ "path": "/agent", "headers": { "User-Agent": "other/1 (it's)" } }"#,
        #"{ "path": "/host", "headers": { "Host": "other.example" } }"#,
        #"{ "path": "/cookie", "headers": { "Cookie": "a=1; b=\"2\"" } }"#,
        #"{ "path": "/tab", "headers": { "X-Tab": "a\tb" } }"#,
        #"{ "path": "/bearer", "auth": { "bearer": "${token}" } }"#,
        #"{ "path": "/basic", "auth": { "basic": { "user": "it's me", "password": "${token}" } } }"#,
        #"{ "method": "POST", "path": "/secret/json", "json": { "t": "${token}" } }"#,
        #"{ "method": "POST", "path": "/secret/text", "text": "a\n${token}\n${token}" }"#,
        #"{ "method": "POST", "path": "/chunked", "text": "abc", "headers": { "Transfer-Encoding": "chunked" } }"#,
    ]

    private static func suite(_ target: String) -> String {
        let scenarios = requests.enumerated().map { number, request in
            #"{ "name": "r\#(number)", "request": \#(request), "expect": { "status": 299 } }"#
        }
        let flow = #"""
            { "name": "flow", "steps": [ { "request": { "path": "/login" }, "expect": { "status": 200 } },
              { "request": { "path": "/look" }, "expect": { "status": 299 } } ] }
            """#
        let redirects = [302, 303, 307].map { status in
            #"""
            { "name": "from \#(status)", "connection": { "redirects": 3 },
              "request": { "method": "POST", "path": "/from/\#(status)", "text": "x" }, "expect": { "status": 299 } }
            """#
        }
        return #"""
            { "suite": "replay", "target": "\#(target)", "variables": { "token": { "secret": "${env:REPLAY_TOKEN}" } },
              "scenarios": [ \#((scenarios + [flow] + redirects).joined(separator: ",\n")) ] }
            """#
    }

    /// What the program sent for a case's last step, and the commands of each report.
    private struct Sent {
        var name: String
        var requests: [String]
        var commands: [String]
    }

    private func run(_ responder: RecordingResponder, _ target: String) async throws -> [Sent] {
        let folder = try TemporaryFolder()
        let suite = try folder.write("suite.json", Self.suite(target))
        // One by one: what arrives belongs to the case that runs.
        let outcome = try await Program.run(
            ["run", suite, "--verbose", "--jobs", "1", "--report-dir", folder.path + "/reports"],
            environment: ["REPLAY_TOKEN": Self.secret]
        )
        let sent = responder.take()
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/reports/results.json"))
        let junit = try String(contentsOfFile: folder.path + "/reports/junit.xml", encoding: .utf8)
        let printed = Set(outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        let document = try JSONParser.parse(Array(bytes))
        guard case .array(let cases)? = document["suites"]?.array?.first?["cases"] else { return [] }
        var rest = sent[...]
        return try cases.map { result in
            let steps = result["steps"]?.array ?? []
            let curl = try #require(steps.last?["request"]?["curl"]?.string)
            // The same line stands in each report.
            #expect(printed.contains(curl), "\(curl)\n\(outcome.output)")
            let escaped = curl.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            #expect(junit.contains(escaped))
            let name = result["name"]?.string ?? ""
            let count = name.hasPrefix("from") ? 2 : steps.count
            let own = rest.prefix(count)
            rest = rest.dropFirst(count)
            let last = name.hasPrefix("from") ? Array(own) : Array(own.suffix(1))
            return Sent(name: name, requests: last.map(Self.text), commands: [curl])
        }
    }

    /// A request in a form in which the order of different fields doesn't count.
    private static func text(_ request: MockRequest) -> String {
        let fields = request.headers.all.map { "\($0.name.lowercased()): \($0.value)" }.sorted()
        let body = Data(request.body).base64EncodedString()
        return "\(request.method) \(request.target)\n\(fields.joined(separator: "\n"))\n\(body)"
    }

    @Test(.enabled(if: canRun, "curl isn't installed: apt-get install curl"))
    func everyCommandSendsTheSame() async throws {
        let responder = RecordingResponder()
        let server = MockServer(responder, threads: 1)
        let address = try await server.start()
        let cases = try await run(responder, address.url)
        #expect(cases.count == Self.requests.count + 4)
        for sent in cases {
            for command in sent.commands {
                #expect(!command.contains(Self.secret) && !command.contains("\n"), "\(command)")
                for shell in ["/bin/sh", "/bin/bash"] where FileManager.default.isExecutableFile(atPath: shell) {
                    try Self.shell(shell, command)
                    #expect(responder.take().map(Self.text) == sent.requests, "\(sent.name) by \(shell): \(command)")
                }
            }
        }
        await server.stop()
    }

    private static func shell(_ path: String, _ command: String) throws {
        let shell = Process()
        shell.executableURL = URL(filePath: path)
        shell.arguments = ["-c", command]
        // What a person has set for proxies, or in ~/.curlrc, is no affair of the test.
        shell.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "REPLAY_TOKEN": secret]
        shell.standardInput = FileHandle.nullDevice
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
    }
}
