/// How a content of several events is written, as its type says.
package enum EventFormat: UInt8, Sendable, Hashable {
    /// `text/event-stream` (WHATWG HTML, section 9.2).
    case serverSentEvents
    /// `application/x-ndjson`, `application/jsonl` and their like: a value a line.
    case lines

    /// The format that a `Content-Type` names; `nil` for a content that is none of events.
    package init?(_ type: some Collection<UInt8>) {
        let essence = type.prefix { $0 != 0x3B && $0 != 0x20 && $0 != 0x09 }
        if Self.isSame(essence, "text/event-stream") {
            self = .serverSentEvents
        } else if Self.lineTypes.contains(where: { Self.isSame(essence, $0) }) {
            self = .lines
        } else {
            return nil
        }
    }

    /// The format of the response whose status line and header section these are.
    package init?(head: UnsafeRawBufferPointer) {
        var start = 0
        while start < head.count {
            var end = start
            while end < head.count, head[end] != 0x0A { end += 1 }
            let line = UnsafeRawBufferPointer(rebasing: head[start..<end])
            if line.count > Self.fieldName.utf8CodeUnitCount,
                Self.isSame(line.prefix(Self.fieldName.utf8CodeUnitCount), Self.fieldName)
            {
                let value = line.dropFirst(Self.fieldName.utf8CodeUnitCount).drop(while: ByteClass.isBlank)
                self.init(value.prefix { $0 != 0x0D })
                return
            }
            start = end + 1
        }
        return nil
    }

    private static let fieldName: StaticString = "content-type:"
    private static let lineTypes: [StaticString] = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
        "application/json-lines",
    ]

    /// Whether bytes are `name`, which is in small letters, whatever their case.
    private static func isSame(_ bytes: some Collection<UInt8>, _ name: StaticString) -> Bool {
        guard bytes.count == name.utf8CodeUnitCount else { return false }
        var place = 0
        for byte in bytes {
            let small = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if small != name.utf8Start[place] { return false }
            place += 1
        }
        return true
    }
}

/// Finds where the events of a content end, byte by byte as it comes: a plain value, which takes no memory.
///
/// An event of `text/event-stream` ends with an empty line, and is one when it has a `data` field: comments that only
/// keep a connection alive are none (WHATWG HTML, section 9.2.6). Of a content of lines each that isn't blank is one.
package struct EventScanner: Sendable, Hashable {
    package let format: EventFormat
    /// How many of the bytes of ``name`` the line begins with; ``other`` when it is none of them, or more has come.
    private var matched: UInt8 = 0
    private var hasData = false
    /// Whether the last byte was a CR, whose LF ends nothing more.
    private var isAfterReturn = false
    /// How many bytes of a byte order mark have come; 3 when there can be none any more.
    private var mark: UInt8 = 0

    private static let name: StaticString = "data"
    private static let byteOrderMark: StaticString = "\u{FEFF}"
    private static let other: UInt8 = 5

    package init(_ format: EventFormat) { self.format = format }

    /// Goes on from `position` to the end of the next event, or to `end`; whether there is one.
    package mutating func next(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int) -> Bool {
        while position < end {
            let byte = bytes[position]
            position += 1
            if take(byte) { return true }
        }
        return false
    }

    /// The content has ended: whether an event has with it. One of `text/event-stream` that no empty line ends is
    /// dropped.
    package mutating func finish() -> Bool {
        guard format == .lines, matched > 0 else { return false }
        matched = 0
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if mark < 3 {
            if byte == Self.byteOrderMark.utf8Start[Int(mark)] {
                mark += 1
                return false
            }
            if mark > 0 { matched = Self.other }
            mark = 3
        }
        if format == .lines { return takeOfLine(byte) }
        if isAfterReturn {
            isAfterReturn = false
            if byte == 0x0A { return false }
        }
        if byte == 0x0A || byte == 0x0D {
            isAfterReturn = byte == 0x0D
            return endLine()
        }
        if matched < 4 {
            matched = byte == Self.name.utf8Start[Int(matched)] ? matched + 1 : Self.other
        } else {
            if matched == 4, byte == 0x3A { hasData = true }
            matched = Self.other
        }
        return false
    }

    private mutating func endLine() -> Bool {
        // A field without a colon has no value, and is there all the same.
        if matched == 4 { hasData = true }
        defer { matched = 0 }
        guard matched == 0 else { return false }
        defer { hasData = false }
        return hasData
    }

    private mutating func takeOfLine(_ byte: UInt8) -> Bool {
        if byte == 0x0A {
            defer { matched = 0 }
            return matched > 0
        }
        if byte != 0x0D, byte != 0x20, byte != 0x09 { matched = Self.other }
        return false
    }
}

/// How the events of one response came: how many, and when. Instants are those of the clock that it is told.
package struct EventTally: Sendable, Hashable {
    /// Whether the response's head has been looked at for what its content is.
    private var isBegun = false
    private var scanner: EventScanner?
    /// Up to where the content has been looked through, from its beginning.
    private var scanned = 0
    /// How many events are read at most; what follows them is none of the response.
    private let most: Int
    /// Where the content ends, from its beginning, when as many have come; `nil` before.
    package private(set) var end: Int?
    /// How many events have come.
    package private(set) var count = 0
    /// When the first one was complete.
    package private(set) var first: UInt64 = 0
    /// When the last one was.
    package private(set) var last: UInt64 = 0
    /// The longest time between two.
    package private(set) var longestGap: UInt64 = 0

    /// The tally of a response of which nothing has come.
    package init(most: Int? = nil) { self.most = most ?? .max }

    /// The tally of a content whose format is known; `nil` where it is none of events.
    package init(_ format: EventFormat?, most: Int? = nil) {
        self.most = most ?? .max
        isBegun = true
        scanner = format.map(EventScanner.init)
    }

    /// Whether the content is one of events, whose bytes are those that were sent.
    package var isOfEvents: Bool { scanner != nil }

    /// Looks through what has come of a final response since, as far as `parser` has understood it; how many events
    /// have ended in it.
    package mutating func take(
        _ bytes: UnsafePointer<UInt8>,
        _ parser: ResponseParser,
        isEnd: Bool,
        clock: () -> UInt64
    ) -> Int {
        guard parser.hasHead, parser.headEnd > 0 else { return 0 }
        return take(
            bytes,
            headEnd: parser.headEnd,
            bodyEnd: parser.bodyEnd,
            isCoded: parser.isCoded,
            isEnd: isEnd,
            clock: clock
        )
    }

    /// Looks through what has come of a response since.
    ///
    /// - Parameters:
    ///   - bytes: The response from its status line on, without the framing of chunks.
    ///   - headEnd: Where its content begins.
    ///   - bodyEnd: Where the content ends, as far as it has come.
    ///   - isCoded: Whether the content has a coding, behind which its events can't be seen.
    ///   - isEnd: Whether no more follows.
    ///   - clock: Tells the present instant; asked where an event has come.
    /// - Returns: How many events have ended in it.
    package mutating func take(
        _ bytes: UnsafePointer<UInt8>,
        headEnd: Int,
        bodyEnd: Int,
        isCoded: Bool,
        isEnd: Bool,
        clock: () -> UInt64
    ) -> Int {
        if !isBegun {
            isBegun = true
            let head = UnsafeRawBufferPointer(start: bytes, count: headEnd)
            if !isCoded { scanner = EventFormat(head: head).map(EventScanner.init) }
        }
        guard var scanner, end == nil else { return 0 }
        var position = headEnd + scanned
        var ended = 0
        while count + ended < most, scanner.next(bytes, &position, bodyEnd) { ended += 1 }
        if isEnd, count + ended < most, scanner.finish() { ended += 1 }
        if count + ended == most { end = position - headEnd }
        self.scanner = scanner
        scanned = bodyEnd - headEnd
        if ended > 0 { note(ended, at: clock()) }
        return ended
    }

    /// The content so far is kept no longer: what comes next is at its beginning.
    package mutating func forgetContent() { scanned = 0 }

    private mutating func note(_ ended: Int, at instant: UInt64) {
        if count == 0 { first = instant } else { longestGap = max(longestGap, instant - min(instant, last)) }
        last = instant
        count += ended
    }

    /// The times since `start`; `nil` where the content is none of events.
    package func times(since start: UInt64) -> EventTimes? {
        guard isOfEvents else { return nil }
        return EventTimes(
            count: count,
            first: count > 0 ? first - min(start, first) : nil,
            last: count > 0 ? last - min(start, last) : nil,
            longestGap: count > 1 ? longestGap : nil
        )
    }
}

/// When the events of a response came, in nanoseconds since its request was begun. Events that came in one piece came
/// at the same time.
public struct EventTimes: Sendable, Hashable {
    /// How many there were.
    public var count: Int
    /// When the first one was complete; `nil` where there was none.
    public var first: UInt64?
    /// When the last one was; `nil` where there was none.
    public var last: UInt64?
    /// The longest time between two that followed each other; `nil` where there were fewer than two.
    public var longestGap: UInt64?

    /// Times of their parts.
    public init(count: Int, first: UInt64?, last: UInt64?, longestGap: UInt64?) {
        self.count = count
        self.first = first
        self.last = last
        self.longestGap = longestGap
    }
}

/// One event of a content, as its reader gets it.
package struct StreamEvent: Sendable, Hashable {
    /// Its type: `message` unless an `event` field says otherwise. A line has this one too.
    package var type = "message"
    /// The last event ID that was said up to it; empty where none was.
    package var id = ""
    /// What its `data` fields say, a line each; of a content of lines the line.
    package var data = ""

    /// The events of a content (WHATWG HTML, section 9.2.6); what isn't UTF-8 is replaced.
    package static func all(in content: [UInt8], _ format: EventFormat) -> [StreamEvent] {
        var scanner = EventScanner(format)
        var events: [StreamEvent] = []
        var id = ""
        content.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            var (start, position) = (0, 0)
            while scanner.next(first, &position, bytes.count) {
                events.append(StreamEvent(bytes[start..<position], format, isFirst: start == 0, &id))
                start = position
            }
            if scanner.finish() { events.append(StreamEvent(bytes[start...], format, isFirst: start == 0, &id)) }
        }
        return events
    }

    private init(
        _ block: Slice<UnsafeBufferPointer<UInt8>>,
        _ format: EventFormat,
        isFirst: Bool,
        _ lastID: inout String
    ) {
        var text = Substring(String(decoding: block, as: UTF8.self))
        if isFirst, text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        // "\r\n" is one character: all three ends of a line are.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        guard format == .serverSentEvents else {
            data = lines.first { !$0.allSatisfy { $0 == " " || $0 == "\t" } }.map(String.init) ?? ""
            return
        }
        var values: [Substring] = []
        for line in lines {
            // What comes before an empty line without data is forgotten with it.
            if line.isEmpty, values.isEmpty { type = "message" }
            let colon = line.unicodeScalars.firstIndex(of: ":")
            let rest = colon.map { line.unicodeScalars[line.unicodeScalars.index(after: $0)...] }
            var value = rest.map(Substring.init) ?? ""
            if value.unicodeScalars.first == " " { value.unicodeScalars.removeFirst() }
            switch Substring(line.unicodeScalars[..<(colon ?? line.unicodeScalars.endIndex)]) {
            case "data": values.append(value)
            case "event": type = value.isEmpty ? "message" : String(value)
            case "id": if !value.unicodeScalars.contains("\0") { lastID = String(value) }
            default: break
            }
        }
        data = values.joined(separator: "\n")
        id = lastID
    }
}
