import Engine
import Foundation
import HTTP
import JSON
import Measurement
import Quantities
import Results
import Testing

/// What a load's requests are made of: values that can't be sent, columns of any name, other hosts.
@Suite(.timeLimit(.minutes(2)))
struct LoadRequestTests {
    private static func run(_ scenario: String, at server: RecordingServer) async throws -> (CaseResult, LoadResult) {
        let folder = try TemporaryFolder()
        let suite = try folder.write("suite.json", #"{ "suite": "s", "scenarios": [\#(scenario)] }"#)
        let only = try #require(try await LoadTrial.cases([suite], target: server.url).first)
        return (only, try #require(only.steps.first?.load, "\(only.reason)"))
    }

    private static func targets(_ server: RecordingServer) -> [String] {
        server.requests.map { request in
            String(decoding: request.split(separator: 0x20, maxSplits: 2)[1], as: UTF8.self)
        }
    }

    @Test(
        "A value that would end its field or its target isn't sent, and fails its own request alone",
        arguments: [
            (#""path": "/r", "headers": { "X-R": "${v}" }"#, #"x\r\nX-Evil: 1"#),
            (#""path": "/r?${v}""#, #"x HTTP/1.1\r\nHost: h\r\n\r\nDELETE /admin"#), (#""path": "/r/${v}""#, "a b"),
            (#""path": "/r", "auth": { "bearer": "${v}" }"#, #"x\u0000"#),
        ],
        ["burst", "load"]
    )
    func splitting(_ sent: (request: String, value: String), _ traffic: String) async throws {
        let server = try RecordingServer()
        defer { server.stop() }
        let rows = #""data": [{ "v": "good" }, { "v": "\#(sent.value)" }, { "v": "fine" }]"#
        let kind =
            traffic == "burst"
            ? #""burst": { "requests": 3, \#(rows) }"# : #""load": { "rate": "30/s", "for": "100ms", \#(rows) }"#
        let (result, load) = try await Self.run(
            #"{ "name": "n", \#(kind), "request": { \#(sent.request) }, "expect": { "status": 200 } }"#,
            at: server
        )
        #expect(load.completed == 2 && load.failures == [.request: 1])
        #expect(result.verdict != .passed)
        #expect(server.requests.count == 2)
        #expect(Self.targets(server).allSatisfy { $0.hasPrefix("/r") })
        #expect(!server.requests.contains { $0.firstRange(of: Array("Evil".utf8)) != nil })
    }

    @Test("A column has its own value, whatever its name means elsewhere", arguments: ["burst", "load"])
    func columnsOfAnyName(_ traffic: String) async throws {
        let server = try RecordingServer()
        defer { server.stop() }
        let rows = #""data": [{ "user": "ann", "index": "i", "uuid": "u", "now": "n", "null": "0" }]"#
        let kind =
            traffic == "burst"
            ? #""burst": { "requests": 1, \#(rows) }"# : #""load": { "rate": "10/s", "for": "100ms", \#(rows) }"#
        let request = #""request": { "path": "/${user}/${index}/${uuid}/${now}/${null}/${now:yyyy}" }"#
        let (result, load) = try await Self.run(
            #"{ "name": "n", \#(kind), \#(request), "expect": { "status": 200 } }"#,
            at: server
        )
        #expect(result.verdict == .passed && load.completed == 1, "\(result.reason) \(load.examples)")
        #expect(Self.targets(server).first?.hasPrefix("/ann/i/u/n/0/2") == true)
    }

    @Test("A row goes to its own host, and fails when nobody is there", arguments: ["burst", "load"])
    func rowsOfSeveralHosts(_ traffic: String) async throws {
        let (one, other) = (try RecordingServer(), try RecordingServer())
        defer {
            one.stop()
            other.stop()
        }
        let hosts = [one.url, other.url, "http://127.0.0.1:1"].map { #"{ "h": "\#($0)" }"# }.joined(separator: ", ")
        let rows = #""data": [\#(hosts)]"#
        let kind =
            traffic == "burst"
            ? #""burst": { "requests": 6, \#(rows) }"# : #""load": { "rate": "60/s", "for": "100ms", \#(rows) }"#
        let (result, load) = try await Self.run(
            #"{ "name": "n", \#(kind), "request": { "url": "${h}/p" }, "expect": { "status": 200 } }"#,
            at: one
        )
        #expect(load.completed == 4 && load.failures == [.refused: 2])
        #expect(result.verdict != .passed)
        #expect(one.requests.count == 2 && other.requests.count == 2)
        for (server, requests) in [(one, one.requests), (other, other.requests)] {
            let host = Array("Host: \(server.url.dropFirst("http://".count))\r\n".utf8)
            #expect(requests.allSatisfy { $0.firstRange(of: host) != nil })
        }
    }

    @Test("A host that nobody has allowed gets nothing, nor does any other of its load")
    func refusedRow() async throws {
        let server = try RecordingServer()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let rows = #"[{ "h": "\#(server.url)" }, { "h": "http://load.example.com" }]"#
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "s", "scenarios": [{ "name": "n", "load": { "rate": "50/s", "for": "100ms", "data": \#(rows) },
              "request": { "url": "${h}/p" }, "expect": { "status": 200 } }] }
            """#
        )
        let only = try await LoadTrial.cases([suite], target: server.url, hosts: LoadHosts([])).first
        #expect(only?.verdict == .error && only?.reason.contains("load.example.com") == true, "\(only?.reason ?? "")")
        #expect(server.requests.isEmpty)
    }

    @Test("A flow with a captured URL stays on the engine, goes where the URL leads, and is audited")
    func capturedURL() async throws {
        let other = try RecordingServer()
        let elsewhere = other.url
        let one = try RecordingServer { target in
            target == "/start" ? #"{ "next": "\#(elsewhere)/blob?state=a%20b" }"# : "{}"
        }
        defer {
            one.stop()
            other.stop()
        }
        let (result, load) = try await Self.run(
            #"""
            { "name": "n", "load": { "rate": "50/s", "for": "100ms" },
              "steps": [ { "request": { "method": "POST", "path": "/start" }, "expect": { "status": 200 }, "capture": { "next": "$.next" } },
                         { "request": { "method": "PUT", "url": "${next}", "query": { "digest": "sha256:1" }, "text": "blob" }, "expect": { "status": 200 } } ] }
            """#,
            at: one
        )
        #expect(result.verdict == .passed, "\(result.reason) \(load.examples)")
        #expect(load.audit != nil)
        #expect(load.flows.first?.completed == 5 && one.requests.count == 5)
        #expect(Set(Self.targets(other)) == ["/blob?state=a%20b&digest=sha256%3A1"] && other.requests.count == 5)
    }
}
