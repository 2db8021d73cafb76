import HTTP

/// How the content of a request ends (RFC 9112, section 6.3).
enum ContentFraming: Sendable, Hashable {
    case length(Int)
    case chunked
}

/// The request line and header section of one request (RFC 9112, sections 3 and 5), strictly read: where the RFC lets a
/// server be lenient (a bare line feed, folded lines, doubled lengths), this one refuses, so that a client's slip
/// shows.
struct RequestHead: Sendable, Hashable {
    let method: String
    let target: String
    let version: String
    let headers: HeaderFields
    let framing: ContentFraming
    let expectsContinue: Bool

    /// The head whose lines are in `bytes`, the empty line at its end left out. Every line ends in CR LF.
    init(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) {
        var lines = HeadLines(bytes)
        guard let line = lines.next() else { throw .malformed("there is no request line") }
        (method, target, version) = try Self.requestLine(line)
        var fields: [HeaderField] = []
        while let line = lines.next() { fields.append(try Self.field(line)) }
        headers = HeaderFields(fields)
        let hosts = headers.values("Host")
        guard version == "HTTP/1.0" || hosts.count == 1 else {
            throw .malformed("a request of HTTP/1.1 has exactly one Host")
        }
        guard hosts.allSatisfy({ $0.utf8.allSatisfy(ASCII.isHostContent) }) else {
            throw .malformed("Host is not a host and a port")
        }
        framing = try Self.framing(headers, version)
        expectsContinue = try Self.expectation(headers, version)
    }

    private static func requestLine(
        _ line: UnsafeRawBufferPointer
    ) throws(RequestRefusal) -> (String, String, String) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(ASCII.isToken), !parts[1].isEmpty,
            parts[1].allSatisfy(ASCII.isTargetContent)
        else { throw .malformed("the request line is not METHOD TARGET VERSION") }
        let version = String(decoding: parts[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw version.hasPrefix("HTTP/")
                ? RequestRefusal(status: 505, why: "only HTTP/1.1 and HTTP/1.0 are spoken here")
                : .malformed("the request line does not end in an HTTP version")
        }
        let (method, target) = (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
        guard target.hasPrefix("/") || target == "*" || target.contains("://") || method == "CONNECT" else {
            throw .malformed("the target is neither a path nor a URL")
        }
        return (method, target, version)
    }

    /// One field line: a token, a colon at once, and a value without the blanks around it.
    static func field(_ line: UnsafeRawBufferPointer) throws(RequestRefusal) -> HeaderField {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(ASCII.isToken), line[colon...].allSatisfy(ASCII.isFieldContent)
        else { throw .malformed("a header field is not NAME: VALUE") }
        var start = colon + 1
        var end = line.count
        while start < end, ASCII.isBlank(line[start]) { start += 1 }
        while end > start, ASCII.isBlank(line[end - 1]) { end -= 1 }
        return HeaderField(
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: line[start..<end], as: UTF8.self)
        )
    }

    private static func framing(
        _ headers: HeaderFields,
        _ version: String
    ) throws(RequestRefusal) -> ContentFraming {
        let lengths = headers.values("Content-Length")
        guard let coding = headers["Transfer-Encoding"] else {
            guard let first = lengths.first else { return .length(0) }
            guard !first.isEmpty, first.utf8.allSatisfy(ASCII.isDigit), lengths.allSatisfy({ $0 == first }) else {
                throw .malformed("Content-Length is not one number")
            }
            guard let length = Int(first) else { throw .contentTooLarge }
            return .length(length)
        }
        guard lengths.isEmpty, version == "HTTP/1.1" else {
            throw .malformed("Transfer-Encoding goes with neither Content-Length nor HTTP/1.0")
        }
        let codings = coding.lowercased().split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        // A request whose last coding isn't chunked, or that is chunked twice, has no end (RFC 9112, sections 6.1 and
        // 6.3).
        guard !codings.isEmpty, codings.dropLast().allSatisfy({ $0 != "chunked" }) else {
            throw .malformed("Transfer-Encoding does not end in chunked, once")
        }
        guard codings == ["chunked"] else {
            throw RequestRefusal(status: 501, why: "of the transfer codings only chunked is understood")
        }
        return .chunked
    }

    private static func expectation(_ headers: HeaderFields, _ version: String) throws(RequestRefusal) -> Bool {
        guard version == "HTTP/1.1", let expectation = headers["Expect"] else { return false }
        guard expectation.lowercased() == "100-continue" else {
            throw RequestRefusal(status: 417, why: "of the expectations only 100-continue is met")
        }
        return true
    }
}

/// The lines of a header section, each without its CR LF.
struct HeadLines: IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard position < bytes.count else { return nil }
        let rest = bytes[position...]
        let end = rest.firstIndex(of: ASCII.carriageReturn) ?? rest.endIndex
        defer { position = end + 2 }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}

/// The character classes of HTTP's grammar.
enum ASCII {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")

    /// `tchar` of RFC 9110, section 5.6.2, by byte.
    private static let tokenBytes: [Bool] = {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        return (0...255).map { (byte: Int) in
            let byte = UInt8(byte)
            return marks.contains(byte) || isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        }
    }()

    static func isToken(_ byte: UInt8) -> Bool { tokenBytes[Int(byte)] }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// What may stand in a field's value (RFC 9110, section 5.5): no control character but the tab.
    static func isFieldContent(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// What may stand in a request target: no blank, no control character. Bytes over 0x7F are let through, for a test
    /// of them has to reach the rules.
    static func isTargetContent(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F }

    /// What may stand in a host and a port (RFC 3986, section 3.2.2): no delimiter of other parts, nothing outside of
    /// ASCII.
    static func isHostContent(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !Array("\"#/<>?@\\^`{|}".utf8).contains(byte)
    }

    static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
