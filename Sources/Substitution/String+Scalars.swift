extension String {
    /// The text with `new` for every `old`, compared by Unicode scalars.
    ///
    /// The standard library compares characters: a quote that a combining mark follows is another character than the
    /// quote, and CR LF another than LF. What escapes a text must not overlook them.
    package func replacingScalars(_ old: String, with new: String) -> String {
        let (text, old) = (Array(utf8), Array(old.utf8))
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == old[0], text[index...].starts(with: old) {
                result += new.utf8
                index += old.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

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
