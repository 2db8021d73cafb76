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
