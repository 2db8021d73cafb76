import HTTP
import Testing
import Transport

/// Many requests at a time: all in flight, no more than allowed, each with its own answer.
@Suite(.eachWay) struct ConcurrencyTests {
    /// Answers with the request's path, when `gate` is open.
    private static func echo(_ gate: Gate? = nil, arriving arrivals: Gate? = nil) -> ScriptedServer.Script {
        { connection in
            while let request = connection.readRequest() {
                arrivals?.arrive()
                gate?.wait()
                let path = request.split(separator: " ")[1]
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
    }

    @Test func allOfABurstAreInFlightAtOnce() async throws {
        let count = 64
        let arrivals = Gate(after: count)
        // Every answer waits for the last request.
        try await withServer(script: Self.echo(arrivals, arriving: arrivals)) { server, client in
            let exchanges = await client.sendAll((0..<count).map { request("\(server.url)/\($0)") })
            let texts = try exchanges.map { try $0.response().text }
            #expect(texts == (0..<count).map { "/\($0)" })
            #expect(server.connections == count)
            #expect(Set(exchanges.map(\.intended)).count == 1)
        }
    }

    @Test func answersKeepTheOrderOfTheRequests() async throws {
        let script: ScriptedServer.Script = { connection in
            while let request = connection.readRequest() {
                let path = request.split(separator: " ")[1]
                // The later ones are answered first.
                if path == "/0" { ConcurrencyTests.turn.wait() } else if path == "/9" { ConcurrencyTests.turn.arrive() }
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        try await withServer(script: script) { server, client in
            let exchanges = await client.sendAll((0..<10).map { request("\(server.url)/\($0)") })
            let texts = try exchanges.map { try $0.response().text }
            #expect(texts == (0..<10).map { "/\($0)" })
        }
    }

    private static let turn = Gate()

    @Test(arguments: [1, 3])
    func noMoreThanAllowedAreInFlight(limit: Int) async throws {
        let inside = HighWater()
        let script: ScriptedServer.Script = { connection in
            while connection.readRequest() != nil {
                inside.enter()
                connection.pause()
                inside.leave()
                connection.write(ok)
            }
        }
        var configuration = ClientConfiguration()
        configuration.maxInFlight = limit
        try await withServer(configuration, script: script) { server, client in
            let exchanges = await client.sendAll((0..<20).map { _ in request("\(server.url)/") })
            for exchange in exchanges { _ = try exchange.response() }
            #expect(inside.most == limit)
            #expect(server.connections == limit)
            // Those that waited count their wait.
            let last = try #require(exchanges.last)
            #expect(last.started > last.intended)
            #expect(last.responseTime > last.serviceTime)
        }
    }

    @Test func waitingRequestsStartInOrder() async throws {
        var configuration = ClientConfiguration()
        configuration.maxInFlight = 1
        try await withServer(configuration, script: Self.echo()) { server, client in
            _ = await client.sendAll((0..<30).map { request("\(server.url)/\($0)") })
            #expect(server.requests.map { $0.split(separator: " ")[1] } == (0..<30).map { "/\($0)" })
        }
    }

    @Test func manyTasksGetTheirOwnAnswers() async throws {
        try await withServer(script: Self.echo()) { server, client in
            let wrong = await withTaskGroup(of: Int.self) { group in
                for task in 0..<50 {
                    group.addTask {
                        var wrong = 0
                        for index in 0..<20 {
                            let path = "/\(task)-\(index)"
                            let exchange = await client.send(request(server.url + path))
                            if case .success(let response) = exchange.outcome, response.text == path { continue }
                            wrong += 1
                        }
                        return wrong
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(wrong == 0)
            #expect(server.requests.count == 1000)
            // Most requests go over a connection that is there. How many stay open depends on how quickly the tasks
            // take turns.
            #expect(server.connections < 500)
        }
    }

    @Test func nothingIsSentForNothing() async throws {
        let client = try newClient()
        let exchanges = await client.sendAll([])
        await client.shutdown()
        #expect(exchanges.isEmpty)
    }
}
