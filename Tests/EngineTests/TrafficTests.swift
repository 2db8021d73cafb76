import Engine
import HTTP
import HostileServer
import Measurement
import Results
import Scenarios
import Testing

@Suite struct TrafficTests {
    /// What must hold of every burst and load, whatever happens.
    private func addsUp(_ load: LoadResult) -> Bool {
        load.offered + load.resent == load.sent + load.unsent
            && load.sent == load.completed + load.resent + load.failures.values.reduce(0, +)
            && load.statuses.values.reduce(0, +) == load.completed && load.broken <= load.completed
    }

    private func load(_ result: RunResult) throws -> LoadResult {
        try #require(result.cases.first?.steps.first?.load)
    }

    /// An answer with this status and content.
    private static func reply(_ status: Int, _ content: String = "") -> Reply {
        .parts(["HTTP/1.1 \(status) Words\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)"])
    }

    @Test func aBurstIsJudgedAsASet() async throws {
        let (result, _) = try await Trial.traffic(
            #"""
            { "name": "b", "burst": { "requests": 16 },
              "expect": { "status": [201, 409], "counts": { "201": 1, "4xx": 15 }, "unique": ["$.id"] } }
            """#
        ) { _, _, number in Self.reply(number == 7 ? 201 : 409, #"{"id":"\#(number)"}"#) }
        #expect(result.verdicts == [.passed])
        let load = try load(result)
        #expect(load.offered == 16 && load.completed == 16 && load.statuses == [201: 1, 409: 15])
        #expect(addsUp(load))
    }

    @Test func twoWinnersAreOneTooMany() async throws {
        let (result, _) = try await Trial.traffic(
            #"{ "name": "b", "burst": { "requests": 8 }, "expect": { "status": [201, 409], "counts": { "201": 1 } } }"#
        ) { _, _, number in Self.reply(number < 2 ? 201 : 409) }
        #expect(result.verdicts == [.failed])
        #expect(result.cases[0].steps[0].findings.map(\.expectation) == ["counts.201"])
    }

    @Test func failuresOfEachKindAreKeptWithTheirNumber() async throws {
        let (result, _) = try await Trial.traffic(
            #"{ "name": "b", "burst": { "requests": 30 }, "expect": { "status": 200, "failures": "10%" } }"#
        ) { _, _, number in number % 3 == 0 ? .close : Self.reply(number % 3 == 1 ? 500 : 200) }
        #expect(result.verdicts == [.failed])
        let load = try load(result)
        #expect(addsUp(load))
        #expect(load.failures == [.reset: 10] && load.broken == 10)
        #expect(load.examples.map(\.count).sorted() == [10, 10])
    }

    @Test func aConstantRateOffersWhatItSays() async throws {
        let (result, requests) = try await Trial.traffic(
            #"{ "name": "l", "load": { "rate": "100/s", "for": "500ms", "warmUp": "100ms" }, "expect": { "status": 200 } }"#
        ) { _, _, _ in Self.reply(200) }
        let load = try load(result)
        #expect(load.offered == 50 && load.sent == 50 && load.completed == 50 && load.warmUp == 10 && requests == 60)
        #expect(addsUp(load))
    }

    @Test func usersWaitForTheirAnswers() async throws {
        let (result, requests) = try await Trial.traffic(
            #"{ "name": "l", "load": { "users": 3, "think": "1ms", "for": "200ms" }, "expect": { "status": 200 } }"#
        ) { _, _, _ in Self.reply(200) }
        let load = try load(result)
        #expect(addsUp(load))
        #expect(load.sent == requests)
        #expect((load.audit?.peakInFlight ?? 0) <= 3)
    }

    @Test func eachRequestThroughAProxyHasTheFormThatItsTargetNeeds() async throws {
        let server = try TestServer { request, _, _ in
            Self.reply(request.hasPrefix("CONNECT ") ? 403 : 200)
        }
        let (_, requests) = try await Trial.proxied(
            """
            { "name": "l", "load": { "rate": "100/s", "for": "200ms", "requests": [
                { "name": "plain", "request": { "url": "http://name.invalid/a" } },
                { "name": "TLS", "request": { "url": "https://other.invalid/b" } },
                { "name": "direct", "request": { "url": "\(server.url)/c" } } ] },
              "connection": { "proxy": "\(server.url)" }, "expect": { "status": 200 } }
            """,
            server
        )
        let lines = Set(requests.map { String($0.prefix { $0 != "\r\n" }) })
        #expect(
            lines == [
                "GET http://name.invalid/a HTTP/1.1", "CONNECT other.invalid:443 HTTP/1.1", "GET /c HTTP/1.1",
            ]
        )
    }

    @Test func anExpectedFailureIsOneInABurstAndInALoadToo() async throws {
        let result = try await Trial.traffic(
            """
            { "name": "b", "burst": { "requests": 4 }, "expect": { "failure": "reset" } },
            { "name": "l", "load": { "rate": "100/s", "for": "100ms" }, "expect": { "failure": ["timeout", "reset"] } },
            { "name": "o", "load": { "rate": "100/s", "for": "100ms" }, "expect": { "failure": "timeout" } }
            """
        ) { _, _, _ in .close }.result
        #expect(result.verdicts == [.passed, .passed, .failed])
        #expect(result.cases.map { $0.steps[0].load?.expectedFailures } == [[.reset: 4], [.reset: 10], [:]])
    }

    @Test func aLoadThatReachesNothingIsNotMeasured() async throws {
        let port = try TestServer.unusedPort()
        let result = try await Trial.run(
            #"{ "name": "l", "load": { "rate": "100/s", "for": "100ms" }, "expect": { "status": 200 } }"#,
            TableSender { _, _ in Trial.failure(.refused) },
            target: "http://127.0.0.1:\(port)"
        )
        #expect(result.verdicts == [.error])
        #expect(result.exitCode == 3)
    }
}
