import Engine
import HTTP
import JSON
import Measurement
import MockServer
import Results
import Scenarios
import Testing

/// Loads and bursts by the engine at wire speed, from the scenario file to the figures.
@Suite struct WireLoadTests {
    private static let mock = #"""
        { "mock": "m", "tokens": { "access": { "lifetime": "20m" } }, "rules": [
          { "name": "a", "when": { "path": "/a" }, "respond": { "status": 200, "json": { "code": "0", "n": "${request.json.n}" } } },
          { "name": "b", "when": { "path": "/b/{id}" }, "respond": { "status": 201, "json": { "id": "${request.path.id}" } } },
          { "name": "moved", "when": { "path": "/moved" }, "respond": { "status": 302, "headers": { "Location": "/a" } } },
          { "name": "away", "when": { "path": "/away" },
            "respond": { "status": 302, "headers": { "Location": "http://other.invalid/" } } },
          { "name": "first", "when": { "path": "/claim", "state": { "taken": { "missing": true } } },
            "respond": { "status": 201, "set": { "taken": true } } },
          { "name": "late", "when": { "path": "/claim" }, "respond": { "status": 409 } } ] }
        """#

    private func run(_ scenario: String) async throws -> LoadTrial {
        try await LoadTrial.run(scenario, mock: Self.mock)
    }

    @Test func aConstantRateOffersWhatItSays() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "request": { "method": "POST", "path": "/a", "json": { "n": "${index}", "u": "${uuid}" } },
              "load": { "rate": "200/s", "for": "500ms", "warmUp": "100ms" }, "expect": { "status": 200, "json": { "$.code": "0" } } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .passed, "\(outcome.result.reason) \(load.examples)")
        #expect(load.offered == 100 && load.sent == 100 && load.completed == 100 && load.warmUp == 20)
        #expect(load.statuses == [200: 100])
        #expect(load.responseTime.count == 100 && load.responseTime.min >= load.serviceTime.min)
        #expect(load.audit != nil && load.recording?.responseTime.total == 100)
        // Every request had an index and an ID of its own, whichever thread sent it.
        let bodies = try outcome.requests.map { try JSONParser.parse($0.request.body) }
        #expect(Set(bodies.compactMap { $0["n"]?.number?.int }) == Set(0..<120))
        #expect(Set(bodies.compactMap { $0["u"]?.string }).count == 120)
    }

    @Test func rowsAndWeightsDecideWhatIsSent() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "expect": { "status": "2xx" }, "request": { "path": "/a" },
              "load": { "rate": "400/s", "for": "500ms", "data": [ { "id": "x1" }, { "id": "x2" }, { "id": "x3" } ],
                "requests": [ { "name": "one", "weight": 3, "request": { "path": "/a?id=${id}" } },
                              { "name": "two", "request": { "path": "/b/${id}" }, "expect": { "status": 201 } } ] } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .passed, "\(load.examples)")
        #expect(load.completed == 200)
        let some = load.statuses[201] ?? 0
        #expect((20...90).contains(some), "a quarter is expected: \(some)")
        #expect(Set(load.parts.map(\.request)) == ["one", "two"])
        let ids = outcome.requests.map { $0.request.target.suffix(2) }
        #expect(Set(ids) == ["x1", "x2", "x3"])
    }

    @Test func aColumnNamesWhatIsSent() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "expect": { "status": 200 },
              "request": { "method": "POST", "path": "/a", "query": { "${key}": "1" }, "headers": { "X-${key}": "2" },
                           "json": { "n": 1, "${key}": "${index}" } },
              "load": { "rate": "200/s", "for": "100ms", "data": [ { "key": "one" }, { "key": "two" } ] } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .passed, "\(outcome.result.reason) \(load.examples)")
        #expect(load.completed == 20)
        for request in outcome.requests.map(\.request) {
            let name = String(request.target.dropFirst("/a?".count).prefix(3))
            #expect(["one", "two"].contains(name) && request.target == "/a?\(name)=1")
            #expect(request.headers["X-\(name)"] == "2")
            #expect(try JSONParser.parse(request.body)[name] != nil)
        }
        #expect(Set(outcome.requests.map(\.request.target)).count == 2)
    }

    @Test func aBrokenExpectationIsFoundWithItsEvidence() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "request": { "path": "/a" }, "load": { "rate": "100/s", "for": "200ms" },
              "expect": { "status": 200, "json": { "$.code": "1" } } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .failed)
        #expect(load.broken == 20)
        let example = try #require(load.examples.first)
        #expect(example.count == 20)
        #expect(example.kind.contains("$.code") && example.kind.contains("expected \"1\""))
        #expect(example.response?.content.text.contains("\"code\":\"0\"") == true)
        #expect(example.request?.url.hasSuffix("/a") == true)
    }

    @Test func aWrongStatusReadsAsInAnyOtherCase() async throws {
        let outcome = try await run(
            #"{ "name": "l", "request": { "path": "/nowhere" }, "load": { "rate": "100/s", "for": "100ms" }, "expect": { "status": 200 } }"#
        )
        #expect(outcome.result.verdict == .failed)
        #expect(outcome.load?.examples.map(\.kind) == ["status: expected 200, found 404"])
    }

    @Test func aBurstHasOneWinner() async throws {
        let outcome = try await run(
            #"""
            { "name": "b", "request": { "method": "POST", "path": "/claim" }, "burst": { "requests": 20, "release": "last-byte" },
              "expect": { "status": [201, 409], "counts": { "201": 1, "409": 19 } } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .passed, "\(load.statuses) \(load.failures) \(outcome.result.reason)")
        #expect(load.completed == 20)
        let release = try #require(load.release)
        #expect(release.mode == "last-byte" && release.spread > 0)
    }

    @Test func usersAreServed() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "request": { "path": "/a", "headers": { "X-User": "${user}" } },
              "load": { "users": 3, "think": "5ms", "for": "300ms" }, "expect": { "status": 200 } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(outcome.result.verdict == .passed)
        #expect(load.completed > 0 && load.offered + load.resent == load.sent + load.unsent)
        #expect(Set(outcome.requests.compactMap { $0.request.headers["X-User"] }) == ["0", "1", "2"])
    }

    @Test func redirectsAreFollowedWithinTheOrigin() async throws {
        let scenario = #"""
            { "name": "l", "request": { "method": "POST", "path": "/moved", "json": { "n": "${index}" } },
              "load": { "rate": "50/s", "for": "100ms" }, "expect": { "status": 200 }, "connection": { "redirects": 1 } }
            """#
        let outcome = try await run(scenario)
        #expect(outcome.result.verdict == .passed, "\(outcome.result.reason)")
        let load = try #require(outcome.load)
        #expect(load.completed == 5 && load.statuses == [200: 5])
        #expect(outcome.requests.count == 10)
        let followed = outcome.requests.map(\.request).filter { $0.target == "/a" }
        #expect(followed.count == 5)
        #expect(followed.allSatisfy { $0.method == "GET" && $0.body.isEmpty && $0.headers["Content-Type"] == nil })
        let elsewhere = try await run(scenario.replacing("/moved", with: "/away"))
        #expect(elsewhere.result.verdict == .error)
        #expect(elsewhere.load?.failures == [.request: 5])
    }

    @Test func allResponsesOfALoadAreHeldAgainstEachOther() async throws {
        let scenario = #"""
            { "name": "l", "request": { "path": "/a" },
              "load": { "rate": "50/s", "for": "100ms" }, "expect": { "status": 200, "same": ["$.code"] } }
            """#
        let outcome = try await run(scenario)
        #expect(outcome.result.verdict == .passed, "\(outcome.result.reason)")
        #expect(outcome.load?.audit != nil && outcome.load?.completed == 5)
        let broken = try await run(scenario.replacing(#""same""#, with: #""unique""#))
        #expect(broken.result.verdict == .failed, "\(broken.result.reason)")
    }

    @Test func signedRequestsAreMadeOneByOne() async throws {
        let outcome = try await run(
            #"""
            { "name": "l", "load": { "rate": "100/s", "for": "200ms" }, "expect": { "status": 200 },
              "request": { "method": "POST", "path": "/a", "headers": { "X-Date": "${now:iso8601}", "X-Id": "${uuid}" }, "json": { "n": "${index}" },
                "auth": { "hmac": { "id": "i", "secret": "s", "signedHeaders": ["x-date", "x-id"],
                  "canonicalRequest": "{method}\n{path}\n{headers}\n{body-hash}", "stringToSign": "{canonicalRequest-hash}",
                  "headers": { "Authorization": "HMAC {signature}" } } } } }
            """#
        )
        let load = try #require(outcome.load)
        #expect(load.completed == 20)
        #expect(Set(outcome.requests.compactMap { $0.request.headers["Authorization"] }).count == 20)
        #expect(
            Set(outcome.requests.compactMap { try? JSONParser.parse($0.request.body)["n"]?.number?.int }) == Set(0..<20)
        )
    }

    @Test func aLoadThatReachesNothingIsNotMeasured() async throws {
        let folder = try TemporaryFolder()
        let server = MockServer(try Mock.load(try folder.write("mock.json", Self.mock)), threads: 1)
        let address = try await server.start()
        await server.stop()
        let suite = try folder.write(
            "suite.json",
            #"{ "suite": "s", "scenarios": [{ "name": "l", "load": { "rate": "50/s", "for": "100ms" }, "expect": { "status": 200 } }] }"#
        )
        let outcome = try await Program.run([
            "run", suite, "--target", address.url, "--report-dir", folder.path + "/reports",
        ])
        #expect(outcome.code == 3, "\(outcome.output)")
        #expect(outcome.output.contains("refused"))
    }
}
