extension ResponseParser {
    /// `field-line = field-name ":" OWS field-value OWS` (RFC 9112, section 5), of the header or the trailer section.
    ///
    /// What delimits the content is read as it stands, without any repair: recipients that repair it in different ways would
    /// delimit differently.
    mutating func takeField(_ line: UnsafeMutablePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        guard !ByteClass.isBlank(line[0]) else {
            // Only before the first field is such a line not a continued one.
            deviations.insert(.whiteSpaceBeforeFields)
            return
        }
        var length = 0
        while length < count, ByteClass.isToken(line[length]) { length += 1 }
        var colon = length
        while colon < count, ByteClass.isBlank(line[colon]) { colon += 1 }
        guard colon < count else { throw .noColon }
        guard length > 0, line[colon] == 0x3A else { throw ByteClass.isText(line[colon]) ? .fieldName : .control }
        if colon > length { deviations.insert(.spaceBeforeColon) }
        let value = line + (colon + 1)
        let valueLength = count - colon - 1
        // The length alone rules out nearly every field.
        switch length {
        case 14 where ByteClass.equal(line, length, "content-length"):
            try takeFraming(value, valueLength, isSpaced: colon > length, isLength: true)
        case 17 where ByteClass.equal(line, length, "transfer-encoding"):
            try takeFraming(value, valueLength, isSpaced: colon > length, isLength: false)
        case 10 where ByteClass.equal(line, length, "connection"): takeConnection(value, valueLength)
        case 16 where ByteClass.equal(line, length, "content-encoding"): isCoded = true
        default: break
        }
        if !ByteClass.areText(value, valueLength) { repair(value, valueLength) }
    }

    /// Notes characters that may not be there; CR and NUL become spaces (RFC 9110, section 5.5).
    mutating func repair(_ value: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for index in 0..<count where !ByteClass.isText(value[index]) {
            switch value[index] {
            case 0x0D:
                deviations.insert(.bareCarriageReturn)
                value[index] = 0x20
            case 0:
                deviations.insert(.nulCharacter)
                value[index] = 0x20
            default: deviations.insert(.controlCharacter)
            }
        }
    }

    private mutating func takeFraming(
        _ value: UnsafePointer<UInt8>,
        _ count: Int,
        isSpaced: Bool,
        isLength: Bool
    ) throws(ParserProblem) {
        guard phase != .trailer else {
            deviations.insert(.framingInTrailer)
            return
        }
        guard !isSpaced else { throw .spacedFraming }
        if isLength { try takeContentLength(value, count) } else { try takeTransferEncoding(value, count) }
    }

    /// One number, or a list of the same number (RFC 9110, section 8.6).
    private mutating func takeContentLength(_ value: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        var start = 0
        while start <= count {
            var (first, last, next) = Self.element(value, count, from: start)
            guard last > first else { throw .contentLength }
            while first < last - 1, value[first] == 0x30 { first += 1 }
            // A number that not every recipient can hold delimits differently where it is cut.
            guard last - first <= 18 else { throw .contentLength }
            var number = 0
            for index in first..<last {
                guard ByteClass.isDigit(value[index]) else { throw .contentLength }
                number = number * 10 + Int(value[index] - 0x30)
            }
            if hasLength {
                guard number == remaining else { throw .differingLengths }
                deviations.insert(.repeatedLength)
            }
            hasLength = true
            remaining = number
            start = next
        }
    }

    /// `chunked`, in a list that may have empty elements (RFC 9110, section 5.6.1.2).
    private mutating func takeTransferEncoding(_ value: UnsafePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        var start = 0
        var codings = 0
        while start <= count {
            let (first, last, next) = Self.element(value, count, from: start)
            start = next
            guard last > first else {
                deviations.insert(.emptyListElement)
                continue
            }
            codings += 1
            guard !isChunked, ByteClass.equal(value + first, last - first, "chunked") else { throw .coding }
            isChunked = true
        }
        guard codings == 1 else { throw .coding }
    }

    private mutating func takeConnection(_ value: UnsafePointer<UInt8>, _ count: Int) {
        guard phase == .fields else { return }
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
