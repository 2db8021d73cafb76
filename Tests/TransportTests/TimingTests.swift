import HTTP
import Testing
import Transport

/// The phases come in their order and are absent when they did not happen.
@Suite(.eachWay) struct TimingTests {
    @Test func thePhasesOfANewConnectionAreInOrder() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let exchange = await client.send(request("http://localhost:\(server.port)/"))
            _ = try exchange.response()
            let timings = exchange.timings
            let reached = [timings.nameLookup, timings.connect, timings.send, timings.firstByte]
            let phases = try reached.map { try #require($0) }
            #expect(phases + [timings.total] == (phases + [timings.total]).sorted())
            #expect(phases.allSatisfy { $0 > 0 })
            #expect(timings.tls == nil)
            #expect(exchange.newConnection)
            #expect(exchange.peer == "127.0.0.1:\(server.port)")
        }
    }

    @Test func aReusedConnectionHasNoPhasesOfItsOwn() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let first = await client.send(request("\(server.url)/"))
            let second = await client.send(request("\(server.url)/"))
            _ = try second.response()
            #expect(first.newConnection && !second.newConnection)
            #expect(second.timings.nameLookup == nil)
            #expect(second.timings.connect == nil)
            #expect(second.timings.tls == nil)
            let (send, firstByte) = (try #require(second.timings.send), try #require(second.timings.firstByte))
            #expect(send <= firstByte && firstByte <= second.timings.total)
            #expect(second.peer == "127.0.0.1:\(server.port)")
            #expect(server.connections == 1)
        }
    }

    /// The server answers when the test lets it, so the order of the instants is certain.
    @Test func theFirstByteIsWaitedFor() async throws {
        let received = Gate()
        let mayAnswer = Gate()
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            received.arrive()
            mayAnswer.wait()
            connection.write(ok)
        }
        try await withServer(script: script) { server, client in
            async let exchange = client.send(request("\(server.url)/"))
            #expect(await received.reached())
            let arrived = ContinuousClock.now
            try await Task.sleep(for: .milliseconds(30))
            let waited = ContinuousClock.now - arrived
            mayAnswer.arrive()
            let timings = await exchange.timings
            let gap = try #require(timings.firstByte) - #require(timings.send)
            #expect(Duration.nanoseconds(Int64(gap)) >= waited)
        }
    }

    @Test func aRequestStartsAtItsInstant() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let past = await client.send(request("\(server.url)/"))
            let intended = past.started + past.timings.total + 50_000_000
            let exchange = await client.send(request("\(server.url)/"), startingAt: intended)
            _ = try exchange.response()
            #expect(exchange.intended == intended)
            #expect(exchange.started >= intended)
            #expect(exchange.responseTime == exchange.started - intended + exchange.serviceTime)
        }
    }

    @Test func anInstantInThePastCountsAllTheSame() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let first = await client.send(request("\(server.url)/"))
            let exchange = await client.send(request("\(server.url)/"), startingAt: first.started - 1_000_000_000)
            _ = try exchange.response()
            #expect(exchange.intended == first.started - 1_000_000_000)
            #expect(exchange.responseTime > 1_000_000_000)
            #expect(exchange.serviceTime < exchange.responseTime)
        }
    }
}
