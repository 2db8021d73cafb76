import CZlib

extension HdrCounts {
    /// The histogram in HdrHistogram's compressed V2 encoding, as its libraries exchange it and logs hold it in base64.
    ///
    /// All numbers are big-endian. The compressed form is a cookie and a length of 4 bytes each, then the plain form in
    /// the zlib format. The plain form is a header of 40 bytes (cookie, payload length, normalizing index offset,
    /// significant digits: 4 each; lowest discernible value, highest trackable value, ratio of integers to doubles: 8
    /// each), then the counts from index 0 to the last that isn't 0, each a ZigZag LEB128-64b9B number; a negative
    /// number stands for so many zeros (HdrHistogram: AbstractHistogram.encodeIntoByteBuffer,
    /// encodeIntoCompressedByteBuffer).
    public func encoded() -> [UInt8] {
        let compressed = Zlib.compress(plainEncoding())
        var bytes: [UInt8] = []
        bytes.reserveCapacity(compressed.count + 8)
        Self.append(Self.compressedCookie, to: &bytes)
        Self.append(UInt32(compressed.count), to: &bytes)
        return bytes + compressed
    }

    private static let plainCookie: UInt32 = 0x1c84_9303 | 0x10
    private static let compressedCookie: UInt32 = 0x1c84_9304 | 0x10
    private static let headerLength = 40

    private func plainEncoding() -> [UInt8] {
        let payload = payload()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerLength + payload.count)
        Self.append(Self.plainCookie, to: &bytes)
        Self.append(UInt32(payload.count), to: &bytes)
        Self.append(UInt32(0), to: &bytes)
        Self.append(UInt32(layout.significantDigits), to: &bytes)
        Self.append(layout.lowestDiscernible, to: &bytes)
        Self.append(layout.highestTrackable, to: &bytes)
        Self.append((1.0).bitPattern, to: &bytes)
        return bytes + payload
    }

    private func payload() -> [UInt8] {
        var bytes: [UInt8] = []
        var zeros = Int64(used.lowerBound)
        for index in used {
            if slots[index] == 0 {
                zeros += 1
            } else {
                if zeros > 0 { ZigZag.write(-zeros, to: &bytes) }
                zeros = 0
                ZigZag.write(Int64(clamping: slots[index]), to: &bytes)
            }
        }
        return bytes
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}

extension HdrCounts {
    /// The histogram that `bytes` are in HdrHistogram's compressed V2 encoding (see `encoded()`).
    ///
    /// The encoding has no extremes: they are the lowest value of the first bucket and the highest of the last that
    /// aren't empty, as in HdrHistogram's libraries.
    public init(encoded bytes: [UInt8]) throws(HdrFormatError) {
        var outer = ByteReader(bytes[...])
        try Self.check(try outer.number(UInt32.self), Self.compressedCookie, "a compressed V2 histogram")
        let length = try outer.number(UInt32.self)
        guard Int(length) == outer.rest.count else {
            throw HdrFormatError(
                .length,
                found: "\(outer.rest.count) compressed bytes",
                expected: "\(length), as the length before them says; the text may be cut off"
            )
        }
        guard let plain = Zlib.decompress(outer.rest, limit: Self.longestPlain) else {
            throw HdrFormatError(
                .compression,
                found: "\(length) bytes that don't decompress",
                expected: "the zlib format (RFC 1950), of at most \(Self.longestPlain) bytes when decompressed"
            )
        }
        try self.init(plain: plain)
    }

    /// The longest plain form that is read: more than 3 million counts, the most that 5 digits up to an hour in
    /// nanoseconds have, at 9 bytes each. What decompresses to more is no histogram of ours.
    private static let longestPlain = 32 << 20

    private init(plain: [UInt8]) throws(HdrFormatError) {
        var reader = ByteReader(plain[...])
        try Self.check(try reader.number(UInt32.self), Self.plainCookie, "a V2 histogram")
        let length = try reader.number(UInt32.self)
        let offset = try reader.number(UInt32.self)
        let digits = try reader.number(UInt32.self)
        let lowest = try reader.number(UInt64.self)
        let highest = try reader.number(UInt64.self)
        _ = try reader.number(UInt64.self)
        guard offset == 0 else {
            throw HdrFormatError(
                .layout,
                found: "a normalizing index offset of \(offset)",
                expected: "0; shifted histograms aren't read"
            )
        }
        guard
            let layout = HdrLayout(
                lowestDiscernible: lowest,
                highestTrackable: highest,
                significantDigits: Int(digits)
            )
        else {
            throw HdrFormatError(
                .layout,
                found: "values \(lowest) to \(highest) at \(digits) digits",
                expected: "a lowest value of 1 or more, at least twice that, and 0 to 5 digits"
            )
        }
        guard Int(length) <= reader.rest.count else {
            throw HdrFormatError(.length, found: "\(reader.rest.count) bytes of counts", expected: "\(length)")
        }
        self.init(layout)
        try fill(from: reader.rest.prefix(Int(length)))
    }

    private mutating func fill(from payload: ArraySlice<UInt8>) throws(HdrFormatError) {
        var bytes = payload
        var index = 0
        while !bytes.isEmpty {
            guard let number = ZigZag.read(&bytes) else {
                throw HdrFormatError(.counts, found: "counts that end within a number", expected: "a whole number")
            }
            if number < 0 {
                // At most 2⁶³ zeros, which is no number of our own.
                index = number < -Int64(layout.length) ? layout.length + 1 : index - Int(number)
            } else {
                if index < layout.length, number > 0 { record(layout.highest(at: index), count: UInt64(number)) }
                index += 1
            }
            guard total < 1 << 62 else {
                throw HdrFormatError(.counts, found: "more values than anybody can count", expected: "fewer than 2^62")
            }
            guard index <= layout.length else {
                throw HdrFormatError(
                    .counts,
                    found: "more counts than buckets",
                    expected: "at most \(layout.length), as the layout says"
                )
            }
        }
        if let first = buckets.first(where: { _ in true }) { widen(to: first.lowest) }
    }

    private static func check(_ found: UInt32, _ expected: UInt32, _ meaning: String) throws(HdrFormatError) {
        // The lowest digit but one is the size of a count in memory, which doesn't matter here.
        guard found & ~0xF0 == expected & ~0xF0 else {
            throw HdrFormatError(
                .cookie,
                found: "the mark 0x\(String(found, radix: 16))",
                expected:
                    "0x\(String(expected, radix: 16)), \(meaning); older versions and those of doubles aren't read"
            )
        }
    }
}

/// The numbers of HdrHistogram's V2 payload: signed, of 1 to 9 bytes.
///
/// ZigZag turns the sign into the lowest bit; LEB128 writes seven bits a byte, lowest first, the high bit saying that
/// there is more; in the variant LEB128-64b9B the ninth byte holds eight (HdrHistogram: ZigZagEncoding.java).
enum ZigZag {
    /// Adds the bytes of `value` to `bytes`.
    static func write(_ value: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        for _ in 0..<8 {
            guard rest > 0x7F else { return bytes.append(UInt8(rest)) }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Takes a number off the front of `bytes`; `nil` when they end within it.
    static func read(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        var value: UInt64 = 0
        for place in 0..<9 {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(place < 8 ? byte & 0x7F : byte) << UInt64(7 * place)
            if byte < 0x80 { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

/// Bytes to the zlib format (RFC 1950) and back, by the system's zlib: libcurl links it anyway, and its inflate has
/// been hardened for decades, while a log that someone gives us to read is input like any other.
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

/// Takes big-endian numbers off the front of bytes.
private struct ByteReader {
    /// What is left.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next number.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type
    ) throws(HdrFormatError) -> Number {
        let size = Number.bitWidth / 8
        guard rest.count >= size else {
            throw HdrFormatError(
                .length,
                found: "\(rest.count) bytes",
                expected: "a number of \(size); the histogram may be cut off"
            )
        }
        defer { rest = rest.dropFirst(size) }
        return rest.prefix(size).reduce(0) { $0 << 8 | Number($1) }
    }
}
