import Engine
import Foundation
import HTTP
import MockServer
import Results
import Scenarios
import Testing

/// `--metrics`: the figures of a load while it runs.
@Suite struct MetricsTests {
    private func get(_ url: String) async throws -> HTTPResponse {
        let senders = Senders()
        let sender = try senders.sender(ConnectionSettings())
        let exchange = await sender.send(
            HTTPRequest(method: "GET", url: url),
            SendOptions(timeout: 10_000_000_000, staysOnHost: true),
            at: nil
        )
        await senders.shutdown()
        return try exchange.outcome.get()
    }

    /// The samples of a text, by name and labels.
    private func samples(_ text: String) -> [Substring: Double] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                line.lastIndex(of: " ").map { (line[..<$0], Double(line[line.index(after: $0)...]) ?? .nan) }
            }
        )
    }

    @Test func aRunningLoadCanBeRead() async throws {
        let folder = try TemporaryFolder()
        let mock = try folder.write(
            "m.json",
            #"{ "mock": "m", "rules": [ { "name": "a", "when": { "path": "/a" }, "respond": { "status": 200 } } ] }"#
        )
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "scenarios": [ { "name": "long", "request": { "path": "/a" }, "expect": { "status": 200 },
              "load": { "rate": "50/s", "for": "10m" } } ] }
            """#
        )
        let server = MockServer(try Mock.load(mock), threads: 1)
        let address = try await server.start()
        var seen: [Substring: Double] = [:]
        var types: [String?] = []
        var other: Int?
        let outcome = try await Program.run(
            [
                "run", suite, "--target", address.url, "--metrics", "0", "--accept-suspect", "--report-dir",
                folder.path + "/reports",
            ],
            whileRunning: { process, errors in
                defer { process.interrupt() }
                var url: String?
                while url == nil, process.isRunning {
                    url = try errors().firstMatch(of: /metrics at (http:\S+)/).map { String($0.output.1) }
                    try await Task.sleep(for: .milliseconds(20))
                }
                let address = try #require(url)
                #expect(address.hasPrefix("http://127.0.0.1:") && address.hasSuffix("/metrics"))
                let counted = "muster_load_response_time_seconds_count"
                // A second has to be over for its latencies to be told.
                while !seen.contains(where: { $0.key.hasPrefix(counted) && $0.value > 0 }), process.isRunning {
                    let response = try await get(address)
                    types.append(response.headers["Content-Type"])
                    seen = samples(String(decoding: response.body, as: UTF8.self))
                    try await Task.sleep(for: .milliseconds(50))
                }
                other = try await get(address.replacing("/metrics", with: "/")).status
            }
        )
        await server.stop()
        #expect(outcome.code == 3, "it was interrupted: \(outcome.errors)")
        let labels = #"{suite="s",scenario="long",run="1"}"#
        #expect(seen["muster_load_running\(labels)"] == 1)
        let completed = seen["muster_load_requests_completed_total\(labels)"] ?? 0
        let counted = seen.first { $0.key.hasPrefix("muster_load_response_time_seconds_count") }?.value ?? 0
        #expect(completed > 0 && counted > 0 && counted <= completed)
        #expect(Set(types) == ["application/openmetrics-text; version=1.0.0; charset=utf-8"])
        #expect(other == 404)
    }

    @Test func aPortThatIsTakenIsSaidBeforeAnythingIsSent() async throws {
        let log = MockRequestLog(capacity: 10)
        let folder = try TemporaryFolder()
        let mock = try folder.write("m.json", #"{ "mock": "m", "rules": [] }"#)
        let server = MockServer(try Mock.load(mock), threads: 1, log: log)
        let address = try await server.start()
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "s", "scenarios": [ { "name": "a", "request": { "path": "/a" }, "expect": { "status": 404 } } ] }"#
        )
        let outcome = try await Program.run([
            "run", suite, "--target", address.url, "--metrics", "\(address.port)", "--report-dir",
            folder.path + "/reports",
        ])
        await server.stop()
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("error: --metrics") && outcome.errors.contains("\(address.port)"))
        #expect(log.entries.isEmpty)
        let wrong = try await Program.run(["run", suite, "--metrics", "70000"])
        #expect(wrong.code == 2 && wrong.errors.contains("--metrics must be a port"))
    }
}
