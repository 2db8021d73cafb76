import HTTP
import Testing

@Suite struct ResponseReaderTests {
    @Test func interimResponsesAndTrailersAreKept() throws {
        let text =
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nX: a\r\n\tb\r\n\r\n"
            + "3\r\nabc\r\n2;x\r\nde\r\n0\r\nDigest: d\r\nX : y\r\n\r\n"
        for size in 1...text.utf8.count {
            var reader = ResponseReader()
            var progress = ResponseReader.Progress.more
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty, progress == .more {
                progress = reader.take(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(progress == .complete)
            #expect(reader.interim.map(\.status) == [103, 100])
            #expect(reader.interim[0].headers["link"] == "</a>")
            let response = try #require(reader.response)
            #expect(response.status == 200)
            #expect(response.reason == "Fine")
            #expect(response.headers["X"] == "a b")
            #expect(response.body == Array("abcde".utf8))
            #expect(response.trailers.all == [HeaderField("Digest", "d"), HeaderField("X", "y")])
            #expect(response.deviations == [.foldedField, .spaceBeforeColon])
            #expect(reader.keepsConnection)
            #expect(reader.surplus.isEmpty)
        }
    }

    @Test func surplusIsShown() throws {
        var reader = ResponseReader()
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"
        #expect(reader.take(text.utf8) == .failed(.excess))
        #expect(reader.surplus.elementsEqual("HTTP/1.1 200 OK\r\n".utf8))
        #expect(reader.response?.body == Array("ok".utf8))
        #expect(!reader.keepsConnection)
    }

    @Test func bytesAfterA101AreTheOtherProtocols() {
        var reader = ResponseReader(asksUpgrade: true)
        #expect(reader.take("HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n\u{1}\u{2}".utf8) == .complete)
        #expect(Array(reader.surplus) == [1, 2])
        #expect(reader.response?.status == 101)
    }

    @Test func whatHasComeIsThere() {
        var reader = ResponseReader()
        #expect(reader.isFresh)
        #expect(reader.end() == .failed(.nothing))
        #expect(reader.take("HTTP/1.1 200 OK\r\nA: b\r\nC: d".utf8) == .more)
        #expect(reader.response?.headers.all == [HeaderField("A", "b")])
        #expect(reader.take("\r\n\r\nabc".utf8) == .more)
        #expect(reader.response?.body == Array("abc".utf8))
        #expect(reader.end() == .complete)
        #expect(reader.deviations == [.unannouncedClose])
    }
}
