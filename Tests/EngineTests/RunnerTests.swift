import Engine
import HTTP
import Results
import Substitution
import Synchronization
import Testing

@Suite struct RunnerTests {
    private static let three = """
        { "name": "one", "request": { "path": "/1" }, "expect": { "status": 200 } },
        { "name": "two", "request": { "path": "/2" }, "expect": { "status": 200 } },
        { "name": "three", "request": { "path": "/3" }, "expect": { "status": 200 } }
        """

    @Test(arguments: [1, 2, 8])
    func reportsInFileOrder(_ jobs: Int) async throws {
        let sender = TableSender { request, _ in
            if request.url.hasSuffix("/1") { for _ in 0..<50 { await Task.yield() } }
            return Trial.response(200)
        }
        var options = RunOptions()
        options.jobs = jobs
        let result = try await Trial.run(Self.three, sender, options)
        #expect(result.cases.map(\.name) == ["one", "two", "three"])
        #expect(result.exitCode == 0)
        if jobs == 1 { #expect(sender.sent.map(\.url).map { $0.suffix(2) } == ["/1", "/2", "/3"]) }
    }

    @Test func aFailureGivesOneAndAnUnreachableTargetThree() async throws {
        let failing = try await Trial.run(
            Self.three,
            TableSender { _, number in Trial.response(number == 1 ? 500 : 200) }
        )
        #expect(failing.exitCode == 1)
        #expect(failing.count(.failed) == 1)
        let unreachable = try await Trial.run(Self.three, TableSender { _, _ in Trial.failure(.refused) })
        #expect(unreachable.verdicts == [.error, .error, .error])
        #expect(unreachable.exitCode == 3)
        #expect(unreachable.cases[0].reason == "refused: words of the transport")
    }

    @Test(arguments: [FailureCategory.reset, .malformed, .tooLarge])
    func whatHappensOnAnOpenConnectionIsTheEndpointsDoing(_ category: FailureCategory) async throws {
        let result = try await Trial.run(Self.three, TableSender { _, _ in Trial.failure(category) })
        #expect(result.verdicts == [.failed, .failed, .failed])
        #expect(result.cases[0].steps[0].findings.map(\.found).first?.contains(category.rawValue) == true)
    }

    @Test func failFastSkipsTheRestWithItsReason() async throws {
        var options = RunOptions()
        options.jobs = 1
        options.failFast = true
        let result = try await Trial.run(Self.three, TableSender { _, _ in Trial.response(500) }, options)
        #expect(result.verdicts == [.failed, .skipped, .skipped])
        #expect(result.cases[1].reason == "not run, as --fail-fast asks: 'one' failed")
    }

    /// What runs beside the first failure ends with it, and its cleanup is done.
    @Test func failFastEndsWhatRunsBesideIt() async throws {
        var options = RunOptions()
        options.jobs = 2
        options.failFast = true
        let isWaiting = Atomic(false)
        let sender = TableSender { request, _ in
            if request.url.hasSuffix("/wait") { isWaiting.store(true, ordering: .relaxed) }
            // It is to fail beside the other, and not before that.
            while request.url.hasSuffix("/fail"), !isWaiting.load(ordering: .relaxed), !Task.isCancelled {
                await Task.yield()
            }
            return Trial.response(request.url.hasSuffix("/tidy") ? 200 : 500)
        }
        let result = try await Trial.run(
            #"""
            { "name": "waits", "request": { "path": "/wait" }, "expect": { "status": 200 }, "eventually": { "within": "20s", "every": "10ms" },
              "cleanup": [ { "request": { "path": "/tidy" } } ] },
            { "name": "fails", "request": { "path": "/fail" }, "expect": { "status": 200 } }
            """#,
            sender,
            options
        )
        #expect(result.verdicts == [.error, .failed], "\(result.cases.map(\.reason))")
        #expect(sender.sent.count < 1000, "it polled to its end")
        #expect(sender.sent.last?.url.hasSuffix("/tidy") == true)
        #expect(result.exitCode == 1 && !result.interrupted)
    }

    /// One answer in between, and the count begins anew.
    @Test(arguments: [0, 1, 10])
    func aTargetThatCannotBeReachedIsNotAskedForEver(_ limit: Int) async throws {
        let scenarios = (0..<16).map { #"{ "name": "\#($0)", "expect": { "status": 200 } }"# }.joined(separator: ",")
        let sender = TableSender { _, number in number == 3 ? Trial.response(200) : Trial.failure(.refused) }
        var options = RunOptions()
        options.jobs = 1
        options.unreachableAfter = limit
        let result = try await Trial.run(scenarios, sender, options)
        let passed = limit == 1 ? 0 : 1
        #expect(result.count(.passed) == passed)
        #expect(result.count(.error) == (limit == 1 ? 1 : limit == 10 ? 13 : 15))
        #expect(result.count(.skipped) == 16 - passed - result.count(.error))
        #expect(result.exitCode == 3)
        if limit == 10 {
            #expect(
                result.cases.last?.reason
                    == "the target can't be reached: 10 cases in a row had no connection, the last one for this: refused: words of the transport"
            )
        }
    }

    @Test func repeatsAreCasesOfTheirOwn() async throws {
        var options = RunOptions()
        options.repeats = 2
        let result = try await Trial.run(Self.three, TableSender { _, _ in Trial.response(200) }, options)
        #expect(
            result.cases.map(\.name) == ["one", "two", "three", "one (repeat 2)", "two (repeat 2)", "three (repeat 2)"]
        )
    }

    @Test func aSeedGivesItsOrder() async throws {
        func order(_ seed: UInt64) async throws -> [String] {
            var options = RunOptions()
            options.jobs = 1
            options.shuffles = true
            options.seed = seed
            let sender = TableSender { _, _ in Trial.response(200) }
            let result = try await Trial.run(Self.three, sender, options)
            #expect(result.cases.map(\.name) == ["one", "two", "three"], "reports keep the file's order")
            return sender.sent.map(\.url)
        }
        #expect(try await order(1) == (try await order(1)))
        var orders = Set<[String]>()
        for seed in 0..<20 { orders.insert(try await order(UInt64(seed))) }
        #expect(orders.count > 1)
    }

    @Test func whatWasNotRunWhenItWasStoppedIsSkipped() async throws {
        let began = AsyncStream.makeStream(of: Void.self)
        let sender = TableSender { _, _ in
            began.continuation.yield()
            try? await Task.sleep(for: .seconds(60))
            return Trial.failure(.cancelled)
        }
        let plan = try Trial.plan(Self.three)
        var options = RunOptions()
        options.jobs = 1
        let runner = Runner(options: options, files: FileStore(), sender: { _ in sender })
        let task = Task { await runner.run(plan, targets: [SuiteTarget(url: "http://127.0.0.1:1")]) }
        for await _ in began.stream { break }
        task.cancel()
        let result = await task.value
        #expect(result.interrupted)
        #expect(result.exitCode == 3)
        #expect(result.verdicts == [.error, .skipped, .skipped])
    }

    @Test func everyCaseBeginsAndEnds() async throws {
        let events = Mutex<[String]>([])
        _ = try await Trial.run(Self.three, TableSender { _, _ in Trial.response(200) }) { event in
            events.withLock { events in
                switch event {
                case .loading: break
                case .began(let place, let name): events.append("\(place.suite).\(place.index) began \(name)")
                case .ended(let place, let result):
                    events.append("\(place.suite).\(place.index) ended \(result.name)")
                case .suiteEnded(let index, let suite): events.append("\(index) ended with \(suite.cases.count)")
                }
            }
        }
        let seen = events.withLock { $0 }
        let cases = ["one", "two", "three"].enumerated().flatMap { ["0.\($0) began \($1)", "0.\($0) ended \($1)"] }
        #expect(Set(seen.dropLast()) == Set(cases))
        #expect(seen.last == "0 ended with 3")
    }
}
