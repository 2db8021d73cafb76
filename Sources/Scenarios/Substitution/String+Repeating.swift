extension String {
    /// `text` so many times, copied in ever longer pieces: a body of megabytes is made for every case that mentions it,
    /// and `String(repeating:count:)` appends piece by piece.
    package init(repeated text: String, _ count: Int) {
        let piece = Array(text.utf8)
        let size = piece.count * count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        if size > 0 { bytes += piece }
        while bytes.count < size { bytes += bytes.prefix(size - bytes.count) }
        self.init(decoding: bytes, as: UTF8.self)
    }
}
