/// Writes pairs of an index and a count in few bytes: the distance to the index before, and the count, each as ``LEB128``.
struct CountsPacker {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A packer with room for `count` pairs, in most cases, in whole kilobytes: a load packs every second, and pieces of memory
    /// of many sizes would leave gaps behind.
    init(count: Int) {
        if count > 0 { bytes.reserveCapacity((2 * count + 300 + 1023) / 1024 * 1024) }
    }

    mutating func append(_ index: Int, _ count: UInt64) {
        LEB128.append(UInt64(index - last), to: &bytes)
        LEB128.append(count, to: &bytes)
        last = index
    }

    /// Calls `body` with each pair of `bytes`.
    static func unpack(_ bytes: [UInt8], _ body: (_ index: Int, _ count: UInt64) -> Void) {
        var position = 0
        var index = 0
        while position < bytes.count {
            index += Int(LEB128.read(bytes, &position))
            body(index, LEB128.read(bytes, &position))
        }
    }
}
