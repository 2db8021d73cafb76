import HTTP
import Testing
import Transport

/// A request ends at once when its task does, or its client.
@Suite(.eachWay) struct CancellationTests {
    @Test func endsARequestThatWaitsForItsAnswer() async throws {
        let arrived = Gate()
        let closed = Gate()
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            arrived.arrive()
            connection.waitForClose()
            closed.arrive()
        }
        try await withServer(script: script) { server, client in
            let task = Task { await client.send(request("\(server.url)/")) }
            #expect(await arrived.reached())
            task.cancel()
            let exchange = await task.value
            try #expect(exchange.failure().category == .cancelled)
            #expect(exchange.timings.firstByte == nil)
            // Its connection is closed, not kept for others.
            #expect(await closed.reached())
        }
    }

    @Test func keepsWhatHadCome() async throws {
        let arrived = Gate()
        let script: ScriptedServer.Script = { connection in
            let isOther = connection.readRequest()?.hasPrefix("GET /other ") == true
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(isOther ? 3 : 10)\r\n\r\nabc")
            arrived.arrive()
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let task = Task { await client.send(request("\(server.url)/")) }
            #expect(await arrived.reached())
            // What has come is in the socket's buffer: the loop reads it before the answer to a later request.
            _ = try await client.send(request("\(server.url)/other")).response()
            task.cancel()
            let failure = try await task.value.failure()
            #expect(failure.category == .cancelled)
            #expect(failure.partial?.text == "abc")
        }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let gate = Gate()
            let task = Task {
                await gate.reached()
                return await client.send(request("\(server.url)/"))
            }
            task.cancel()
            gate.arrive()
            let failure = try await task.value.failure()
            #expect(failure.category == .cancelled)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func endsARequestThatWaitsForItsInstant() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let first = await client.send(request("\(server.url)/"))
            let task = Task {
                await client.send(request("\(server.url)/"), startingAt: first.started + 3_600_000_000_000)
            }
            task.cancel()
            let failure = try await task.value.failure()
            #expect(failure.category == .cancelled)
            #expect(server.requests.count == 1)
        }
    }

    @Test func endsARequestThatWaitsForRoom() async throws {
        var configuration = ClientConfiguration()
        configuration.maxInFlight = 1
        let arrived = Gate()
        let mayAnswer = Gate()
        let script: ScriptedServer.Script = { connection in
            while connection.readRequest() != nil {
                arrived.arrive()
                mayAnswer.wait()
                connection.write(ok)
            }
        }
        try await withServer(configuration, script: script) { server, client in
            async let first = client.send(request("\(server.url)/1"))
            #expect(await arrived.reached())
            let task = Task { await client.send(request("\(server.url)/2")) }
            task.cancel()
            let second = await task.value
            try #expect(second.failure().category == .cancelled)
            mayAnswer.arrive()
            let status = try await first.response().status
            #expect(status == 200)
            #expect(server.requests.count == 1)
        }
    }

    @Test func ofABurstEndsAllOfIt() async throws {
        let arrived = Gate(after: 10)
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            arrived.arrive()
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            let task = Task { await client.sendAll((0..<10).map { request("\(server.url)/\($0)") }) }
            #expect(await arrived.reached())
            task.cancel()
            let categories = try await task.value.map { try $0.failure().category }
            #expect(categories == Array(repeating: .cancelled, count: 10))
        }
    }

    @Test func shutdownEndsWhatIsGoingOnAndWhatWaits() async throws {
        var configuration = ClientConfiguration()
        configuration.maxInFlight = 2
        let arrived = Gate(after: 2)
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            arrived.arrive()
            connection.waitForClose()
        }
        try await withServer(configuration, script: script) { server, client in
            let task = Task { await client.sendAll((0..<5).map { request("\(server.url)/\($0)") }) }
            #expect(await arrived.reached())
            await client.shutdown()
            let categories = try await task.value.map { try $0.failure().category }
            #expect(categories == Array(repeating: .cancelled, count: 5))
            let late = try await client.send(request("\(server.url)/")).failure()
            #expect(late.category == .cancelled)
            await client.shutdown()
        }
    }

    @Test func clientsComeAndGo() async throws {
        try await withServer(script: answering(ok)) { server, _ in
            for _ in 0..<20 {
                let client = try newClient()
                _ = try await client.send(request("\(server.url)/")).response()
            }
            await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        guard let client = try? HTTPClient() else { return }
                        async let exchange = client.send(request("\(server.url)/"))
                        await client.shutdown()
                        _ = await exchange
                    }
                }
            }
        }
    }
}
