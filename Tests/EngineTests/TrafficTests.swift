import Engine
import HTTP
import Measurement
import Results
import Scenarios
import Synchronization
import Testing

@Suite struct TrafficTests {
    /// What must hold of every burst and load, whatever happens.
    private func addsUp(_ load: LoadResult) -> Bool {
        load.offered == load.sent + load.unsent && load.sent == load.completed + load.failures.values.reduce(0, +)
            && load.statuses.values.reduce(0, +) == load.completed && load.broken <= load.completed
    }

    private func load(_ result: RunResult) throws -> LoadResult {
        try #require(result.cases.first?.steps.first?.load)
    }

    @Test func aBurstIsJudgedAsASet() async throws {
        let sender = TableSender { _, number in
            number == 7 ? Trial.response(201, [:], #"{"id":"7"}"#) : Trial.response(409, [:], #"{"id":"\#(number)"}"#)
        }
        let result = try await Trial.run(
            #"""
            { "name": "b", "burst": { "requests": 16 },
              "expect": { "status": [201, 409], "counts": { "201": 1, "4xx": 15 }, "unique": ["$.id"] } }
            """#,
            sender
        )
        #expect(result.verdicts == [.passed])
        let load = try load(result)
        #expect(load.offered == 16 && load.completed == 16 && load.statuses == [201: 1, 409: 15])
        #expect(addsUp(load))
    }

    @Test func twoWinnersAreOneTooMany() async throws {
        let sender = TableSender { _, number in Trial.response(number < 2 ? 201 : 409) }
        let result = try await Trial.run(
            #"{ "name": "b", "burst": { "requests": 8 }, "expect": { "status": [201, 409], "counts": { "201": 1 } } }"#,
            sender
        )
        #expect(result.verdicts == [.failed])
        #expect(result.cases[0].steps[0].findings.map(\.expectation) == ["counts.201"])
    }

    @Test func failuresOfEachKindAreKeptWithTheirNumber() async throws {
        let sender = TableSender { _, number in
            number % 3 == 0 ? Trial.failure(.reset) : Trial.response(number % 3 == 1 ? 500 : 200)
        }
        let result = try await Trial.run(
            #"{ "name": "b", "burst": { "requests": 30 }, "expect": { "status": 200, "failures": "10%" } }"#,
            sender
        )
        #expect(result.verdicts == [.failed])
        let load = try load(result)
        #expect(addsUp(load))
        #expect(load.failures == [.reset: 10] && load.broken == 10)
        #expect(load.examples.map(\.count).sorted() == [10, 10])
    }

    @Test func aConstantRateOffersWhatItSays() async throws {
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "rate": "100/s", "for": "500ms", "warmUp": "100ms" }, "expect": { "status": 200 } }"#,
            TableSender { _, _ in Trial.response(200) }
        )
        let load = try load(result)
        #expect(load.offered == 50 && load.sent == 50 && load.completed == 50 && load.warmUp == 10)
        #expect(addsUp(load))
    }

    @Test func theTimeThatARequestWaitsForItsTurnCounts() async throws {
        // The sender begins late: what was meant to start before that has waited for it.
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "rate": "200/s", "for": "100ms" }, "expect": { "status": 200 } }"#,
            TableSender(took: 50_000_000) { _, _ in Trial.response(200) }
        )
        let load = try load(result)
        #expect(load.responseTime.min >= 50_000_000)
        #expect(load.serviceTime.max == 50_000_000)
        #expect(load.responseTime.max >= load.serviceTime.max)
    }

    @Test func usersWaitForTheirAnswers() async throws {
        let inFlight = Mutex((now: 0, most: 0))
        let sender = TableSender { _, _ in
            inFlight.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            try? await Task.sleep(for: .milliseconds(2))
            inFlight.withLock { $0.now -= 1 }
            return Trial.response(200)
        }
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "users": 3, "think": "1ms", "for": "200ms" }, "expect": { "status": 200 } }"#,
            sender
        )
        let load = try load(result)
        #expect(addsUp(load))
        #expect(load.sent == sender.sent.count)
        #expect(inFlight.withLock { $0.most } <= 3)
    }

    @Test func aLoadThatReachesNothingIsNotMeasured() async throws {
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "rate": "100/s", "for": "100ms" }, "expect": { "status": 200 } }"#,
            TableSender { _, _ in Trial.failure(.refused) }
        )
        #expect(result.verdicts == [.error])
        #expect(result.exitCode == 3)
    }
}
