import HTTP
import Testing
import Transport

/// What can't be sent as written isn't sent at all.
@Suite(.eachWay) struct InexpressibleRequestTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        (request("GE T", "http://127.0.0.1/"), "method \"GE T\""),
        (request("", "http://127.0.0.1/"), "method \"\""),
        (request("GET\r\nX:", "http://127.0.0.1/"), "method"),
        (request("GET", "/relative"), "URL"),
        (request("GET", ""), "URL"),
        (request("GET", "127.0.0.1:80/"), "scheme"),
        (request("GET", "ftp://127.0.0.1/"), "\"ftp\""),
        (request("GET", "file:///etc/passwd"), "\"file\""),
        (request("GET", "http://127.0.0.1/a b"), "space"),
        (request("GET", "http://127.0.0.1/\r\nX: y"), "control"),
        (request("GET", "http://127.0.0.1/\0"), "control"),
        (request("GET", "http://127.0.0.1:99999/"), "URL"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\r\nY: z")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\n")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X", "\(secret)\0")]), "field X"),
        (request("GET", "http://127.0.0.1/", [("X\r\nY", secret)]), "\"X\\r\\nY\""),
        (request("GET", "http://127.0.0.1/", [("", secret)]), "name \"\""),
        (request("GET", "http://127.0.0.1/", [("X:", secret)]), "\"X:\""),
        (request("GET", "http://127.0.0.1/", [("X ", secret)]), "\"X \""),
        (request("GET", "http://127.0.0.1/", [("Xé", secret)]), "token"),
    ])
    func isAFailureThatSaysWhy(request: HTTPRequest, words: String) async throws {
        let client = try newClient()
        let exchange = await client.send(request)
        await client.shutdown()
        let failure = try exchange.failure()
        #expect(failure.category == .request)
        #expect(failure.detail.contains(words), "\(failure.detail)")
        #expect(!failure.detail.contains(Self.secret))
        #expect(exchange.peer == nil)
    }

    @Test func itsPlaceInABurstIsKept() async throws {
        try await withServer(script: answering(ok)) { server, client in
            let requests = ["/a", " ", "/b"].map { request("GET", server.url + $0) }
            let exchanges = await client.sendAll(requests)
            #expect(exchanges.count == 3)
            let sent = try [exchanges[0].response().status, exchanges[2].response().status]
            #expect(sent == [200, 200])
            let failure = try exchanges[1].failure()
            #expect(failure.category == .request)
        }
    }
}
