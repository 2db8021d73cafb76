/// The scalars of a text that is known to be valid UTF-8; positions are byte offsets.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>

    var end: Int { bytes.count }

    /// The code point that begins at `position`, which isn't the end, and how many bytes it takes.
    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        return longScalar(at: position, first: first)
    }

    private func longScalar(at position: Int, first: UInt32) -> (value: UInt32, length: Int) {
        if first < 0xE0 { return ((first & 0x1F) << 6 | rest(position + 1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | rest(position + 1) << 6 | rest(position + 2), 3) }
        let high = (first & 0x07) << 18 | rest(position + 1) << 12
        return (high | rest(position + 2) << 6 | rest(position + 3), 4)
    }

    private func rest(_ position: Int) -> UInt32 { UInt32(bytes[position] & 0x3F) }

    /// Where the scalar before `position`, which isn't 0, begins.
    func position(before position: Int) -> Int {
        var start = position - 1
        while bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// The code point that ends before `position`; nil at the beginning.
    func scalar(before position: Int) -> UInt32? {
        position == 0 ? nil : scalar(at: self.position(before: position)).value
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }
}
