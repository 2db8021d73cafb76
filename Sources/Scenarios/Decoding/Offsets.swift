/// Converts places in a text.
package enum Offsets {
    /// A range of Unicode scalars as one of UTF-8 bytes, cut at the text's end.
    package static func utf8(ofScalars range: Range<Int>, in text: String) -> Range<Int> {
        var offset = 0
        var lower: Int?
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == range.lowerBound { lower = offset }
            if index == range.upperBound { return (lower ?? offset)..<offset }
            offset += UTF8.width(scalar)
        }
        return (lower ?? offset)..<offset
    }
}
