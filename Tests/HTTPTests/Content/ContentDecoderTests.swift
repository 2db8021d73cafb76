import HTTP
import Testing

@Suite struct ContentDecoderTests {
    /// "compress me, compress me" by the codings' own programs: gzip -n, zlib, raw deflate, brotli, zstd.
    static let gzip: [UInt8] = Coded.gzip
    static let text = Array("compress me, compress me".utf8)

    static let coded: [(String, [UInt8])] = [
        ("gzip", Coded.gzip), ("x-gzip", Coded.gzip), ("GZip", Coded.gzip), ("deflate", Coded.zlib),
        ("br", Coded.brotli),
        ("zstd", Coded.zstandard),
    ]

    private func decode(_ coding: String..., content: [UInt8], limit: Int = 1 << 20) throws -> ContentDecoder.Decoded {
        try ContentDecoder.decode(content, coding, limit: limit)
    }

    @Test(arguments: coded)
    func isUndone(coding: String, content: [UInt8]) throws {
        let decoded = try decode(coding, content: content)
        #expect(decoded.content == Self.text)
        #expect(decoded.deviations.isEmpty)
    }

    /// What ends early or is damaged is malformed, wherever it ends.
    @Test(arguments: coded)
    func endsEarly(coding: String, content: [UInt8]) throws {
        for count in 1..<content.count {
            let failure = #expect(throws: ExchangeFailure.self, "\(coding) \(count)") {
                try decode(coding, content: Array(content[..<count]))
            }
            #expect(failure?.category == .malformed)
        }
    }

    @Test(arguments: coded)
    func bytesBehindAreMalformed(coding: String, content: [UInt8]) {
        let failure = #expect(throws: ExchangeFailure.self) { try decode(coding, content: content + [1, 2, 3]) }
        #expect(failure?.category == .malformed)
    }

    @Test func aChangedChecksumIsMalformed() {
        var content = Coded.gzip
        content[content.count - 6] ^= 1
        #expect(throws: ExchangeFailure.self) { try decode("gzip", content: content) }
        #expect(throws: ExchangeFailure.self) { try decode("gzip", content: Self.text) }
        #expect(throws: ExchangeFailure.self) { try decode("deflate", content: Self.text) }
        #expect(throws: ExchangeFailure.self) { try decode("br", content: Self.text) }
        #expect(throws: ExchangeFailure.self) { try decode("zstd", content: Self.text) }
    }

    @Test func membersAndFramesFollowEachOther() throws {
        #expect(try decode("gzip", content: Coded.gzip + Coded.gzip).content == Self.text + Self.text)
        #expect(try decode("zstd", content: Coded.zstandard + Coded.zstandard).content == Self.text + Self.text)
        let half = Array(Coded.gzip[..<12])
        #expect(throws: ExchangeFailure.self) { try decode("gzip", content: Coded.gzip + half) }
    }

    @Test func deviationsAreNamed() throws {
        let raw = try decode("deflate", content: Array(Coded.zlib[2..<(Coded.zlib.count - 4)]))
        #expect(raw.content == Self.text)
        #expect(raw.deviations == [.rawDeflate])
        #expect(try decode("gzip", content: Coded.gzip + [0, 0]).deviations == [.paddedCoding])
        #expect(try decode("identity", content: Self.text).deviations == [.identityCoding])
    }

    @Test func codingsAreUndoneInReverse() throws {
        let twice = try ContentDecoder.decode(Coded.gzipOfBrotli, ["br, gzip"], limit: 100)
        #expect(twice.content == Self.text)
        #expect(try ContentDecoder.decode(Coded.gzipOfBrotli, ["br", " gzip "], limit: 100).content == Self.text)
        #expect(throws: ExchangeFailure.self) {
            try ContentDecoder.decode(Self.text, Array(repeating: "identity", count: 6), limit: 100)
        }
    }

    @Test(arguments: coded)
    func isBounded(coding: String, content: [UInt8]) throws {
        #expect(try decode(coding, content: content, limit: Self.text.count).content == Self.text)
        let failure = #expect(throws: ExchangeFailure.self) {
            try decode(coding, content: content, limit: Self.text.count - 1)
        }
        #expect(failure?.category == .tooLarge)
    }

    @Test func aResponseKeepsItsFields() throws {
        var response = HTTPResponse(status: 200, body: Coded.gzip)
        #expect(try ContentDecoder.decode(response, limit: 100) == response)
        response.headers.append("content-encoding", "gzip")
        let decoded = try ContentDecoder.decode(response, limit: 100)
        #expect(decoded.body == Self.text)
        #expect(decoded.headers == response.headers)
        response.headers = HeaderFields([HeaderField("Content-Encoding", "rot13")])
        let failure = #expect(throws: ExchangeFailure.self) { try ContentDecoder.decode(response, limit: 100) }
        #expect(failure?.category == .malformed)
        #expect(failure?.partial == response)
        response.body = []
        #expect(try ContentDecoder.decode(response, limit: 100) == response)
        response = HTTPResponse(
            status: 206,
            headers: HeaderFields([HeaderField("Content-Encoding", "gzip")]),
            body: [1]
        )
        #expect(try ContentDecoder.decode(response, limit: 100) == response)
    }
}
