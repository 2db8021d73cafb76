extension ResponseParser {
    /// `field-line = field-name ":" OWS field-value OWS` (RFC 9112, section 5).
    mutating func takeField(_ line: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        guard !ByteClass.isBlank(line[0]) else { throw .foldedLine }
        var colon = 0
        while colon < count, ByteClass.isToken(line[colon]) { colon += 1 }
        guard colon < count else { throw .noColon }
        guard colon > 0, line[colon] == 0x3A else { throw ByteClass.isText(line[colon]) ? .fieldName : .control }
        let value = line + (colon + 1)
        let length = count - colon - 1
        guard ByteClass.areText(value, length) else { throw .control }
        // The length alone rules out nearly every field.
        switch colon {
        case 14 where ByteClass.equal(line, colon, "content-length"): try takeContentLength(value, length)
        case 17 where ByteClass.equal(line, colon, "transfer-encoding"): try takeTransferEncoding(value, length)
        case 10 where ByteClass.equal(line, colon, "connection"): takeConnection(value, length)
        default: break
        }
    }

    /// One number, or a list of the same number (RFC 9110, section 8.6).
    private mutating func takeContentLength(_ value: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        var start = 0
        while start <= count {
            let (first, last, next) = Self.element(value, count, from: start)
            guard last > first, last - first <= 18 else { throw .contentLength }
            var number = 0
            for index in first..<last {
                guard ByteClass.isDigit(value[index]) else { throw .contentLength }
                number = number * 10 + Int(value[index] - 0x30)
            }
            guard !hasLength || number == remaining else { throw .differingLengths }
            hasLength = true
            remaining = number
            start = next
        }
    }

    private mutating func takeTransferEncoding(_ value: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        let (first, last, next) = Self.element(value, count, from: 0)
        let isOne = next > count && !isChunked
        guard isOne, ByteClass.equal(value + first, last - first, "chunked") else { throw .coding }
        isChunked = true
    }

    private mutating func takeConnection(_ value: UnsafePointer<UInt8>, _ count: Int) {
        var start = 0
        while start <= count {
            let (first, last, next) = Self.element(value, count, from: start)
            if ByteClass.equal(value + first, last - first, "close") { closes = true }
            if ByteClass.equal(value + first, last - first, "keep-alive"), isHTTP10 { keepsAlive = true }
            start = next
        }
        if closes { keepsAlive = false }
    }

    /// The list's element that begins at `start`, without the blanks around it, and where the next one begins: behind
    /// the end when there is none.
    private static func element(
        _ value: UnsafePointer<UInt8>,
        _ count: Int,
        from start: Int
    ) -> (first: Int, last: Int, next: Int) {
        var comma = start
        while comma < count, value[comma] != 0x2C { comma += 1 }
        var first = start
        var last = comma
        while first < last, ByteClass.isBlank(value[first]) { first += 1 }
        while last > first, ByteClass.isBlank(value[last - 1]) { last -= 1 }
        return (first, last, comma + 1)
    }
}
