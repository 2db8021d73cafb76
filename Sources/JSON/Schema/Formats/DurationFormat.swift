/// Durations (RFC 3339, appendix A).
enum DurationFormat {
    static func accepts(_ text: String) -> Bool {
        var reader = FormatReader(text)
        guard reader.take("P") else { return false }
        let dates = parts("YMD", &reader)
        guard let dates else { return weeks(text) }
        if reader.isAtEnd { return dates > 0 }
        guard reader.take("T"), let times = parts("HMS", &reader) else { return false }
        return times > 0 && reader.isAtEnd
    }

    /// How many amounts with these units follow, none of them left out between two others; nil when it is otherwise.
    private static func parts(_ units: String, _ reader: inout FormatReader) -> Int? {
        var rest = Array(units.unicodeScalars)
        var count = 0
        while let byte = reader.next, FormatReader.isDigit(byte) {
            _ = reader.takeAll(where: FormatReader.isDigit)
            guard let place = rest.firstIndex(where: { reader.take($0) }), count == 0 || place == 0 else { return nil }
            rest.removeFirst(place + 1)
            count += 1
        }
        return count
    }

    private static func weeks(_ text: String) -> Bool {
        var reader = FormatReader(text)
        return reader.take("P") && reader.takeAll(where: FormatReader.isDigit) > 0 && reader.take("W")
            && reader.isAtEnd
    }
}
