/// Writes pairs of an index and a count in few bytes: the distance to the index before, and the count, each as seven bits a
/// byte, low ones first, the high bit set on all but the last (LEB128).
struct CountsPacker {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    mutating func append(_ index: Int, _ count: UInt64) {
        write(UInt64(index - last))
        write(count)
        last = index
    }

    private mutating func write(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// Calls `body` with each pair of `bytes`.
    static func unpack(_ bytes: [UInt8], _ body: (_ index: Int, _ count: UInt64) -> Void) {
        var position = 0
        var index = 0
        func read() -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
        }
        while position < bytes.count {
            index += Int(read())
            body(index, read())
        }
    }
}
