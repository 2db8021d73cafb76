/// The text of a file as a person sees it: the path to show, the bytes, and where its lines begin.
public final class SourceFile: Sendable {
    /// The path as messages show it.
    public let path: String
    /// The content.
    public let bytes: [UInt8]
    /// The offset of the first byte of each line.
    private let lineStarts: [Int]

    /// A file with this content, under the path that messages show.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        lineStarts = Self.lineStarts(bytes)
    }

    /// A file with this text, under the path that messages show.
    public convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The number of lines; one even where there is no text.
    public var lineCount: Int { lineStarts.count }

    /// The line, counted from 1, that holds the byte at `offset`.
    public func line(at offset: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The column, counted from 1 in Unicode scalars, of the byte at `offset`.
    public func column(at offset: Int) -> Int {
        let start = lineStarts[line(at: offset) - 1]
        return 1 + bytes[start..<max(start, min(offset, bytes.count))].count { $0 & 0xC0 != 0x80 }
    }

    /// The bytes of a line, counted from 1, without its end.
    public func range(ofLine line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (offset, byte) in bytes.enumerated() {
            let isReturn = byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A)
            if byte == 0x0A || isReturn { starts.append(offset + 1) }
        }
        return starts
    }
}

/// A place in a file.
public struct SourceLocation: Sendable, CustomStringConvertible {
    /// The file.
    public let file: SourceFile
    /// Which bytes of it; empty for a place between two bytes.
    public let range: Range<Int>

    /// The bytes `range` of `file`.
    public init(file: SourceFile, range: Range<Int>) {
        self.file = file
        self.range = range
    }

    /// The line, counted from 1.
    public var line: Int { file.line(at: range.lowerBound) }

    /// The column, counted from 1 in Unicode scalars.
    public var column: Int { file.column(at: range.lowerBound) }

    /// `path:line:column`.
    public var description: String { "\(file.path):\(line):\(column)" }
}

extension SourceLocation: Hashable {
    /// Whether both are the same bytes of the same file.
    public static func == (left: Self, right: Self) -> Bool {
        left.range == right.range && left.file === right.file
    }

    /// Feeds the place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(range)
    }
}
