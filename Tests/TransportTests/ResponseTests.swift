import HTTP
import Testing
import Transport

/// A response is told as it came: nothing combined, nothing added, nothing lost.
@Suite(.eachWay) struct ResponseTests {
    /// What becomes of `bytes` in answer to a request; the connection is closed after them.
    private func receive(_ bytes: [UInt8], _ sent: HTTPRequest = request("")) async throws -> Exchange {
        var exchange: Exchange?
        let script: ScriptedServer.Script = { connection in
            connection.readRequest()
            connection.write(bytes)
        }
        try await withServer(script: script) { server, client in
            var sent = sent
            sent.url = "\(server.url)/"
            exchange = await client.send(sent)
        }
        return try #require(exchange)
    }

    private func answer(_ text: String, _ sent: HTTPRequest = request("")) async throws -> HTTPResponse {
        try await receive(Array(text.utf8), sent).response()
    }

    @Test func statusReasonAndVersionAreAsReceived() async throws {
        let plain = try await answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let fields = HeaderFields([HeaderField("Content-Length", "0")])
        #expect(plain == HTTPResponse(status: 200, reason: "OK", headers: fields))
        let odd = try await answer("HTTP/1.0 599 I am not  a teapot\r\nContent-Length: 0\r\n\r\n")
        #expect(odd.status == 599)
        #expect(odd.reason == "I am not  a teapot")
        #expect(odd.version == "HTTP/1.0")
        let bare = try await answer("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n")
        #expect(bare.status == 404)
        #expect(bare.reason == "")
    }

    @Test func fieldsKeepTheirOrderCaseDoublesAndEmptiness() async throws {
        let response = try await answer(
            "HTTP/1.1 200 OK\r\nX-b: 1\r\nSet-Cookie: a=1\r\nx-B:   2 \t\r\nSet-Cookie: b=2\r\nX-Empty:\r\n"
                + "Content-Length: 0\r\n\r\n"
        )
        #expect(
            response.headers.all == [
                HeaderField("X-b", "1"), HeaderField("Set-Cookie", "a=1"), HeaderField("x-B", "2"),
                HeaderField("Set-Cookie", "b=2"), HeaderField("X-Empty", ""), HeaderField("Content-Length", "0"),
            ]
        )
        #expect(response.headers["X-B"] == "1, 2")
        #expect(response.headers.values("set-cookie") == ["a=1", "b=2"])
    }

    @Test func aFoldedValueBecomesOne() async throws {
        let response = try await answer("HTTP/1.1 200 OK\r\nX: one\r\n  two\r\n\tthree\r\nContent-Length: 0\r\n\r\n")
        // Each fold becomes one or more spaces (RFC 9112, section 5.2).
        #expect(response.headers["X"]?.split { $0 == " " || $0 == "\t" } == ["one", "two", "three"])
    }

    @Test func aValueMayBeUTF8OrAnyOtherBytes() async throws {
        var bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: é\r\nY: ".utf8)
        bytes += [0xE9, 0x80]
        bytes += Array("\r\n\r\n".utf8)
        let response = try await receive(bytes).response()
        #expect(response.headers["X"] == "é")
        #expect(response.headers["Y"] == "\u{E9}\u{80}")
    }

    @Test func interimResponsesAreNotTheResponse() async throws {
        let response = try await answer(
            "HTTP/1.1 100 Continue\r\nX: no\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx"
        )
        #expect(response.status == 201)
        #expect(response.headers.all.count == 1)
        #expect(response.text == "x")
    }

    @Test func chunksAreJoinedAndTrailersAreNotFields() async throws {
        let response = try await answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n"
        )
        #expect(response.text == "abc0123456789")
        #expect(response.headers["X-Trailer"] == nil)
    }

    @Test func contentWithoutALengthEndsWithTheConnection() async throws {
        let response = try await answer("HTTP/1.1 200 OK\r\n\r\nuntil the end")
        #expect(response.text == "until the end")
    }

    @Test(arguments: ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"])
    func someStatusesHaveNoContent(bytes: String) async throws {
        let response = try await answer(bytes)
        #expect(response.body.isEmpty)
    }

    @Test func everyByteOfTheContentArrives() async throws {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: \(content.count)\r\n\r\n".utf8) + content
        let response = try await receive(bytes).response()
        #expect(response.body == content)
    }

    @Test func aLengthThatIsRepeatedWithoutContradictionIsOne() async throws {
        let response = try await answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok")
        #expect(response.text == "ok")
    }
}
