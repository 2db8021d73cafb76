import Decoding
import Diagnostics
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

@testable import Engine

/// What is told of a case beside its verdict.
@Suite struct CaseRunnerTests {
    /// A case takes no longer than the run of which it is.
    @Test func aCaseTakesPartOfItsRun() async throws {
        let start = MonotonicClock.now()
        let result = try await Trial.run(
            #"{ "name": "a", "expect": { "status": 200 } }"#,
            TableSender { _, _ in Trial.response(200) }
        )
        #expect(result.cases[0].duration <= MonotonicClock.now() - start)
    }

    /// A deviation from the standard is a remark unless it is forbidden.
    @Test func deviationsAreRemarked() async throws {
        let result = try await Trial.run(
            #"{ "name": "a", "expect": { "status": 200 } }"#,
            TableSender { _, _ in
                var response = HTTPResponse(status: 200)
                response.deviations = [.foldedField]
                return .success(response)
            }
        )
        #expect(result.verdicts == [.passed])
        let notes = result.cases[0].steps[0].notes
        #expect(notes.count == 1 && notes[0].hasPrefix("protocol.folded-field: "), "\(notes)")
    }
}

/// Which request tells whether the way to an endpoint is open.
@Suite struct KnownGoodTests {
    /// Cases that may change something, aren't run, don't expect success, or aren't one request.
    private static let others = [
        #"{ "name": "question", "question": "?", "answers": [{ "answer": "yes", "when": { "status": 200 } }] }"#,
        #"{ "name": "skipped", "skip": "not yet", "expect": { "status": 200 } }"#,
        #"{ "name": "posts", "request": { "method": "POST" }, "expect": { "status": 200 } }"#,
        #"{ "name": "generated", "expect": { "status": 200 } }"#,
        #"{ "name": "two", "steps": [{ "expect": { "status": 200 } }, { "expect": { "status": 200 } }] }"#,
        #"{ "name": "burst", "burst": { "requests": 2 }, "expect": { "status": 200 } }"#,
        #"{ "name": "waits", "eventually": { "within": "1s", "every": "1ms" }, "expect": { "status": 200 } }"#,
        #"{ "name": "refused", "expect": { "status": [200, 404] } }"#,
        #"{ "name": "any", "expect": { "version": "HTTP/1.1" } }"#,
    ]

    /// What is asked of a suite of these cases, and whether it has to succeed.
    private func asked(_ scenarios: [String]) async throws -> (name: String?, isKnownGood: Bool?, path: [String]) {
        var suite = try Trial.plan(scenarios.joined(separator: ",")).suites[0]
        for index in suite.cases.indices where suite.cases[index].name == "generated" {
            suite.cases[index].isGenerated = true
        }
        let sender = TableSender { _, _ in Trial.response(204) }
        let runner = Runner(options: RunOptions(), files: FileStore(), sender: { _ in sender })
        let found = await runner.preflight(suite, target: SuiteTarget(url: "http://h"))
        return (found?.result.name, found?.isKnownGood, sender.sent.map { "\($0.method) \($0.url)" })
    }

    @Test func theFirstThatOnlyReadsIsSent() async throws {
        let good = #"{ "name": "reads", "request": { "path": "/r" }, "expect": { "status": 204 } }"#
        let better = #"{ "name": "head", "request": { "method": "HEAD" }, "expect": { "status": "2xx" } }"#
        let one = try await asked(Self.others + [good, better])
        #expect(one == ("reads", true, ["GET http://h/r"]))
        let other = try await asked([better, good])
        #expect(other == ("head", true, ["HEAD http://h/"]))
    }

    @Test func whatIsTaggedIsSentInItsPlace() async throws {
        let good = #"{ "name": "reads", "request": { "path": "/r" }, "expect": { "status": 204 } }"#
        let tagged =
            #"{ "name": "tagged", "tags": ["preflight"], "request": { "method": "POST" }, "expect": { "status": 204 } }"#
        let found = try await asked([good, tagged])
        #expect(found == ("tagged", true, ["POST http://h/"]))
    }

    /// What logs in once is needed by the request that says whether that went well.
    @Test func whatIsTaggedIsSetUpFor() async throws {
        let plan = try Trial.plan(
            #"""
            { "name": "reads", "request": { "path": "/r" }, "expect": { "status": 204 } },
            { "name": "tagged", "tags": ["preflight"], "setup": [{ "request": { "path": "/own" }, "expect": { "status": 204 } }],
              "request": { "path": "/t/${id}" }, "expect": { "status": 204 } }
            """#,
            suite: #"""
                "variables": { "n": "${random.digits(8)}" },
                "setup": [{ "name": "log in", "request": { "method": "POST", "path": "/login/${n}" },
                  "expect": { "status": 204 }, "capture": { "id": { "header": "X-Id" } } }],
                "cleanup": [{ "name": "log out", "request": { "method": "DELETE", "path": "/login/${id}" } }]
                """#
        )
        func asked(loggingIn status: Int) async -> (name: String?, paths: [String]) {
            let sender = TableSender { request, _ in
                request.url.contains("/login") ? Trial.response(status, ["X-Id": "7"]) : Trial.response(204)
            }
            let runner = Runner(options: RunOptions(), files: FileStore(), sender: { _ in sender })
            let found = await runner.preflight(plan.suites[0], target: SuiteTarget(url: "http://h"))
            #expect(found?.isKnownGood == true)
            return (found?.result.name, sender.sent.map { "\($0.method) \($0.url.dropFirst("http://h".count))" })
        }
        let (name, paths) = await asked(loggingIn: 204)
        #expect(name == "tagged" && paths.count == 4)
        #expect(
            paths.first?.hasPrefix("POST /login/") == true
                && Array(paths.dropFirst()) == ["GET /own", "GET /t/7", "DELETE /login/7"]
        )
        // What can't be set up is what stands in the way.
        let (failed, few) = await asked(loggingIn: 401)
        #expect(failed == "setup" && few.count <= 2 && !few.contains { $0.hasPrefix("GET") }, "\(few)")
    }

    @Test(arguments: others.indices)
    func withoutOneTheRootIsAskedFor(_ index: Int) async throws {
        guard index != 1 else { return }
        let found = try await asked([Self.others[index]])
        #expect(found.isKnownGood == false)
        #expect(found.path == ["GET http://h/"])
    }
}

/// The smallest request that fails as the case did.
@Suite struct ShrinkerTests {
    /// What came of a request.
    private static func result(
        _ path: String = "/",
        _ status: Int? = 500,
        _ expectations: [String] = ["status"],
        failure: FailureCategory? = nil,
        error: String? = nil
    ) -> StepResult {
        let recorder = Recorder(Redactor(), connection: ConnectionSettings())
        return StepResult(
            name: "",
            request: recorder.record(HTTPRequest(method: "GET", url: "http://h\(path)")),
            response: status.map { recorder.record(HTTPResponse(status: $0)) },
            failure: failure.map { ExchangeFailure($0, "") },
            findings: expectations.map { Finding($0, expected: "", found: "") },
            error: error
        )
    }

    /// What is the smallest where so many requests are tried for each aspect, and these come of them.
    private func smallest(
        _ results: [StepResult],
        _ aspects: [Int],
        of failed: StepResult = Self.result()
    ) async throws -> (path: String?, requests: Int) {
        var plan = try Trial.plan(#"{ "name": "n", "expect": { "status": 200 } }"#).suites[0].cases[0]
        let patch = try JSONParser.parseNode(SourceFile(path: "patch", text: "{}"))
        plan.reductions = { aspects.map { [JSONNode](repeating: patch, count: $0) } }
        var scope = try CaseScope(plan, options: PlanOptions(), files: FileStore(), seed: 1)
        let count = Mutex(0)
        let shrinker = Shrinker(plan: plan) { _, _ in
            let number = count.withLock { count in
                count += 1
                return count - 1
            }
            return results[number % results.count]
        }
        let found = await shrinker.smallest(failed, &scope)
        let sent = count.withLock { $0 }
        #expect(found == nil || found?.requests == sent)
        return (found.map { String($0.request.url.dropFirst(8)) }, sent)
    }

    @Test func theFirstThatFailsAlikeIsKept() async throws {
        let results = [Self.result("/1", 400), Self.result("/2"), Self.result("/3")]
        #expect(try await smallest(results, [3]) == ("/2", 2))
        // Of each aspect one is kept, and the last is the smallest.
        #expect(try await smallest(results, [2, 1]) == ("/3", 3))
        #expect(try await smallest(results, [1]) == (nil, 1))
    }

    @Test(arguments: [
        (result("/", 400), false), (result("/", 500, ["status", "within"]), false), (result("/", 500, []), false),
        (result("/", 500, error: "not measured"), false), (result("/", 500, failure: .reset), false),
        (result("/", nil), false), (result("/", 500, ["status", "status"]), true),
    ])
    func anotherFailureIsAnother(_ result: StepResult, _ isAlike: Bool) async throws {
        #expect(try await smallest([result], [1]).path == (isAlike ? "/" : nil))
    }

    @Test func theSearchIsBounded() async throws {
        #expect(try await smallest([Self.result("/", 400)], [20, 20]) == (nil, Shrinker.mostRequests))
        #expect(try await smallest([Self.result()], [1], of: Self.result("/", nil, failure: .timeout)) == (nil, 0))
    }
}
