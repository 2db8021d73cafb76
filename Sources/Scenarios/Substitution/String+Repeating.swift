extension String {
    /// `text` so many times, copied in ever longer pieces: a body of megabytes is made for every case that mentions it,
    /// and `String(repeating:count:)` appends piece by piece.
    package init(repeated text: String, _ count: Int) {
        let size = text.utf8.count * count
        self.init(unsafeUninitializedCapacity: size) { bytes in
            guard size > 0 else { return 0 }
            var filled = text.utf8.count
            _ = bytes.update(fromContentsOf: text.utf8)
            while filled < size {
                let more = Swift.min(filled, size - filled)
                _ = bytes[filled..<(filled + more)].update(fromContentsOf: bytes[..<more])
                filled += more
            }
            return size
        }
    }
}
