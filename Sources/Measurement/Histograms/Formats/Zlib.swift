import CZlib

/// Bytes to the zlib format (RFC 1950) and back, by the system's zlib: libcurl links it anyway, and its inflate has been
/// hardened for decades, while a log that someone gives us to read is input like any other.
enum Zlib {
    /// Compresses `bytes`.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            // With memory for the bound, the only failure is that zlib gets no memory for itself.
            let status = compress2(buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
            precondition(status == Z_OK, "out of memory")
            count = Int(length)
        }
    }

    /// What `bytes` are when they are decompressed; `nil` when they are damaged or become more than `limit` bytes.
    static func decompress(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
        var capacity = min(limit, max(1_024, bytes.count * 8))
        while true {
            var status = Z_OK
            let result = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                var length = uLongf(capacity)
                status = bytes.withUnsafeBufferPointer {
                    uncompress(buffer.baseAddress, &length, $0.baseAddress, uLong($0.count))
                }
                count = status == Z_OK ? Int(length) : 0
            }
            if status == Z_OK { return result }
            // Z_BUF_ERROR also tells of a cut-off input, which more room doesn't help.
            guard status == Z_BUF_ERROR, capacity < limit else { return nil }
            capacity = min(limit, capacity * 4)
        }
    }
}
