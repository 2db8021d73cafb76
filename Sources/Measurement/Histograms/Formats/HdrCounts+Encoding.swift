extension HdrCounts {
    /// The histogram in HdrHistogram's compressed V2 encoding, as its libraries exchange it and logs hold it in base64.
    ///
    /// All numbers are big-endian. The compressed form is a cookie and a length of 4 bytes each, then the plain form in the
    /// zlib format. The plain form is a header of 40 bytes (cookie, payload length, normalizing index offset, significant
    /// digits: 4 each; lowest discernible value, highest trackable value, ratio of integers to doubles: 8 each), then the
    /// counts from index 0 to the last that isn't 0, each a ZigZag LEB128-64b9B number; a negative number stands for so many
    /// zeros (HdrHistogram: AbstractHistogram.encodeIntoByteBuffer, encodeIntoCompressedByteBuffer).
    public func encoded() -> [UInt8] {
        let compressed = Zlib.compress(plainEncoding())
        var bytes: [UInt8] = []
        bytes.reserveCapacity(compressed.count + 8)
        Self.append(Self.compressedCookie, to: &bytes)
        Self.append(UInt32(compressed.count), to: &bytes)
        return bytes + compressed
    }

    static let plainCookie: UInt32 = 0x1c84_9303 | 0x10
    static let compressedCookie: UInt32 = 0x1c84_9304 | 0x10
    static let headerLength = 40

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
