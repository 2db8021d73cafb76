/// The line of a place in a file, made fit for a terminal, and the marks to print below it.
struct SourceExcerpt {
    /// The line, or a part of it between dots.
    let text: String
    /// What to print before the marks; it repeats the line's tabs, so that both lines align.
    let padding: String
    /// A caret and as many tildes as the place has further columns.
    let underline: String

    init(_ location: SourceLocation, width: Int) {
        let file = location.file
        let line = file.range(ofLine: location.line)
        let end = min(max(location.range.upperBound, location.range.lowerBound), line.upperBound)
        let scalars = Array(String(decoding: file.bytes[line], as: UTF8.self).unicodeScalars)
        let caret = Self.scalarCount(file.bytes, line.lowerBound..<min(location.range.lowerBound, line.upperBound))
        let length = max(1, Self.scalarCount(file.bytes, line.lowerBound..<max(end, line.lowerBound)) - caret)
        let window = Self.window(scalars, caret: caret, length: length, width: width)
        let shown = scalars[window]
        text = (window.lowerBound > 0 ? "…" : "") + Self.visible(shown) + (window.upperBound < scalars.count ? "…" : "")
        var padding = window.lowerBound > 0 ? " " : ""
        for scalar in scalars[window.lowerBound..<min(caret, window.upperBound)] {
            padding += scalar == "\t" ? "\t" : String(repeating: " ", count: VisibleText.width(of: scalar))
        }
        self.padding = padding
        let marked = scalars[
            min(caret, window.upperBound)..<max(min(caret + length, window.upperBound), min(caret, window.upperBound))
        ]
        let columns = marked.reduce(0) { $0 + VisibleText.width(of: $1) }
        underline = "^" + String(repeating: "~", count: max(0, columns - 1))
    }

    /// The scalars that `String(decoding:)` makes of the bytes; where they aren't UTF-8, each wrong part is one.
    private static func scalarCount(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count
    }

    /// The part to show: all of a short line, else the caret's surroundings, more of what follows than of what precedes.
    private static func window(_ scalars: [Unicode.Scalar], caret: Int, length: Int, width: Int) -> Range<Int> {
        guard scalars.count > width else { return scalars.indices }
        let before = max(width / 3, width - min(length, width) - 10)
        let start = max(0, min(caret - min(before, caret), scalars.count - width))
        return start..<min(scalars.count, start + width)
    }

    private static func visible(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(scalar == "\t" ? scalar : VisibleText.picture(of: scalar)) }
        return String(text)
    }
}
