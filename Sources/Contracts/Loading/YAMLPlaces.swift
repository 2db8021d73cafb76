import Diagnostics
import Yams

/// Finds the bytes of a YAML file that belong to a node; the parser tells no more than where a node begins.
struct YAMLPlaces {
    let file: SourceFile

    /// The place that begins at `mark` and is `length` bytes long.
    func location(_ mark: Mark?, length: Int = 1) -> SourceLocation {
        let start = offset(mark)
        return SourceLocation(file: file, range: start..<min(start + length, max(start, file.bytes.count)))
    }

    /// The place of a scalar, its quotes included.
    func location(_ scalar: Node.Scalar) -> SourceLocation {
        let start = offset(scalar.mark)
        return SourceLocation(file: file, range: start..<max(start, end(of: scalar, from: start)))
    }

    /// libyaml counts columns in Unicode scalars, and more line ends than others do; what is out of range is cut.
    private func offset(_ mark: Mark?) -> Int {
        guard let mark else { return 0 }
        let line = file.range(ofLine: min(max(mark.line, 1), file.lineCount))
        var offset = line.lowerBound
        var column = 1
        while column < mark.column, offset < line.upperBound {
            offset += 1
            while offset < line.upperBound, file.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            column += 1
        }
        return offset
    }

    private func end(of scalar: Node.Scalar, from start: Int) -> Int {
        guard start < file.bytes.count else { return start }
        switch file.bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return endOfQuotes(start)
        default:
            let text = scalar.string.utf8
            let isVerbatim = file.bytes[start...].prefix(text.count).elementsEqual(text)
            return isVerbatim && !text.isEmpty ? start + text.count : start + 1
        }
    }

    private func endOfQuotes(_ start: Int) -> Int {
        let quote = file.bytes[start]
        var index = start + 1
        while index < file.bytes.count {
            if quote == UInt8(ascii: "\""), file.bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if file.bytes[index] == quote {
                index += 1
                if quote == UInt8(ascii: "\"") || index >= file.bytes.count || file.bytes[index] != quote { break }
                index += 1
            } else {
                index += 1
            }
        }
        return min(index, file.bytes.count)
    }
}
