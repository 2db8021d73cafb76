import Glibc

extension ResponseParser {
    /// Takes the lines of header sections; whether the final response's is complete.
    mutating func parseHead(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) throws(ParserProblem) -> Bool {
        while true {
            guard scanned < filled, let found = memchr(bytes + scanned, 0x0A, filled - scanned) else {
                scanned = filled
                guard filled + extraHead <= limits.head else { throw .headTooLong }
                return false
            }
            let lineFeed = found.assumingMemoryBound(to: UInt8.self) - bytes
            guard lineFeed + 1 + extraHead <= limits.head else { throw .headTooLong }
            guard lineFeed > position, bytes[lineFeed - 1] == 0x0D else { throw .lineFeed }
            let line = UnsafePointer(bytes + position)
            let count = lineFeed - 1 - position
            position = lineFeed + 1
            scanned = position
            if phase == .statusLine {
                try takeStatusLine(line, count)
                phase = .fields
            } else if count > 0 {
                try takeField(line, count)
            } else if try endHead() {
                return true
            } else {
                removeInterim(bytes, &filled)
            }
        }
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112, section 4); the second space may be
    /// missing when the reason is, as servers leave it out.
    private mutating func takeStatusLine(_ line: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        guard count >= 8, memcmp(line, "HTTP/1.", 7) == 0, ByteClass.isDigit(line[7]), count == 8 || line[8] == 0x20
        else { throw .statusLine }
        isHTTP10 = line[7] == 0x30
        keepsAlive = !isHTTP10
        guard count >= 12, line[9] >= 0x31, line[9] <= 0x39, ByteClass.isDigit(line[10]), ByteClass.isDigit(line[11])
        else { throw .statusCode }
        guard count == 12 || line[12] == 0x20 else { throw .statusCode }
        status = Int(line[9] - 0x30) * 100 + Int(line[10] - 0x30) * 10 + Int(line[11] - 0x30)
        guard ByteClass.areText(line + 12, count - 12) else { throw .control }
    }

    /// The end of a header section: what follows it (RFC 9112, section 6.3). `false` after an interim response.
    private mutating func endHead() throws(ParserProblem) -> Bool {
        if isChunked {
            guard !hasLength else { throw .lengthAndCoding }
            guard !isHTTP10 else { throw .codingInHTTP10 }
        }
        guard status != 101 else { throw .switchedProtocols }
        guard status >= 200 else { return false }
        headEnd = position
        bodyEnd = position
        if answersHead || status == 204 || status == 304 || hasLength && remaining == 0 {
            phase = .done
        } else if isChunked {
            phase = .chunkSize
        } else if hasLength {
            guard remaining <= limits.body else { throw .bodyTooLong }
            phase = .length
        } else {
            keepsAlive = false
            phase = .untilClose
        }
        return true
    }

    /// Moves the bytes behind an interim response (RFC 9110, section 15.2) to the front and begins anew.
    private mutating func removeInterim(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) {
        memmove(bytes, bytes + position, filled - position)
        filled -= position
        var next = ResponseParser(answersHead: answersHead, limits: limits)
        next.extraHead = extraHead + position
        self = next
    }
}
