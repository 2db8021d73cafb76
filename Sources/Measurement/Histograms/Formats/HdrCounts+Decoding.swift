extension HdrCounts {
    /// The histogram that `bytes` are in HdrHistogram's compressed V2 encoding (see `encoded()`).
    ///
    /// The encoding has no extremes: they are the lowest value of the first bucket and the highest of the last that aren't
    /// empty, as in HdrHistogram's libraries.
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

    /// The longest plain form that is read: more than 3 million counts, the most that 5 digits up to an hour in nanoseconds
    /// have, at 9 bytes each. What decompresses to more is no histogram of ours.
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
