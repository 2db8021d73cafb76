import Glibc

extension ResponseParser {
    /// Takes the lines of header sections; `nil` when the final response's is complete.
    mutating func parseHead(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) throws(ParserProblem) -> Step? {
        while true {
            guard let line = try nextLine(bytes, &filled, overhead: extraHead) else {
                if phase == .statusLine { try checkBeginning(bytes, filled) }
                return .more
            }
            if phase == .statusLine {
                try takeStatusLine(bytes + line.lowerBound, line.count)
                phase = .fields
            } else if !line.isEmpty {
                try takeField(bytes + line.lowerBound, line.count)
            } else if try endHead() {
                return nil
            } else {
                phase = .interim
                if options.showsInterim { return .interim }
                removeInterim(bytes, &filled)
            }
        }
    }

    /// Where the next line is, without its end, now that ``position`` is behind it; `nil` when it isn't complete. A
    /// folded one is one line, each fold replaced by a space (RFC 9112, section 5.2), so a field's line is complete
    /// when the first byte of the next is there.
    ///
    /// - Parameter overhead: what counts as header section beside the bytes in front of the line.
    mutating func nextLine(
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ filled: inout Int,
        overhead: Int
    ) throws(ParserProblem) -> Range<Int>? {
        while true {
            guard scanned < filled, let found = memchr(bytes + scanned, 0x0A, filled - scanned) else {
                scanned = filled
                guard filled + overhead <= limits.head else { throw .headTooLong }
                return nil
            }
            var lineFeed = found.assumingMemoryBound(to: UInt8.self) - bytes
            guard lineFeed + 1 + overhead <= limits.head else { throw .headTooLong }
            let hasReturn = lineFeed > position && bytes[lineFeed - 1] == 0x0D
            var end = hasReturn ? lineFeed - 1 : lineFeed
            if phase != .statusLine, end > position {
                guard lineFeed + 1 < filled else {
                    scanned = lineFeed
                    return nil
                }
                try checkBlank(bytes, end)
                if ByteClass.isBlank(bytes[lineFeed + 1]) {
                    noteEnd(hasReturn)
                    // Before the first field there is nothing to continue.
                    if !ByteClass.isBlank(bytes[position]) { deviations.insert(.foldedField) }
                    foldedAt = lineFeed + 1
                    scanned = foldedAt
                    continue
                }
            }
            noteEnd(hasReturn)
            if foldedAt > 0 {
                let removed = Self.unfold(bytes + position, end - position)
                memmove(bytes + (end - removed), bytes + end, filled - end)
                filled -= removed
                lineFeed -= removed
                end -= removed
            }
            let start = position
            position = lineFeed + 1
            scanned = position
            foldedAt = 0
            return start..<end
        }
    }

    /// Makes a space of each fold in a line: of its line end and the white space around it. How much shorter the line
    /// is.
    private static func unfold(_ line: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        var written = 0
        var index = 0
        while index < count {
            guard line[index] == 0x0A else {
                line[written] = line[index]
                written += 1
                index += 1
                continue
            }
            if written > 0, line[written - 1] == 0x0D { written -= 1 }
            while written > 0, ByteClass.isBlank(line[written - 1]) { written -= 1 }
            while index < count, ByteClass.isBlank(line[index]) || line[index] == 0x0A { index += 1 }
            line[written] = 0x20
            written += 1
        }
        return count - written
    }

    /// RFC 9112, section 2.2: a recipient may take a single LF for the end of a line.
    private mutating func noteEnd(_ hasReturn: Bool) {
        if !hasReturn { deviations.insert(.bareLineFeed) }
    }

    /// A line of white space alone is the end of the header section to some, and a continued line to others.
    private func checkBlank(_ bytes: UnsafeMutablePointer<UInt8>, _ end: Int) throws(ParserProblem) {
        let start = max(position, foldedAt)
        guard ByteClass.isBlank(bytes[start]) || bytes[start] == 0x0D else { return }
        for index in start..<end where !ByteClass.isBlank(bytes[index]) && bytes[index] != 0x0D { return }
        throw .blankLine
    }

    /// What isn't the beginning of a status line never becomes one, and need not be waited for.
    private func checkBeginning(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: Int) throws(ParserProblem) {
        let beginning: StaticString = "HTTP/1."
        let count = min(filled - position, beginning.utf8CodeUnitCount)
        guard memcmp(bytes + position, beginning.utf8Start, count) == 0 else { throw .statusLine }
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112, section 4).
    private mutating func takeStatusLine(_ line: UnsafeMutablePointer<UInt8>, _ count: Int) throws(ParserProblem) {
        guard count >= 8, memcmp(line, "HTTP/1.", 7) == 0, ByteClass.isDigit(line[7]), count == 8 || line[8] == 0x20
        else { throw .statusLine }
        isHTTP10 = line[7] == 0x30
        keepsAlive = !isHTTP10
        if line[7] > 0x31 { deviations.insert(.unknownVersion) }
        guard count >= 12, line[9] >= 0x31, line[9] <= 0x39, ByteClass.isDigit(line[10]), ByteClass.isDigit(line[11])
        else { throw .statusCode }
        guard count == 12 || line[12] == 0x20 else { throw .statusCode }
        if count == 12 { deviations.insert(.missingReason) }
        status = Int(line[9] - 0x30) * 100 + Int(line[10] - 0x30) * 10 + Int(line[11] - 0x30)
        if status >= 600 { deviations.insert(.unknownStatusClass) }
        if !ByteClass.areText(line + 12, count - 12) { repair(line + 12, count - 12) }
    }

    /// The end of a header section: what follows it (RFC 9112, section 6.3). `false` after an interim response.
    private mutating func endHead() throws(ParserProblem) -> Bool {
        if isChunked {
            guard !hasLength else { throw .lengthAndCoding }
            guard !isHTTP10 else { throw .codingInHTTP10 }
        }
        if status < 200 || status == 204 {
            if hasLength { deviations.insert(.lengthWithoutContent) }
            if isChunked { deviations.insert(.codingWithoutContent) }
        }
        guard status >= 200 || status == 101 else { return false }
        headEnd = position
        bodyEnd = position
        trailerEnd = position
        if status == 101 {
            guard options.asksUpgrade else { throw .switchedProtocols }
            keepsAlive = false
            phase = .done
        } else if options.answersHead || status == 204 || status == 304 || hasLength && remaining == 0 {
            phase = .done
        } else if isChunked {
            remaining = 0
            phase = .chunkSize
        } else if hasLength {
            guard remaining <= limits.body else { throw .bodyTooLong }
            phase = .length
        } else {
            if keepsAlive { deviations.insert(.unannouncedClose) }
            keepsAlive = false
            phase = .untilClose
        }
        return true
    }

    /// Moves the bytes behind an interim response (RFC 9110, section 15.2) to the front and begins anew.
    mutating func removeInterim(_ bytes: UnsafeMutablePointer<UInt8>, _ filled: inout Int) {
        memmove(bytes, bytes + position, filled - position)
        filled -= position
        var next = ResponseParser(options, limits: limits)
        next.extraHead = extraHead + position
        next.deviations = deviations
        self = next
    }
}

extension ResponseParser {
    /// `field-line = field-name ":" OWS field-value OWS` (RFC 9112, section 5), of the header or the trailer section.
    ///
    /// What delimits the content is read as it stands, without any repair: recipients that repair it in different ways
    /// would delimit differently.
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
    private mutating func repair(_ value: UnsafeMutablePointer<UInt8>, _ count: Int) {
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
