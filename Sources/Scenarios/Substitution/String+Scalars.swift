extension String {
    /// The text with `new` for every `old`, compared by Unicode scalars.
    ///
    /// The standard library compares characters: a quote that a combining mark follows is another character than the
    /// quote, and CR LF another than LF. What escapes a text must not overlook them.
    func replacingScalars(_ old: String, with new: String) -> String {
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
