import Glibc

/// What an HTTP/2 server does, and what a client has to make of it: the same alone, in a burst and under load.
package struct HTTP2Behaviour: Sendable, CustomStringConvertible {
    package var name: String
    /// Whether requests have content.
    package var sendsContent = false
    /// What is sent as soon as the connection is open.
    package var greeting: [UInt8] = HTTP2Frame.settings()
    /// What is sent in answer to the request on a stream, with a moment between one and the next.
    package var answer: @Sendable (_ stream: UInt32) -> [[UInt8]]
    package var ending: Behaviour.Ending = .keeps
    package var verdict: Behaviour.Verdict
    /// Whether a request is answered when all of it has come, rather than its header section.
    package var waitsForEnd = false
    /// Whether it breaks the connection after its answer, so that other requests on it depend on their luck.
    package var breaksAfterwards = false
    /// Whether the client's time-out is what ends it.
    package var isEndless = false

    package var description: String { name }

    init(
        _ name: String,
        _ verdict: Behaviour.Verdict,
        ending: Behaviour.Ending = .keeps,
        _ answer: @escaping @Sendable (_ stream: UInt32) -> [[UInt8]]
    ) {
        self.name = name
        self.verdict = verdict
        self.ending = ending
        self.answer = answer
    }

    func with(greeting: [UInt8]) -> Self {
        var other = self
        other.greeting = greeting
        return other
    }

    func endless(sendsContent: Bool = false) -> Self {
        var other = self
        other.isEndless = true
        other.sendsContent = sendsContent
        return other
    }
}

/// The frames of HTTP/2 (RFC 9113, section 4.1), right and wrong ones.
enum HTTP2Frame {
    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8], length: Int? = nil)
        -> [UInt8]
    {
        let length = length ?? payload.count
        return [UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), type, flags]
            + number(stream) + payload
    }

    static func number(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    static func settings(_ entries: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(4, 0, 0, entries.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] + number($1) })
    }

    static let acknowledgement = frame(4, 1, 0, [])

    /// A header block of literals without indexing (RFC 7541, section 6.2.2).
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + text($0) + text($1) }
    }

    private static func text(_ text: String) -> [UInt8] {
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return integer(bytes.count) + bytes
    }

    /// An integer with a prefix of seven bits (RFC 7541, section 5.1).
    private static func integer(_ value: Int) -> [UInt8] {
        guard value >= 127 else { return [UInt8(value)] }
        var (rest, bytes) = (value - 127, [UInt8(127)])
        while rest >= 128 {
            bytes.append(UInt8(rest % 128 + 128))
            rest /= 128
        }
        return bytes + [UInt8(rest)]
    }

    static func headers(
        _ stream: UInt32,
        _ fields: [(String, String)] = [(":status", "200")],
        ends: Bool = false,
        isWhole: Bool = true
    ) -> [UInt8] {
        frame(1, (ends ? 1 : 0) | (isWhole ? 4 : 0), stream, block(fields))
    }

    static func data(_ stream: UInt32, _ content: String = "{\"ok\":true}", ends: Bool = true) -> [UInt8] {
        frame(0, ends ? 1 : 0, stream, Array(content.utf8))
    }

    static func reset(_ stream: UInt32, _ code: UInt32) -> [UInt8] { frame(3, 0, stream, number(code)) }

    static func goAway(_ last: UInt32, _ code: UInt32 = 0, _ text: String = "") -> [UInt8] {
        frame(7, 0, 0, number(last) + number(code) + Array(text.utf8))
    }

    static func ping() -> [UInt8] { frame(6, 0, 0, [UInt8](repeating: 7, count: 8)) }
}

/// A server on 127.0.0.1 that speaks HTTP/2 with prior knowledge, and answers each request as one behaviour does.
package final class HTTP2Server: Sendable {
    private let loopback: Loopback

    package var port: Int { loopback.port }
    package var url: String { "http://127.0.0.1:\(port)" }

    package init(_ behaviour: HTTP2Behaviour) throws {
        loopback = try Loopback { Self.serve($0, behaviour) }
    }

    /// Closes everything and returns when all threads have ended.
    package func stop() { loopback.stop() }

    private static func serve(_ socket: Int32, _ behaviour: HTTP2Behaviour) {
        var bytes: [UInt8] = []
        // The client's preface (RFC 9113, section 3.4).
        guard fill(24, socket, &bytes) else { return }
        bytes.removeFirst(24)
        guard Loopback.write(behaviour.greeting, socket) else { return }
        while fill(9, socket, &bytes) {
            let length = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
            let (type, flags) = (bytes[3], bytes[4])
            let stream = bytes[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard fill(9 + length, socket, &bytes) else { return }
            bytes.removeFirst(9 + length)
            if type == 4, flags & 1 == 0, !behaviour.greeting.isEmpty,
                !Loopback.write(HTTP2Frame.acknowledgement, socket)
            {
                return
            }
            guard behaviour.waitsForEnd ? type <= 1 && flags & 1 == 1 : type == 1 else { continue }
            for (place, piece) in behaviour.answer(stream).enumerated() {
                if place > 0 { usleep(2000) }
                guard Loopback.write(piece, socket) else { return }
            }
            switch behaviour.ending {
            case .keeps: continue
            case .closes: return
            case .resets: return Loopback.reset(socket)
            }
        }
    }

    /// Reads until there are `count` bytes.
    private static func fill(_ count: Int, _ socket: Int32, _ bytes: inout [UInt8]) -> Bool {
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let received = recv(socket, &buffer, buffer.count, 0)
            guard received > 0 else { return false }
            bytes += buffer.prefix(received)
        }
        return true
    }
}
