/// The lines of a header section, each without its CR LF.
struct HeadLines: IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard position < bytes.count else { return nil }
        let rest = bytes[position...]
        let end = rest.firstIndex(of: ASCII.carriageReturn) ?? rest.endIndex
        defer { position = end + 2 }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}
