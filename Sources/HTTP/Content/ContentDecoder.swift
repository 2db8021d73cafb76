import CBrotli
import CZlib
import CZstd

/// Undoes the content codings of a response (RFC 9110, section 8.4): the one way in which content is decoded, alone, in
/// a burst and under load.
package enum ContentDecoder {
    /// What content was before it was coded.
    package struct Decoded: Sendable, Hashable {
        package var content: [UInt8]
        /// How the coded content breaks the standard.
        package var deviations: Deviations
    }

    /// The codings that are undone, as a request asks for them.
    package static let accepted = "deflate, gzip, br, zstd"

    /// The most codings of one response.
    private static let most = 5

    /// Whether content has to be decoded before it is looked at.
    package static func isNeeded(for fields: HeaderFields) -> Bool { !fields.values("Content-Encoding").isEmpty }

    /// `response` with its content decoded, its fields as they came; for content that is a part of another (206)
    /// nothing is done, as it can't be decoded alone.
    ///
    /// - Parameter limit: the most bytes that the content may have at any stage.
    /// - Throws: a failure of category `malformed`, for content that is damaged or ends early or has a coding that
    ///   isn't known, or `tooLarge`; the response as it came is the partial one.
    package static func decode(_ response: HTTPResponse, limit: Int) throws(ExchangeFailure) -> HTTPResponse {
        guard isNeeded(for: response.headers), !response.body.isEmpty, response.status != 206 else { return response }
        do throws(ExchangeFailure) {
            let decoded = try decode(response.body, response.headers.values("Content-Encoding"), limit: limit)
            var response = response
            response.body = decoded.content
            response.deviations.formUnion(decoded.deviations)
            return response
        } catch {
            throw ExchangeFailure(error.category, error.detail, partial: response)
        }
    }

    /// `content` without the codings that `fields`, the values of `Content-Encoding`, say were applied in their order.
    package static func decode(
        _ content: [UInt8],
        _ fields: [String],
        limit: Int
    ) throws(ExchangeFailure) -> Decoded {
        var decoded = Decoded(content: content, deviations: [])
        let codings = fields.flatMap { $0.split(separator: ",") }.map { $0.utf8.withoutBlanks.fieldText.lowercased() }
            .filter { !$0.isEmpty }
        guard codings.count <= most else {
            throw ExchangeFailure(
                .malformed,
                "the content has \(codings.count) codings: more than \(most) aren't undone"
            )
        }
        for coding in codings.reversed() {
            switch coding {
            case "identity": decoded.deviations.insert(.identityCoding)
            case "gzip", "x-gzip": try Inflater.gunzip(&decoded, limit)
            case "deflate": try Inflater.inflate(&decoded, limit)
            case "br": try Brotli.decode(&decoded, limit)
            case "zstd": try Zstandard.decode(&decoded, limit)
            default:
                throw ExchangeFailure(
                    .malformed,
                    "the content has a coding that isn't known: \(coding.debugDescription); see it as sent with "
                        + "\"decompress\": false"
                )
            }
        }
        return decoded
    }
}

/// Output that grows up to a limit.
struct BoundedOutput {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Has `write` fill memory behind what is there, and tell how many bytes it wrote.
    ///
    /// - Throws: that there is more than the limit.
    mutating func grow<Result>(
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> (written: Int, result: Result)
    ) throws(ExchangeFailure) -> Result {
        let used = bytes.count
        // One byte more than the limit tells that there are more.
        let room = min(max(16 << 10, used), limit - used + 1)
        bytes.append(contentsOf: repeatElement(0, count: room))
        let (written, result) = bytes.withUnsafeMutableBufferPointer { buffer in
            write(UnsafeMutableBufferPointer(rebasing: buffer[used...]))
        }
        bytes.removeLast(room - written)
        guard bytes.count <= limit else {
            throw ExchangeFailure(.tooLarge, "the content is longer than \(limit) bytes when it is decoded")
        }
        return result
    }
}

extension ExchangeFailure {
    /// Content that isn't what its coding says.
    static func broken(_ coding: String, _ what: String) -> ExchangeFailure {
        ExchangeFailure(.malformed, "the \(coding) content \(what)")
    }
}

/// `gzip` and `deflate` (RFC 9110, sections 8.4.1.2 and 8.4.1.3).
enum Inflater {
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

/// `br` (RFC 7932).
enum Brotli {
    static func decode(_ decoded: inout ContentDecoder.Decoded, _ limit: Int) throws(ExchangeFailure) {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw ExchangeFailure(.local, "there is no memory here to decode content")
        }
        defer { BrotliDecoderDestroyInstance(state) }
        let input = decoded.content
        var output = BoundedOutput(limit: limit)
        var left = input.count
        while true {
            let result = try output.grow { room -> (written: Int, result: BrotliDecoderResult) in
                input.withUnsafeBufferPointer { input in
                    var next = input.baseAddress.map { $0 + (input.count - left) }
                    var free = room.count
                    var target = room.baseAddress
                    let result = BrotliDecoderDecompressStream(state, &left, &next, &free, &target, nil)
                    return (room.count - free, result)
                }
            }
            switch result {
            case BROTLI_DECODER_RESULT_SUCCESS:
                guard left == 0 else { throw .broken("br", "is followed by \(left) bytes more") }
                decoded.content = output.bytes
                return
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: throw .broken("br", "ends early")
            default:
                let code = BrotliDecoderGetErrorCode(state)
                throw .broken("br", "is damaged: \(String(cString: BrotliDecoderErrorString(code)))")
            }
        }
    }
}

/// `zstd` (RFC 8878), with the largest window that HTTP has (RFC 9659).
enum Zstandard {
    /// Of 8 MiB.
    private static let windowLog: Int32 = 23

    static func decode(_ decoded: inout ContentDecoder.Decoded, _ limit: Int) throws(ExchangeFailure) {
        guard let stream = ZSTD_createDStream() else {
            throw ExchangeFailure(.local, "there is no memory here to decode content")
        }
        defer { ZSTD_freeDStream(stream) }
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, windowLog)
        let input = decoded.content
        var output = BoundedOutput(limit: limit)
        var position = 0
        while true {
            let (left, isFull) = try output.grow { room -> (written: Int, result: (Int, Bool)) in
                input.withUnsafeBufferPointer { input in
                    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: position)
                    var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                    let left = ZSTD_decompressStream(stream, &target, &source)
                    position = source.pos
                    return (target.pos, (left, target.pos == target.size))
                }
            }
            guard ZSTD_isError(left) == 0 else {
                throw .broken("zstd", "is damaged: \(String(cString: ZSTD_getErrorName(left)))")
            }
            // A frame is complete, and another may follow.
            if left == 0, position == input.count { break }
            guard position < input.count || isFull else { throw .broken("zstd", "ends early") }
        }
        decoded.content = output.bytes
    }
}
