import CZlib

/// `gzip` and `deflate` (RFC 9110, sections 8.4.1.2 and 8.4.1.3).
enum Zlib {
    private static let gzipWindow: Int32 = 15 + 16
    private static let zlibWindow: Int32 = 15
    private static let rawWindow: Int32 = -15

    /// gzip: one member or several, one behind the other (RFC 1952, section 2.2).
    static func gunzip(_ decoded: inout ContentDecoder.Decoded, _ limit: Int) throws(ExchangeFailure) {
        let input = decoded.content
        var output = BoundedOutput(limit: limit)
        var position = 0
        repeat {
            position = try inflate(input, from: position, gzipWindow, "gzip", &output)
            if position < input.count, input[position...].allSatisfy({ $0 == 0 }) {
                decoded.deviations.insert(.paddedCoding)
                position = input.count
            }
        } while position < input.count
        decoded.content = output.bytes
    }

    /// deflate: in the zlib format (RFC 1950), or without it, as some servers send it.
    static func inflate(_ decoded: inout ContentDecoder.Decoded, _ limit: Int) throws(ExchangeFailure) {
        let input = decoded.content
        var output = BoundedOutput(limit: limit)
        let hasFormat = input.count >= 2 && input[0] & 15 == 8 && (Int(input[0]) << 8 | Int(input[1])) % 31 == 0
        let end = try inflate(input, from: 0, hasFormat ? zlibWindow : rawWindow, "deflate", &output)
        guard end == input.count else { throw .broken("deflate", "is followed by \(input.count - end) bytes more") }
        if !hasFormat { decoded.deviations.insert(.rawDeflate) }
        decoded.content = output.bytes
    }

    /// Takes one stream; where it ends.
    private static func inflate(
        _ input: [UInt8],
        from start: Int,
        _ window: Int32,
        _ coding: String,
        _ output: inout BoundedOutput
    ) throws(ExchangeFailure) -> Int {
        var stream = z_stream()
        let begun = inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard begun == Z_OK else { throw ExchangeFailure(.local, "there is no memory here to decode content") }
        defer { inflateEnd(&stream) }
        var position = start
        while true {
            let result = try output.grow { room -> (written: Int, result: Int32) in
                input.withUnsafeBufferPointer { input in
                    let rest = UnsafeMutableBufferPointer(mutating: UnsafeBufferPointer(rebasing: input[position...]))
                    stream.next_in = rest.baseAddress
                    stream.avail_in = UInt32(clamping: rest.count)
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(clamping: room.count)
                    let (before, after) = (stream.avail_in, stream.avail_out)
                    let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                    position += Int(before - stream.avail_in)
                    return (Int(after - stream.avail_out), result)
                }
            }
            switch result {
            case Z_STREAM_END: return position
            case Z_OK where position < input.count || stream.avail_out == 0: continue
            case Z_OK, Z_BUF_ERROR: throw .broken(coding, "ends early")
            case Z_MEM_ERROR: throw ExchangeFailure(.local, "there is no memory here to decode content")
            default:
                let reason = stream.msg.map { ": \(String(cString: $0))" } ?? ""
                throw .broken(coding, "is damaged\(reason)")
            }
        }
    }
}
