import Foundation
import HTTP
import Testing
import Transport

/// What goes wrong has a stable category, and libcurl's words beside it.
@Suite(.eachWay) struct FailureTests {
    @Test func aNameWithoutAnAddressIsDNS() async throws {
        let client = try newClient()
        let exchange = await client.send(request("http://name.invalid/"))
        await client.shutdown()
        let failure = try exchange.failure()
        #expect(failure.category == .dns)
        #expect(failure.detail.contains("name.invalid"))
        #expect(exchange.peer == nil)
        #expect(exchange.timings.connect == nil)
    }

    @Test func aClosedPortIsRefused() async throws {
        let server = try ScriptedServer { _ in }
        server.stop()
        let client = try newClient()
        let exchange = await client.send(request("\(server.url)/"))
        await client.shutdown()
        let failure = try exchange.failure()
        #expect(failure.category == .refused)
        #expect(failure.detail.contains("\(server.port)"))
        #expect(failure.partial == nil)
        #expect(exchange.timings.connect == nil)
        #expect(!exchange.newConnection)
    }

    @Test func aServerThatIsNotTLSIsTLS() async throws {
        let script: ScriptedServer.Script = { connection in
            _ = connection.read(1)
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(request("https://127.0.0.1:\(server.port)/"))
            let failure = try exchange.failure()
            #expect(failure.category == .tls, "\(failure.detail)")
        }
    }

    /// What the server writes after a request and how it ends, and the category that this has.
    static let answers: [(String, FailureCategory, Int?)] = [
        ("", .reset, nil),
        ("HTTP/1.1 200 OK\r\n", .reset, 200),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: y", .reset, 200),
        ("HTTP/1.1 100 Continue\r\n\r\n", .reset, nil),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", .reset, 200),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", .reset, 200),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", .reset, 200),
        ("hello\r\n", .malformed, nil),
        ("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}", .malformed, nil),
        ("HTTP/1.1 20 OK\r\n\r\n", .malformed, nil),
        ("HTTP/1.1 2000 OK\r\n\r\n", .malformed, nil),
        ("HTTP/1.1 abc OK\r\n\r\n", .malformed, nil),
        ("HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n", .malformed, nil),
        ("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nabc", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nabc", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nabc", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .malformed, 200),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", .malformed, 200),
    ]

    @Test(arguments: answers)
    func aBrokenAnswerIsNamed(answer: String, category: FailureCategory, status: Int?) async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(answer)
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(request("\(server.url)/"))
            let failure = try exchange.failure()
            #expect(failure.category == category, "\(failure.detail)")
            #expect(failure.partial?.status == status)
            #expect(!failure.detail.isEmpty)
            #expect(exchange.peer == "127.0.0.1:\(server.port)")
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func aTCPResetIsReset(before: String) async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(before)
            connection.reset()
        }
        try await withServer(script: script) { server, client in
            let failure = try await client.send(request("\(server.url)/")).failure()
            #expect(failure.category == .reset, "\(failure.detail)")
        }
    }

    @Test func whatHadComeIsThePartialResponse() async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 202 Accepted\r\nX: y\r\nContent-Length: 10\r\n\r\nabc")
        }
        try await withServer(script: script) { server, client in
            let partial = try await client.send(request("\(server.url)/")).failure().partial
            #expect(partial?.status == 202)
            #expect(partial?.headers["X"] == "y")
            #expect(partial?.text == "abc")
        }
    }

    @Test func silenceIsATimeoutAfterTheLimit() async throws {
        var configuration = ClientConfiguration()
        configuration.timeout = 50_000_000
        try await withServer(configuration, script: { $0.waitForClose() }) { server, client in
            let exchange = await client.send(request("\(server.url)/"))
            let failure = try exchange.failure()
            #expect(failure.category == .timeout)
            #expect(exchange.timings.total >= 50_000_000)
            #expect(exchange.timings.connect != nil)
            #expect(exchange.timings.firstByte == nil)
        }
    }

    @Test func theRequestsTimeoutOverridesTheClients() async throws {
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.waitForClose()
        }
        try await withServer(script: script) { server, client in
            var options = RequestOptions()
            options.timeout = 1_000_000_000
            let failure = try await client.send(request("\(server.url)/"), options: options).failure()
            #expect(failure.category == .timeout)
            #expect(failure.partial?.text == "abc")
        }
    }

    /// The TCP connection opens and TLS never answers: that is part of connecting.
    @Test func theConnectTimeoutIncludesTLS() async throws {
        var configuration = ClientConfiguration()
        configuration.connectTimeout = 50_000_000
        try await withServer(configuration, script: { $0.waitForClose() }) { server, client in
            let exchange = await client.send(request("https://127.0.0.1:\(server.port)/"))
            let failure = try exchange.failure()
            #expect(failure.category == .timeout, "\(failure.detail)")
            #expect(exchange.timings.total >= 50_000_000)
            #expect(exchange.timings.nameLookup != nil)
            #expect(exchange.timings.tls == nil)
        }
    }

    @Test(arguments: FailureCategory.allCases)
    func rawValuesAreStable(category: FailureCategory) {
        let names = [
            "dns", "refused", "tls", "timeout", "reset", "malformed", "too-large", "proxy", "cancelled", "request",
            "local", "other",
        ]
        #expect(names.contains(category.rawValue))
        #expect(FailureCategory.allCases.count == names.count)
    }
}
