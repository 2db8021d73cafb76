import HTTP
import Measurement
import Testing

struct ResponseParserTests {
    @Test func wellFormed() {
        for row in WellFormed.all {
            let parsed = Parsed(row.text, row.options)
            #expect(parsed.step == .complete, "\(row.text.debugDescription)")
            #expect(parsed.status == row.status, "\(row.text.debugDescription)")
            #expect(parsed.body == Array(row.body.utf8), "\(row.text.debugDescription)")
            #expect(parsed.keepsAlive == row.keepsAlive, "\(row.text.debugDescription)")
            #expect(parsed.deviations == row.deviations, "\(parsed) \(row.text.debugDescription)")
        }
    }

    @Test func malformed() {
        for row in Malformed.table {
            let parsed = Parsed(row.text, row.options)
            #expect(parsed.step == .failed(row.problem), "\(row.text.debugDescription)")
        }
        // Each way of being refused has an example, but for the limit that has a test of its own.
        let seen = Set(Malformed.table.map(\.problem))
        #expect(Set(ParserProblem.allCases).subtracting(seen) == [.headTooLong])
    }

    /// Whatever the network does to a response, the parser sees the same.
    @Test func everySplit() {
        for row in WellFormed.all.map({ ($0.text, $0.options) })
            + Malformed.table.map({ ($0.text, $0.options) })
        {
            let bytes = Array(row.0.utf8)
            let whole = Parsed([bytes], row.1)
            for cut in 0...bytes.count {
                let parts = [Array(bytes[..<cut]), Array(bytes[cut...])]
                #expect(Parsed(parts, row.1) == whole, "\(row.0.debugDescription) cut at \(cut)")
            }
            #expect(Parsed(bytes.map { [$0] }, row.1) == whole, "\(row.0.debugDescription) byte by byte")
        }
    }

    @Test func everySplitInThree() {
        for row in WellFormed.all {
            let bytes = Array(row.text.utf8)
            let whole = Parsed([bytes], row.options)
            var differing = 0
            for first in 0...bytes.count {
                for second in first...bytes.count {
                    let parts = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                    if Parsed(parts, row.options) != whole { differing += 1 }
                }
            }
            #expect(differing == 0, "\(row.text.debugDescription)")
        }
    }

    /// Random changes of good responses: no crash, no byte read or written out of place, the same in any two pieces.
    @Test func mutations() {
        var random = SplitMix64(seed: 20_261_124)
        for round in 0..<20_000 {
            let row = WellFormed.all[round % WellFormed.all.count]
            var bytes = Array(row.text.utf8)
            for _ in 0...random.next(upperBound: UInt64(3)) { Self.mutate(&bytes, &random) }
            let whole = Parsed([bytes], row.options)
            let cut = Int(random.next(upperBound: UInt64(bytes.count + 1)))
            let parts = Parsed([Array(bytes[..<cut]), Array(bytes[cut...])], row.options)
            #expect(parts == whole, "\(String(decoding: bytes, as: UTF8.self).debugDescription) cut at \(cut)")
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let interesting = Array("\r\n \t:;,0123456789aAfFhHtTxX\0\u{7F}".utf8)
        let place = Int(random.next(upperBound: UInt64(bytes.count + 1)))
        let byte = interesting[Int(random.next(upperBound: UInt64(interesting.count)))]
        switch random.next(upperBound: UInt64(4)) {
        case 0 where place < bytes.count: bytes[place] = byte
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.next(upperBound: UInt64(8)))
        default: bytes.insert(byte, at: place)
        }
    }

    @Test func limits() {
        let limits = ParserLimits(head: 40, body: 4)
        let exact = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
        #expect(exact.utf8.count == 38)
        #expect(Parsed(exact + "1234", limits: limits).step == .complete)
        #expect(
            Parsed("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 4\r\n\r\n", limits: limits).step == .failed(.headTooLong)
        )
        #expect(
            Parsed("HTTP/1.1 200 " + String(repeating: "x", count: 40), limits: limits).step == .failed(.headTooLong)
        )
        let interim = "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nA:b\r\n\r\n"
        #expect(Parsed(interim, limits: limits).step == .failed(.headTooLong))
        #expect(Parsed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", limits: limits).step == .failed(.bodyTooLong))
        #expect(Parsed("HTTP/1.1 200 OK\r\n\r\n1234", limits: limits).step == .complete)
        #expect(Parsed("HTTP/1.1 200 OK\r\n\r\n12345", limits: limits).step == .failed(.bodyTooLong))
        let chunked = ParserLimits(head: 80, body: 4)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(Parsed(head + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", limits: chunked).step == .complete)
        #expect(Parsed(head + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", limits: chunked).step == .failed(.bodyTooLong))
        let padding = String(repeating: "x", count: 40)
        #expect(Parsed(head + "1;\(padding)\r\na\r\n0\r\n\r\n", limits: chunked).step == .failed(.headTooLong))
        #expect(Parsed(head + "0\r\nA:\(padding)\r\n\r\n", limits: chunked).step == .failed(.headTooLong))
    }

    /// What is as long as its limit is taken, and nothing that is a byte longer.
    @Test func limitsAreTakenToTheLastByte() {
        func accepts(_ text: String, head: Int, body: Int = 4) -> Bool {
            Parsed(text, limits: ParserLimits(head: head, body: body)).step == .complete
        }
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
        #expect(accepts(whole + "1234", head: 38) && !accepts(whole + "1234", head: 37))
        let interim = "HTTP/1.1 100 C\r\n\r\n"
        #expect(accepts(interim + whole + "1234", head: 56) && !accepts(interim + whole + "1234", head: 55))
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let trailer = chunked + "2\r\nab\r\n0\r\nA: b\r\n\r\n"
        #expect(accepts(trailer, head: chunked.utf8.count + 8) && !accepts(trailer, head: chunked.utf8.count + 7))
        let extended = chunked + "2;name\r\nab\r\n0\r\n\r\n"
        let least = (chunked.utf8.count...chunked.utf8.count + 20).first { accepts(extended, head: $0) }
        #expect(least == chunked.utf8.count + 7)
        // Nothing is given up before it is too long: the line might end with the next byte.
        let limits = ParserLimits(head: 40, body: 4)
        let open = "HTTP/1.1 200 " + String(repeating: "x", count: 27)
        #expect(Parsed(open, limits: limits, closes: false).step == .more)
        #expect(Parsed(open + "x", limits: limits, closes: false).step == .failed(.headTooLong))
        func step(_ text: String, head: Int) -> ResponseParser.Step {
            Parsed(text, limits: ParserLimits(head: head, body: 4), closes: false).step
        }
        #expect(step(chunked + "2;name", head: chunked.utf8.count + 4) == .more)
        #expect(step(chunked + "2;name", head: chunked.utf8.count + 3) == .failed(.headTooLong))
    }

    /// A body that nobody wants is let go as it comes; the end is found all the same.
    @Test func droppedBody() {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8)
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 2000)
        defer { buffer.deallocate() }
        buffer.initialize(repeating: 0x61, count: 2000)
        (buffer).initialize(from: head, count: head.count)
        var parser = ResponseParser()
        var filled = head.count
        #expect(parser.parse(buffer, &filled) == .more)
        for piece in 1...100 {
            filled += 1000
            #expect(parser.parse(buffer, &filled) == (piece < 100 ? .more : .complete))
            parser.dropBody(&filled)
            #expect(piece == 100 || filled == head.count)
        }
        #expect(parser.bodyLength == 100_000)
    }
}
