import Glibc

extension ResponseParser {
    /// Takes chunked content (RFC 9112, section 7.1): its data is moved together behind what came before, and the rest
    /// goes, but for bytes behind the last chunk.
    mutating func takeChunks(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) throws(ParserProblem) {
        while position < filled, phase != .done {
            if phase == .chunkData {
                takeData(bytes, filled)
                continue
            }
            extraHead += 1
            guard headEnd + extraHead <= limits.head else { throw .headTooLong }
            try take(bytes[position])
            position += 1
        }
        guard phase != .done else { return }
        filled = bodyEnd
        position = bodyEnd
    }

    private mutating func takeData(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: Int) {
        let count = min(remaining, filled - position)
        memmove(bytes + bodyEnd, bytes + position, count)
        bodyEnd += count
        position += count
        remaining -= count
        if remaining == 0 { phase = .chunkDataEnd }
    }

    /// One byte of a chunk's line or of the trailer section.
    private mutating func take(_ byte: UInt8) throws(ParserProblem) {
        switch phase {
        case .chunkSize: try takeSize(byte)
        case .chunkPadding:
            guard ByteClass.isBlank(byte) || byte == 0x3B else { throw .chunkSize }
            if byte == 0x3B { phase = .chunkExtension }
        case .chunkExtension:
            if byte == 0x0D { phase = .chunkSizeEnd } else if !ByteClass.isText(byte) { throw .chunkExtension }
        case .chunkSizeEnd:
            guard byte == 0x0A else { throw .chunkExtension }
            try beginChunk()
        case .chunkDataEnd:
            guard byte == 0x0D else { throw .chunkEnd }
            phase = .chunkDataEndLF
        case .chunkDataEndLF:
            guard byte == 0x0A else { throw .chunkEnd }
            remaining = 0
            digits = 0
            phase = .chunkSize
        default: try takeTrailer(byte)
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(ParserProblem) {
        if let value = ByteClass.hexValue(byte) {
            guard digits < 15 else { throw .chunkSize }
            remaining = remaining << 4 | Int(value)
            digits += 1
            return
        }
        guard digits > 0 else { throw .chunkSize }
        switch byte {
        case 0x0D: phase = .chunkSizeEnd
        case 0x3B: phase = .chunkExtension
        case 0x20, 0x09: phase = .chunkPadding
        default: throw .chunkSize
        }
    }

    private mutating func beginChunk() throws(ParserProblem) {
        guard remaining > 0 else {
            phase = .trailerStart
            return
        }
        guard remaining <= limits.body - bodyLength else { throw .bodyTooLong }
        bodyLength += remaining
        phase = .chunkData
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(ParserProblem) {
        switch phase {
        case .trailerStart:
            guard byte == 0x0D || ByteClass.isToken(byte) else { throw .trailer }
            phase = byte == 0x0D ? .lastLF : .trailerName
        case .trailerName:
            guard byte == 0x3A || ByteClass.isToken(byte) else { throw .trailer }
            if byte == 0x3A { phase = .trailerValue }
        case .trailerValue:
            if byte == 0x0D { phase = .trailerEnd } else if !ByteClass.isText(byte) { throw .trailer }
        case .trailerEnd:
            guard byte == 0x0A else { throw .trailer }
            phase = .trailerStart
        default:
            guard byte == 0x0A else { throw .trailer }
            phase = .done
        }
    }
}
