import CBrotli
import CZstd

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
