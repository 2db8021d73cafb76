import Engine
import Foundation
import HTTP
import HostileServer
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

/// What is done before and after cases, and steps that are sent never, once or often.
@Suite struct FramingTests {
    private static let logIn = #"""
        { "name": "log in", "request": { "method": "POST", "path": "/login" }, "expect": { "status": 200 }, "capture": { "token": "$.token" } }
        """#

    /// Runs a suite of these members against a server that answers so.
    private static func run(
        _ members: String,
        _ sender: any Sender,
        _ options: RunOptions = RunOptions()
    ) async throws -> RunResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "suite.json")
        try Data(#"{ "suite": "S", "request": { "path": "/" }, \#(members) }"#.utf8).write(to: file)
        let plan = try PlanBuilder(options: options.plan, files: FileStore()).plan([file.path])
        let runner = Runner(options: options, files: FileStore(), sender: { _ in sender })
        return await runner.run(plan, targets: [SuiteTarget(url: "http://h")])
    }

    /// Logs in, and answers anything else with `status`.
    private static func server(loggingIn status: Int = 200, otherwise: Int = 200) -> TableSender {
        TableSender { request, number in
            request.url.hasSuffix("/login")
                ? Trial.response(status, [:], #"{"token":"t-\#(number)"}"#) : Trial.response(otherwise)
        }
    }

    @Test func aSuitesSetupRunsOnceAndItsCapturesAreEverybodys() async throws {
        let sender = Self.server()
        let result = try await Self.run(
            #"""
            "setup": [\#(Self.logIn)], "variables": { "credential": "Token ${token}", "own": "x" },
            "scenarios": [
              { "name": "a", "request": { "path": "/a/${token}" }, "expect": { "status": 200 } },
              { "name": "b", "request": { "path": "/b", "headers": { "Authorization": "${credential}" } }, "expect": { "status": 200 } } ],
            "cleanup": [ { "request": { "method": "DELETE", "path": "/login/${token}" } } ]
            """#,
            sender
        )
        #expect(result.cases.map(\.name) == ["setup", "a", "b", "cleanup"])
        #expect(result.verdicts == [.passed, .passed, .passed, .passed])
        #expect(sender.sent.count { $0.url.hasSuffix("/login") } == 1)
        #expect(sender.sent.contains { $0.url == "http://h/a/t-0" })
        #expect(sender.sent.contains { $0.headers["Authorization"] == "Token t-0" })
        #expect(sender.sent.last?.method == "DELETE" && sender.sent.last?.url == "http://h/login/t-0")
        #expect(result.cases[0].steps.map(\.name) == ["setup: log in"])
    }

    @Test func aSetupUsesVariablesThatWaitedForItsOwnCaptures() async throws {
        let sender = Self.server()
        let result = try await Self.run(
            #"""
            "variables": { "credential": "Token ${token}" },
            "setup": [\#(Self.logIn), { "request": { "path": "/x", "headers": { "Authorization": "${credential}" } }, "expect": { "status": 200 } }],
            "scenarios": [ { "name": "a", "expect": { "status": 200 } } ]
            """#,
            sender
        )
        #expect(result.exitCode == 0)
        #expect(sender.sent[1].headers["Authorization"] == "Token t-0")
    }

    @Test func aSetupThatFailsLeavesTheSuiteUnmeasuredForOneReason() async throws {
        let sender = Self.server(loggingIn: 500)
        let result = try await Self.run(
            #"""
            "setup": [\#(Self.logIn)],
            "scenarios": [
              { "name": "a", "request": { "path": "/a/${token}" }, "expect": { "status": 200 } },
              { "name": "b", "expect": { "status": 200 } }, { "name": "c", "skip": "later", "expect": { "status": 200 } } ],
            "cleanup": [ { "name": "log out", "request": { "path": "/out/${token}" } }, { "name": "sweep", "request": { "path": "/sweep" } } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.error, .error, .error, .skipped, .passed])
        #expect(Set(result.cases[0...2].map(\.reason)).count == 1)
        #expect(result.cases[1].reason.hasPrefix("setup: log in: status: expected 200, found 500"))
        // What the answer brought all the same is there to be taken away.
        #expect(sender.sent.map(\.url) == ["http://h/login", "http://h/out/t-0", "http://h/sweep"])
        #expect(result.exitCode == 3)
    }

    @Test func whatACleanupCannotDoIsToldAndFailsNothing() async throws {
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "request": { "path": "/a" }, "expect": { "status": 200 },
              "cleanup": [ { "name": "one", "request": { "path": "/gone" }, "expect": { "status": 204 } }, { "name": "two", "request": { "path": "/b" } } ] } ],
            "cleanup": [ { "name": "all", "request": { "path": "/gone" }, "expect": { "status": 204 } } ]
            """#,
            Self.server()
        )
        #expect(result.verdicts == [.passed, .skipped])
        #expect(result.exitCode == 0)
        #expect(result.cases[0].steps.map(\.name) == ["", "cleanup: one", "cleanup: two"])
        #expect(result.cases[0].steps[1].notes.first?.contains("cleanup: one: status: expected 204, found 200") == true)
        #expect(result.cases[1].reason.hasPrefix("not everything was cleaned up: cleanup: all: status"))
    }

    @Test func aCleanupFollowsAFailureWithTheCapturesThatThereAre() async throws {
        let sender = TableSender { request, _ in
            request.method == "POST" ? Trial.response(201, [:], #"{"id":7}"#) : Trial.response(500)
        }
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a",
              "setup": [ { "name": "make", "request": { "method": "POST" }, "expect": { "status": 201 }, "capture": { "id": "$.id" } } ],
              "request": { "path": "/a/${id}" }, "expect": { "status": 200 },
              "cleanup": [ { "request": { "method": "DELETE", "path": "/a/${id}" } } ] } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.failed])
        #expect(
            sender.sent.map { "\($0.method) \($0.url)" } == [
                "POST http://h/", "GET http://h/a/7", "DELETE http://h/a/7",
            ]
        )
    }

    @Test func aScenariosSetupThatFailsLeavesItsCaseUnmeasured() async throws {
        let sender = Self.server(loggingIn: 503)
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "setup": [\#(Self.logIn)], "request": { "path": "/${token}" }, "expect": { "status": 200 } },
                           { "name": "b", "expect": { "status": 200 } } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.error, .passed])
        #expect(result.cases[0].reason.hasPrefix("setup: log in: status: expected 200, found 503"))
    }

    @Test func whatTheSetupUsedHasOneValueForAllCases() async throws {
        let sender = TableSender { _, _ in Trial.response(200) }
        _ = try await Self.run(
            #"""
            "variables": { "part": "${uuid}", "bucket": "b-${part}", "other": "${uuid}" },
            "setup": [ { "request": { "method": "PUT", "path": "/${bucket}" }, "expect": { "status": 200 } } ],
            "scenarios": [
              { "name": "a", "request": { "path": "/${bucket}/${other}" }, "expect": { "status": 200 } },
              { "name": "b", "request": { "path": "/${bucket}/${other}" }, "expect": { "status": 200 } },
              { "name": "c", "variables": { "part": "mine" }, "request": { "path": "/${bucket}" }, "expect": { "status": 200 } } ],
            "cleanup": [ { "request": { "method": "DELETE", "path": "/${bucket}" } } ]
            """#,
            sender
        )
        let paths = sender.sent.map { $0.url.split(separator: "/").dropFirst(2).map(String.init) }
        let bucket = try #require(
            sender.sent.first { $0.method == "PUT" }?.url.split(separator: "/").last.map(String.init)
        )
        #expect(sender.sent.first { $0.method == "DELETE" }?.url == "http://h/\(bucket)")
        let nested = paths.filter { $0.count == 2 }
        #expect(nested.count == 2 && nested.allSatisfy { $0[0] == bucket })
        #expect(nested[0][1] != nested[1][1])
        #expect(paths.contains(["b-mine"]))
    }

    /// Cancels the run while the case's own request is under way.
    @Test func aRunThatIsStoppedStillCleansUp() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let sender = TableSender { request, _ in
            guard request.method == "GET" else { return Trial.response(204) }
            start.yield()
            while !Task.isCancelled { try? await Task.sleep(nanoseconds: 1_000_000) }
            return Trial.failure(.cancelled)
        }
        let task = Task {
            try await Self.run(
                #"""
                "scenarios": [ { "name": "a", "expect": { "status": 200 }, "cleanup": [ { "request": { "method": "DELETE", "path": "/a" } } ] },
                               { "name": "b", "expect": { "status": 200 }, "cleanup": [ { "request": { "method": "DELETE", "path": "/b" } } ] } ],
                "cleanup": [ { "request": { "method": "DELETE", "path": "/all" }, "expect": { "status": 204 } } ]
                """#,
                sender,
                {
                    var options = RunOptions()
                    options.jobs = 1
                    return options
                }()
            )
        }
        for await _ in started { break }
        task.cancel()
        let result = try await task.value
        #expect(result.interrupted)
        #expect(
            sender.sent.map { "\($0.method) \($0.url)" } == [
                "GET http://h/", "DELETE http://h/a", "DELETE http://h/all",
            ]
        )
        #expect(result.verdicts == [.error, .skipped, .passed])
    }

    @Test func onFailureContinueSendsTheRest() async throws {
        let sender = TableSender { request, _ in Trial.response(request.url.hasSuffix("/1") ? 500 : 200) }
        let steps = { (more: String) in
            #"""
            "scenarios": [ { "name": "a", "steps": [
              { "name": "one", "request": { "path": "/1" }, "expect": { "status": 200 }, "capture": { "id": "$.id" }\#(more) },
              { "name": "two", "request": { "path": "/2" }, "expect": { "status": 200 }, "onFailure": "continue" },
              { "name": "three", "request": { "path": "/3/${id}" }, "expect": { "status": 200 } } ] } ]
            """#
        }
        #expect(try await Self.run(steps(""), sender).cases[0].steps.map(\.name) == ["one"])
        let result = try await Self.run(steps(#", "onFailure": "continue""#), sender)
        #expect(result.verdicts == [.failed])
        #expect(result.cases[0].steps.map(\.name) == ["one", "two", "three"])
        #expect(result.cases[0].steps[2].error == "it needs 'id', which no step has captured")
    }

    @Test func forEachSendsAStepForEachElement() async throws {
        let sender = TableSender { request, _ in
            request.url.hasSuffix("/list")
                ? Trial.response(200, [:], #"{"a":[{"id":1},{"id":2}],"b":[]}"#) : Trial.response(200)
        }
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "steps": [
              { "request": { "path": "/list" }, "expect": { "status": 200 }, "capture": { "a": "$.a", "b": "$.b" } },
              { "name": "look", "forEach": "${a}", "request": { "path": "/${item.id}" }, "expect": { "status": 200 } },
              { "name": "none", "forEach": { "entry": "${b}" }, "request": { "path": "/${entry}" }, "expect": { "status": 200 } },
              { "name": "fixed", "forEach": { "n": [7, 8] }, "request": { "path": "/n/${n}" }, "expect": { "status": 200 } } ] } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        #expect(sender.sent.map(\.url) == ["list", "1", "2", "n/7", "n/8"].map { "http://h/\($0)" })
        #expect(
            result.cases[0].steps.map(\.name) == ["step 1", "look [1]", "look [2]", "none", "fixed [1]", "fixed [2]"]
        )
        #expect(result.cases[0].steps[3].notes == ["not sent: the list is empty"])
    }

    @Test func elementsOfAListAreChosen() async throws {
        let sender = TableSender { request, _ in
            request.url.hasSuffix("/list")
                ? Trial.response(202, [:], #"{"a":[{"id":1,"on":true},{"id":2,"on":false},{"id":3,"on":true}]}"#)
                : Trial.response(200)
        }
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "steps": [
              { "request": { "path": "/list" }, "expect": { "status": 202 }, "capture": { "a": "$.a" } },
              { "name": "accepted", "if": { "status": { ">=": 200, "<": 203 } }, "request": { "path": "/y" }, "expect": { "status": 200 } },
              { "name": "broken", "if": { "status": { ">=": 500 } }, "request": { "path": "/n" }, "expect": { "status": 200 } },
              { "name": "on", "forEach": "${a}", "if": { "item.on": true }, "request": { "path": "/${item.id}" }, "expect": { "status": 200 } },
              { "name": "none", "forEach": { "it": "${a}" }, "if": { "it.id": { ">": 3 } }, "request": { "path": "/${it.id}" }, "expect": { "status": 200 } } ] } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        #expect(sender.sent.map(\.url) == ["list", "y", "1", "3"].map { "http://h/\($0)" })
        #expect(
            result.cases[0].steps.map(\.name) == ["step 1", "accepted", "broken", "on [1]", "on [3]", "on", "none"]
        )
        #expect(
            result.cases[0].steps.suffix(2).map(\.notes) == [
                ["not sent for 1 of 3 elements, as this doesn't hold: item.on: true"],
                [#"not sent for 3 of 3 elements, as this doesn't hold: it.id: {">":3}"#],
            ]
        )
    }

    private static let pages = #"""
        "scenarios": [ { "name": "a", "steps": [
          { "name": "first", "request": { "path": "/p?n=1" }, "expect": { "status": 200 }, "capture": { "next": { "link": "next", "default": null } } },
          { "name": "page", "while": { "next": { "not": null } }, "atMost": 3, "request": { "url": "${next}" }, "expect": { "status": 200 },
            "capture": { "next": { "link": "next", "default": null } } } ] } ]
        """#

    /// Gives so many pages, each with a link to the next one but the last.
    private static func book(_ count: Int) -> TableSender {
        TableSender { request, number in
            let next = #"</first>; rel="first", <?n=\#(number + 2)>; title="a, b"; rel="prefetch NEXT""#
            return Trial.response(200, number + 1 < count ? ["Link": next] : [:])
        }
    }

    @Test func whileFollowsPagesAndIsBounded() async throws {
        let sender = Self.book(3)
        let result = try await Self.run(Self.pages, sender)
        #expect(result.verdicts == [.passed])
        #expect(sender.sent.map(\.url) == [1, 2, 3].map { "http://h/p?n=\($0)" })
        let endless = Self.book(100)
        let broken = try await Self.run(Self.pages, endless)
        #expect(broken.verdicts == [.failed])
        #expect(endless.sent.count == 4)
        #expect(broken.cases[0].steps.last?.findings.map(\.expectation) == ["while"])
        #expect(broken.cases[0].steps.last?.expectations == 1)
        #expect(try await Self.run(Self.pages, Self.book(1)).cases[0].steps.count == 2)
    }

    @Test(arguments: [(404, ["/x", "/made"]), (200, ["/x"])])
    func ifLooksAtTheStatusAndAtCaptures(_ status: Int, _ paths: [String]) async throws {
        let sender = TableSender { request, _ in
            request.url.hasSuffix("/x") ? Trial.response(status, [:], #"{"state":"open"}"#) : Trial.response(201)
        }
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "steps": [
              { "request": { "path": "/x" }, "expect": { "status": [200, 404] }, "capture": { "all": "$" } },
              { "name": "make", "if": { "status": 404, "all.state": "open" }, "request": { "path": "/made" }, "expect": { "status": 201 } },
              { "name": "never", "if": { "all.state": "shut" }, "request": { "path": "/never" }, "expect": { "status": 201 } } ] } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        #expect(sender.sent.map { String($0.url.dropFirst(8)) } == paths)
    }

    @Test func capturesHaveDefaultsAndTakeAllMatchesAndCookies() async throws {
        let sender = TableSender { _, _ in
            Trial.response(200, ["Set-Cookie": "sid=a=b; Path=/x; HttpOnly; Max-Age=60"], "id=1 id=22 id=333")
        }
        let result = try await Self.run(
            #"""
            "scenarios": [ { "name": "a", "steps": [
              { "expect": { "status": 200 }, "capture": {
                  "ids": { "body": true, "matches": "id=(\\d+)", "all": true }, "none": { "header": "X", "default": "d" },
                  "sid": { "cookie": "sid" }, "path": { "cookie": "sid", "attribute": "path" }, "flag": { "cookie": "sid", "attribute": "HttpOnly" },
                  "secure": { "cookie": "sid", "attribute": "Secure", "default": false } } },
              { "request": { "method": "POST", "json": { "ids": "${ids}", "none": "${none}", "sid": "${sid}", "path": "${path}", "flag": "${flag}", "secure": "${secure}" } },
                "expect": { "status": 200 } } ] } ]
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        let sent = String(decoding: try #require(sender.sent.last?.body), as: UTF8.self)
        #expect(sent == #"{"ids":["1","22","333"],"none":"d","sid":"a=b","path":"/x","flag":true,"secure":false}"#)
    }

    private static func paths(_ scenarios: String, jobs: Int, shuffles: Bool = false) async throws -> (
        order: [String], most: Int
    ) {
        let running = Mutex<(now: Int, most: Int)>((0, 0))
        let sender = TableSender { request, _ in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            for _ in 0..<100 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return Trial.response(200)
        }
        var options = RunOptions()
        options.jobs = jobs
        options.shuffles = shuffles
        let result = try await run(#""expect": { "status": 200 }, "scenarios": [\#(scenarios)]"#, sender, options)
        #expect(result.exitCode == 0)
        return (sender.sent.map { String($0.url.dropFirst(8)) }, running.withLock { $0.most })
    }

    @Test(arguments: [1, 8], [false, true])
    func aScenarioWaitsForThoseThatItIsAfter(_ jobs: Int, _ shuffles: Bool) async throws {
        let order = try await Self.paths(
            #"""
            { "name": "last", "after": ["middle ${n}", "other"], "request": { "path": "/4" } },
            { "name": "middle ${n}", "each": { "n": [2, 3] }, "after": ["first"], "request": { "path": "/${n}" } },
            { "name": "other", "request": { "path": "/o" } }, { "name": "first", "request": { "path": "/1" } }
            """#,
            jobs: jobs,
            shuffles: shuffles
        ).order
        #expect(order.last == "/4")
        let first = try #require(order.firstIndex(of: "/1"))
        #expect(order[first...].filter { ["/2", "/3"].contains($0) }.count == 2)
        #expect(order.count == 5)
    }

    @Test func whatIsAloneHasNothingBesideIt() async throws {
        let scenarios = (0..<5).map { #"{ "name": "\#($0)", "alone": true, "request": { "path": "/\#($0)" } }"# }
        let alone = try await Self.paths(scenarios.joined(separator: ", "), jobs: 8)
        #expect(alone.most == 1)
        #expect(alone.order == ["/0", "/1", "/2", "/3", "/4"])
    }

    /// What is computed of values that differ between requests is computed for each of them.
    @Test func aBurstComputesForEachRequest() async throws {
        let server = try TestServer { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        let (result, requests) = try await Trial.proxied(
            #"""
            { "name": "n", "burst": { "requests": 3, "data": [{ "row": 1 }, { "row": 2 }, { "row": 3 }] },
              "request": { "path": "/${row * 10 + 0.5}", "headers": { "X": "${sha256(${row}-${fixed})}" } },
              "variables": { "fixed": "x" }, "expect": { "status": 200 } }
            """#,
            server
        )
        #expect(result.verdicts == [.passed])
        let lines = Set(requests.compactMap { $0.split(separator: "\r\n").first.map(String.init) })
        #expect(lines == ["GET /10.5 HTTP/1.1", "GET /20.5 HTTP/1.1", "GET /30.5 HTTP/1.1"])
        // SHA-256 of 1-x, 2-x and 3-x.
        for hash in Self.hashes { #expect(requests.contains { $0.contains("X: \(hash)\r\n") }) }
    }

    private static let hashes = [
        "b0e86825c57e73aa0a3832b3442ea66e8fc0f4a0a3660c2b5680472ae5e9cd62",
        "b8453a2887c28f41bd7b65439b922eae094c03e5ed1ca28d2a1b5d4759e44639",
        "a1e7a5ca318a48e5ded990703ad32d13b09ae2ebafe634bfc97165d6cff8a36c",
    ]
}
