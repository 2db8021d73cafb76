import Glibc
import Testing

/// A plain TCP client that sends and reads exact bytes. Every read gives up after ten seconds.
final class RawClient: Sendable {
    enum End: Equatable {
        case closed
        case reset
        case silence
    }

    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        limitReads(seconds: 10, microseconds: 0)
    }

    deinit { close(descriptor) }

    private func limitReads(seconds: Int, microseconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: microseconds)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            try #require(sent > 0)
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends `bytes` again and again until they aren't taken any more for a while, or `most` have been; how many were.
    func sendWhileTaken(_ bytes: [UInt8], atMost most: Int) -> Int {
        var limit = timeval(tv_sec: 0, tv_usec: 300_000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var all = 0
        while all < most {
            let sent = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            if sent <= 0 { break }
            all += sent
        }
        return all
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    private func receive(_ count: Int) -> (bytes: [UInt8], end: End?) {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &bytes, count, 0)
        if received > 0 { return (Array(bytes[..<received]), nil) }
        if received == 0 { return ([], .closed) }
        return ([], errno == ECONNRESET ? .reset : .silence)
    }

    /// Everything until the connection ends, and how it ends.
    func readToEnd() -> (text: String, end: End) {
        var all: [UInt8] = []
        while true {
            let (bytes, end) = receive(65_536)
            all += bytes
            if let end { return (String(decoding: all, as: UTF8.self), end) }
        }
    }

    /// Whether nothing comes for a moment while the connection stays open.
    func isSilent() -> Bool {
        limitReads(seconds: 0, microseconds: 100_000)
        defer { limitReads(seconds: 10, microseconds: 0) }
        return receive(1).end == .silence
    }

    /// Bytes up to and with `mark`.
    func read(until mark: String) throws -> String {
        var all: [UInt8] = []
        while !all.ends(with: Array(mark.utf8)) {
            let (bytes, end) = receive(1)
            try #require(end == nil)
            all += bytes
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// One response that has a `Content-Length`; `Date` is left out.
    func readResponse(head: Bool = false) throws -> (head: String, body: String) {
        let text = try read(until: "\r\n\r\n")
        let lines = text.split(separator: "\r\n").filter { !$0.hasPrefix("Date: ") }
        let length =
            lines.first { $0.lowercased().hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) } ?? 0
        var body: [UInt8] = []
        while !head && body.count < length {
            let (bytes, end) = receive(length - body.count)
            try #require(end == nil)
            body += bytes
        }
        return (lines.joined(separator: "\n"), String(decoding: body, as: UTF8.self))
    }

    /// Sends `GET path` and reads the answer.
    func get(_ path: String, _ headers: String = "") throws -> (head: String, body: String) {
        try send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(headers)\r\n")
        return try readResponse()
    }
}

extension [UInt8] {
    func ends(with other: [UInt8]) -> Bool {
        count >= other.count && self[(count - other.count)...].elementsEqual(other)
    }
}
