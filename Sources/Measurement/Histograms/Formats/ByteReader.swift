/// Takes big-endian numbers off the front of bytes.
struct ByteReader {
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
