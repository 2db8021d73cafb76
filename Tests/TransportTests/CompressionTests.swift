import HTTP
import Testing
import Transport

@Suite(.eachWay) struct CompressionTests {
    private static let text = "compress me, compress me"

    private func receive(
        coding: String,
        _ content: [UInt8],
        decompresses: Bool = true,
        fields: [(String, String)] = [],
        _ more: String = ""
    ) async throws -> (HTTPResponse, String) {
        let length = "Content-Length: \(content.count)\r\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\n\(length)\(more)\r\n"
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(Array(head.utf8) + content)
        }
        var result: (HTTPResponse, String)?
        try await withServer(script: script) { server, client in
            var options = RequestOptions()
            options.decompresses = decompresses
            let exchange = await client.send(request("GET", "\(server.url)/", fields), options: options)
            result = (try exchange.response(), try #require(server.requests.first))
        }
        return try #require(result)
    }

    @Test(arguments: [("gzip", Gzip.compress(Array(text.utf8))), ("deflate", Gzip.deflate(Array(text.utf8)))])
    func contentIsDecodedAndTheFieldsAreKept(coding: String, content: [UInt8]) async throws {
        let (response, sent) = try await receive(coding: coding, content)
        #expect(response.text == Self.text)
        #expect(response.headers["Content-Encoding"] == coding)
        #expect(response.headers["Content-Length"] == "\(content.count)")
        #expect(sent.contains("\r\nAccept-Encoding: "))
    }

    /// What a server says of the content that it sent is about its bytes, which libcurl doesn't keep.
    @Test(arguments: [true, false]) func codedContentIsKeptForWhatCoversIt(_ decompresses: Bool) async throws {
        let content = Gzip.compress(Array(Self.text.utf8))
        let (plain, _) = try await receive(coding: "gzip", content, decompresses: decompresses)
        #expect(plain.codedBody == nil)
        let field = "Authentication-Info: qop=auth-int\r\n"
        let (response, _) = try await receive(coding: "gzip", content, decompresses: decompresses, field)
        #expect(response.body == (decompresses ? Array(Self.text.utf8) : content))
        #expect(response.codedBody == (EachWay.way == .wire ? content : nil))
    }

    @Test func codingsAreUndoneOneAfterTheOther() async throws {
        let content = Gzip.compress(Gzip.compress(Array(Self.text.utf8)))
        let (response, _) = try await receive(coding: "gzip, gzip", content)
        #expect(response.text == Self.text)
    }

    @Test func withoutDecompressionTheBytesAreAsSent() async throws {
        let content = Gzip.compress(Array(Self.text.utf8))
        let (response, sent) = try await receive(coding: "gzip", content, decompresses: false)
        #expect(response.body == content)
        #expect(!sent.contains("Accept-Encoding"))
    }

    @Test func aCodingOfTheRequestsOwnIsDecodedToo() async throws {
        let content = Gzip.compress(Array(Self.text.utf8))
        let (response, sent) = try await receive(coding: "gzip", content, fields: [("Accept-Encoding", "gzip")])
        #expect(response.text == Self.text)
        #expect(sent.contains("\r\nAccept-Encoding: gzip\r\n"))
        #expect(sent.components("Accept-Encoding") == 2)
    }

    @Test func identityIsNoCoding() async throws {
        let (response, _) = try await receive(coding: "identity", Array(Self.text.utf8))
        #expect(response.text == Self.text)
    }

    @Test(arguments: [1, 5, 12, 30])
    func aChangedByteIsMalformed(index: Int) async throws {
        var content = Gzip.compress(Array(Self.text.utf8))
        content[index < content.count ? index : content.count - 1] ^= 0xFF
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(content.count)\r\n\r\n"
        let bytes = Array(head.utf8) + content
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(bytes)
        }
        try await withServer(script: script) { server, client in
            let exchange = await client.send(request("\(server.url)/"))
            // Byte 5 is the time of the file, which nobody checks.
            if index == 5 {
                try #expect(exchange.response().text == Self.text)
            } else {
                let failure = try exchange.failure()
                #expect(failure.category == .malformed, "\(failure.detail)")
            }
        }
    }
}

extension String {
    /// How many parts `separator` makes of it.
    fileprivate func components(_ separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
