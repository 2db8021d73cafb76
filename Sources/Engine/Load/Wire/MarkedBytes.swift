import Scenarios

/// Bytes of a request, cut at the marks in them.
struct MarkedBytes {
    enum Piece {
        case literal([UInt8])
        case mark(Int)
    }

    private(set) var pieces: [Piece] = []

    init(_ bytes: [UInt8], _ marks: RequestMarks) {
        let table = marks.kinds.indices.map { (number: $0, bytes: marks.bytes($0)) }
        var rest = bytes[...]
        while let (number, range) = Self.first(table, in: rest) {
            if range.lowerBound > rest.startIndex { pieces.append(.literal(Array(rest[..<range.lowerBound]))) }
            pieces.append(.mark(number))
            rest = rest[range.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(Array(rest))) }
    }

    private static func first(_ table: [(number: Int, bytes: [UInt8])], in bytes: ArraySlice<UInt8>) -> (
        Int, Range<Int>
    )? {
        var best: (Int, Range<Int>)?
        for entry in table {
            guard let range = bytes.firstRange(of: entry.bytes) else { continue }
            if best.map({ range.lowerBound < $0.1.lowerBound }) ?? true { best = (entry.number, range) }
        }
        return best
    }
}
