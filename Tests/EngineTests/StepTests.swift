import Engine
import HTTP
import Results
import Synchronization
import Testing

@Suite struct StepTests {
    @Test func aFlowHandsValuesOn() async throws {
        let sender = TableSender { request, _ in
            request.method == "POST"
                ? Trial.response(201, ["ETag": "\"v1\"", "Location": "/orders/42"], #"{"id":"a-7"}"#)
                : Trial.response(200)
        }
        let result = try await Trial.run(
            #"""
            { "name": "flow", "steps": [
              { "name": "create", "request": { "method": "POST" }, "expect": { "status": 201 },
                "capture": { "id": "$.id", "tag": { "header": "ETag" }, "number": { "header": "Location", "matches": "(\\d+)$" } } },
              { "name": "read", "request": { "path": "/orders/${id}?n=${number}", "headers": { "If-Match": "${tag}" } }, "expect": { "status": 200 } } ] }
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        #expect(sender.sent[1].url == "http://127.0.0.1:1/orders/a-7?n=42")
        #expect(sender.sent[1].headers["If-Match"] == "\"v1\"")
    }

    @Test func theFirstStepThatFailsEndsTheFlow() async throws {
        let sender = TableSender { _, _ in Trial.response(500) }
        let result = try await Trial.run(
            #"""
            { "name": "flow", "steps": [ { "name": "a", "expect": { "status": 200 } }, { "name": "b", "expect": { "status": 200 } } ] }
            """#,
            sender
        )
        #expect(result.verdicts == [.failed])
        #expect(sender.sent.count == 1)
        #expect(result.cases[0].steps.map(\.name) == ["a"])
    }

    @Test func aCaptureThatFindsNothingFails() async throws {
        let sender = TableSender { _, _ in Trial.response(200, [:], "{}") }
        let result = try await Trial.run(
            #"{ "name": "flow", "steps": [ { "name": "a", "expect": { "status": 200 }, "capture": { "id": "$.id" } } ] }"#,
            sender
        )
        #expect(result.verdicts == [.failed])
        #expect(result.cases[0].steps[0].findings.map(\.expectation) == ["capture.id"])
    }

    @Test func retryAsksAgainAfterTheStatusesItNames() async throws {
        let scenario =
            #"{ "name": "r", "retry": { "times": 3, "delay": "1ms", "on": [503] }, "expect": { "status": 200 } }"#
        let sender = TableSender { _, number in Trial.response(number < 2 ? 503 : 200) }
        let result = try await Trial.run(scenario, sender)
        #expect(result.verdicts == [.passed])
        #expect(result.cases[0].steps[0].attempts == 3)
        let other = TableSender { _, _ in Trial.response(500) }
        #expect(try await Trial.run(scenario, other).verdicts == [.failed])
        #expect(other.sent.count == 1)
        let never = TableSender { _, _ in Trial.response(503) }
        #expect(try await Trial.run(scenario, never).verdicts == [.failed])
        #expect(never.sent.count == 4)
    }

    @Test func eventuallyAsksUntilItHolds() async throws {
        let sender = TableSender { _, number in
            Trial.response(200, [:], number < 3 ? #"{"state":"new"}"# : #"{"state":"done"}"#)
        }
        let result = try await Trial.run(
            #"""
            { "name": "e", "eventually": { "within": "30s", "every": "1ms" }, "expect": { "json": { "$.state": "done" } } }
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        #expect(result.cases[0].steps[0].attempts == 4)
    }

    @Test("A request under way is waited for no longer than until the deadline")
    func eventuallyEndsInTime() async throws {
        let timeouts = Mutex<[UInt64]>([])
        let sender = TimedSender { options, number in
            timeouts.withLock { $0.append(options.timeout) }
            if number == 0 { return Trial.response(200, [:], #"{"state":"new"}"#) }
            // Without a deadline it would come to this.
            if number == 3 { return Trial.response(200, [:], #"{"state":"done"}"#) }
            try? await Task.sleep(nanoseconds: min(options.timeout, 500_000_000))
            return Trial.failure(.timeout)
        }
        let result = try await Trial.run(
            #"""
            { "name": "e", "eventually": { "within": "300ms", "every": "1ms" }, "expect": { "json": { "$.state": "done" } } }
            """#,
            sender
        )
        #expect(result.verdicts == [.failed])
        let step = try #require(result.cases.first?.steps.first)
        #expect(step.attempts == 2)
        #expect(step.findings.map(\.expectation) == ["json.$.state"], "the last answer is what is told")
        let last = try #require(timeouts.withLock { $0.last })
        #expect(last <= 300_000_000)
    }

    @Test("A time-out that is awaited is one of the request's own time, not of what was left")
    func eventuallyIsNotCutShortIntoHolding() async throws {
        let sender = TimedSender { options, _ in
            try? await Task.sleep(nanoseconds: min(options.timeout, 50_000_000))
            return Trial.failure(.timeout)
        }
        let result = try await Trial.run(
            #"{ "name": "e", "eventually": { "within": "20ms", "every": "1ms" }, "expect": { "failure": "timeout" } }"#,
            sender
        )
        #expect(result.verdicts == [.failed])
    }

    @Test(arguments: ["99999999999999999999", "18446744073709551615", "3"])
    func aRetryAfterIsObeyedUpToTheTimeout(_ seconds: String) async throws {
        let sender = TableSender { _, number in
            number == 0 ? Trial.response(503, ["Retry-After": seconds]) : Trial.response(200)
        }
        let result = try await Trial.run(
            #"{ "name": "r", "request": { "timeout": "20ms" }, "retry": { "times": 1, "delay": "0ms" }, "expect": { "status": 200 } }"#,
            sender
        )
        #expect(result.verdicts == [.passed])
    }

    @Test("What the server asks to wait is waited, and the delay of the file where that is longer")
    func aRetryAfterIsWaitedFor() async throws {
        for (delay, seconds, least) in [("0ms", "1", 1_000_000_000), ("300ms", "0", 300_000_000)] as [(_, _, UInt64)] {
            let instants = Mutex<[UInt64]>([])
            let sender = TableSender { _, number in
                instants.withLock { $0.append(MonotonicClock.now()) }
                return number == 0 ? Trial.response(503, ["Retry-After": seconds]) : Trial.response(200)
            }
            let result = try await Trial.run(
                #"{ "name": "r", "retry": { "times": 1, "delay": "\#(delay)" }, "expect": { "status": 200 } }"#,
                sender
            )
            #expect(result.verdicts == [.passed])
            let sent = instants.withLock { $0 }
            try #require(sent.count == 2)
            #expect(sent[1] - sent[0] >= least)
        }
    }

    @Test("A run that is stopped between two polls tells nothing of the endpoint")
    func aStoppedPollIsNotMeasured() async throws {
        let sender = TableSender { _, _ in Trial.response(200) }
        let task = Task {
            try await Trial.run(
                #"{ "name": "e", "eventually": { "within": "2h", "every": "1h" }, "expect": { "status": 404 } }"#,
                sender
            )
        }
        while sender.sent.isEmpty { try await Task.sleep(nanoseconds: 1_000_000) }
        try await Task.sleep(nanoseconds: 20_000_000)
        task.cancel()
        let result = try await task.value
        #expect(result.verdicts == [.error])
        #expect(result.interrupted)
    }

    @Test(arguments: [
        (200, Verdict.answered, "yes" as String?), (404, .answered, "no"), (500, .answered, nil),
    ])
    func aQuestionIsAnsweredAndNeverFails(_ status: Int, _ verdict: Verdict, _ answer: String?) async throws {
        let result = try await Trial.run(
            #"""
            { "name": "q", "question": "Is it there?",
              "answers": [ { "answer": "yes", "when": { "status": 200 } }, { "answer": "no", "when": { "status": 404 } } ] }
            """#,
            TableSender { _, _ in Trial.response(status) }
        )
        #expect(result.verdicts == [verdict])
        #expect(result.cases[0].question?.answer == answer)
        #expect(result.exitCode == 0)
        #expect(result.cases[0].question?.observed.hasPrefix("\(status)") == true)
    }

    @Test func aQuestionWhoseAnswerCantBeJudgedFailsAndSaysSo() async throws {
        let text = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        let result = try await Trial.run(
            #"""
            { "name": "q", "question": "Is it secret?",
              "answers": [
                { "answer": "yes", "when": { "json": { "$..*..*..*..*": { "not": ["x"] } } } },
                { "answer": "no", "when": { "status": 200 } } ] }
            """#,
            TableSender { _, _ in Trial.response(200, [:], text) }
        )
        #expect(result.verdicts == [.failed])
        #expect(result.cases[0].question?.answer == nil)
        #expect(result.cases[0].steps[0].findings.first?.found.contains("steps") == true)
    }

    @Test(arguments: [(200, Verdict.passed), (404, .failed), (500, .failed)])
    func aPinnedQuestionFailsWhenTheAnswerChanges(_ status: Int, _ verdict: Verdict) async throws {
        let result = try await Trial.run(
            #"""
            { "name": "q", "question": "Is it there?", "pinned": "yes",
              "answers": [ { "answer": "yes", "when": { "status": 200 } }, { "answer": "no", "when": { "status": 404 } } ] }
            """#,
            TableSender { _, _ in Trial.response(status) }
        )
        #expect(result.verdicts == [verdict])
    }
}
