import Glibc

extension ResponseParser {
    /// Takes chunked content (RFC 9112, section 7.1): its data is moved together behind what came before, the trailer section
    /// behind it, and the rest goes, but for bytes behind the last chunk.
    mutating func takeChunks(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) throws(ParserProblem) {
        while position < filled, phase.rawValue < Phase.trailerStart.rawValue {
            if phase == .chunkData {
                takeData(bytes, filled)
                continue
            }
            try take(bytes[position])
            position += 1
        }
        if phase == .trailerStart {
            beginTrailer(bytes, &filled)
        } else if phase != .trailer {
            filled = bodyEnd
            position = bodyEnd
            return
        }
        try takeTrailer(bytes, &filled)
    }

    private mutating func takeData(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: Int) {
        let count = min(remaining, filled - position)
        memmove(bytes + bodyEnd, bytes + position, count)
        bodyEnd += count
        position += count
        remaining -= count
        if remaining == 0 { phase = .chunkDataEnd }
    }

    /// One byte of a chunk's line.
    private mutating func take(_ byte: UInt8) throws(ParserProblem) {
        switch phase {
        case .chunkSize: try takeSize(byte)
        case .chunkPadding:
            switch byte {
            case 0x20, 0x09: try countOverhead()
            case 0x3B: phase = .chunkExtension
            case 0x0D:
                deviations.insert(.spaceAfterChunkSize)
                phase = .chunkSizeEnd
            default: throw .chunkSize
            }
        case .chunkExtension:
            try countOverhead()
            if byte == 0x0D { phase = .chunkSizeEnd } else if !ByteClass.isText(byte) { throw .chunkExtension }
        case .chunkSizeEnd:
            // Only lines of header sections may end in LF alone.
            guard byte == 0x0A else { throw .chunkExtension }
            try beginChunk()
        case .chunkDataEnd:
            guard byte == 0x0D else { throw .chunkEnd }
            phase = .chunkDataEndLF
        case .statusLine, .fields, .interim, .length, .untilClose, .chunkData, .chunkDataEndLF, .trailerStart, .trailer,
            .done:
            guard byte == 0x0A else { throw .chunkEnd }
            remaining = 0
            digits = 0
            phase = .chunkSize
        }
    }

    /// Counts what a sender could add without end and without content.
    private mutating func countOverhead() throws(ParserProblem) {
        extraHead += 1
        guard headEnd + extraHead <= limits.head else { throw .headTooLong }
    }

    private mutating func takeSize(_ byte: UInt8) throws(ParserProblem) {
        if let value = ByteClass.hexValue(byte) {
            guard remaining >> 58 == 0 else { throw .chunkSize }
            if digits > 0, remaining == 0 { try countOverhead() }
            remaining = remaining << 4 | Int(value)
            digits = 1
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

    /// Moves what follows the last chunk's line behind the content.
    private mutating func beginTrailer(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) {
        memmove(bytes + bodyEnd, bytes + position, filled - position)
        filled -= position - bodyEnd
        position = bodyEnd
        scanned = bodyEnd
        trailerEnd = bodyEnd
        phase = .trailer
    }

    private mutating func takeTrailer(
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ filled: inout Int
    ) throws(ParserProblem) {
        let overhead = headEnd + extraHead - bodyEnd
        while let line = try nextLine(bytes, &filled, overhead: overhead) {
            if line.isEmpty {
                phase = .done
                return
            }
            try takeField(bytes + line.lowerBound, line.count)
            trailerEnd = position
        }
    }
}
