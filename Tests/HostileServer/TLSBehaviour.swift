import HTTP

/// What a server does with TLS, and what a client has to make of it: the same alone, in a burst and under load.
package struct TLSBehaviour: Sendable, CustomStringConvertible {
    /// The certificate that is shown.
    enum Certificate: CaseIterable {
        case right, expired, future, otherHost, unknown
    }

    enum Course: Sendable {
        /// What is sent in place of a handshake, once the client has begun, and how the connection goes on.
        case handshake([UInt8], Behaviour.Ending)
        /// The handshake is right, and so is the answer; what happens to its records (RFC 8446, section 5.1).
        case records(Certificate, Tampering)
    }

    /// What happens to the records of an answer, which has four of them; they are counted from 0.
    enum Tampering: Sendable {
        case none
        /// Each comes in two parts.
        case split
        case cut(before: Int)
        case cutWithin(Int)
        case reset(before: Int)
        case corrupted(Int)
        case dropped(Int)
        case repeated(Int)
        case inserted([UInt8], before: Int)
    }

    package var name: String
    var course: Course
    package var verdict: Behaviour.Verdict

    package var description: String { name }

    /// The content of the right answer.
    package static let content = String(repeating: "x", count: 60_000)

    private static func refused(_ name: String, _ bytes: [UInt8], _ ending: Behaviour.Ending = .closes) -> Self {
        Self(name: name, course: .handshake(bytes, ending), verdict: .failure(.tls))
    }

    private static func showing(_ name: String, _ certificate: Certificate) -> Self {
        Self(name: name, course: .records(certificate, .none), verdict: .failure(.tls))
    }

    private static func broken(
        _ name: String,
        _ tampering: Tampering,
        _ category: FailureCategory = .malformed
    ) -> Self {
        Self(name: name, course: .records(.right, tampering), verdict: .failure(category))
    }

    private static func read(_ name: String, _ tampering: Tampering) -> Self {
        Self(name: name, course: .records(.right, tampering), verdict: .response(200, content))
    }

    /// A fatal alert (RFC 8446, section 6).
    private static func alert(_ description: UInt8, level: UInt8 = 2) -> [UInt8] {
        [21, 3, 3, 0, 2, level, description]
    }

    private static let handshakes: [TLSBehaviour] = [
        refused("garbage", Array("what is this?".utf8), .keeps),
        refused("plain-http", Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)),
        refused("closed", []),
        refused("reset", [], .resets),
        refused("alert-handshake-failure", alert(40)),
        refused("alert-that-is-kept-open", alert(40), .keeps),
        refused("alert-internal-error", alert(80)),
        refused("alert-unrecognized-name", alert(112)),
        refused("alert-close-notify", alert(0, level: 1)),
        refused("record-too-long", [22, 3, 3, 0xFF, 0xFF] + Array(repeating: 0x78, count: 100), .keeps),
        refused("records-without-content", Array(repeating: [22, 3, 3, 0, 0], count: 50).flatMap { $0 }),
        refused("record-of-no-version", [22, 9, 9, 0, 4, 1, 2, 3, 4], .keeps),
        refused("record-of-no-type", [99, 3, 3, 0, 4, 1, 2, 3, 4], .keeps),
        refused("content-before-the-handshake", [23, 3, 3, 0, 4, 1, 2, 3, 4], .keeps),
        refused("hello-cut", [22, 3, 3, 0, 0x7A, 2, 0, 0, 0x76, 3, 3, 1, 2]),
        refused("hello-broken", [22, 3, 3, 0, 6, 2, 0, 0, 2, 0xFF, 0xFF], .keeps),
        refused(
            "hello-of-ssl-3",
            [22, 3, 0, 0, 42, 2, 0, 0, 38, 3, 0] + Array(repeating: 1, count: 32) + [0, 0, 10, 0]
        ),
    ]

    private static let certificates: [TLSBehaviour] = [
        showing("certificate-expired", .expired), showing("certificate-not-yet-valid", .future),
        showing("certificate-of-another-host", .otherHost), showing("certificate-of-an-unknown-authority", .unknown),
    ]

    private static let records: [TLSBehaviour] = [
        read("whole", .none),
        read("records-in-parts", .split),
        broken("cut-before-the-answer", .cut(before: 0), .reset),
        broken("cut-between-records", .cut(before: 2), .reset),
        broken("cut-within-a-record", .cutWithin(2), .reset),
        broken("reset-between-records", .reset(before: 2), .reset),
        broken("corrupted-first-record", .corrupted(0)),
        broken("corrupted-record", .corrupted(2)),
        broken("dropped-record", .dropped(1)),
        broken("repeated-record", .repeated(1)),
        broken(
            "record-too-long-inside",
            .inserted([23, 3, 3, 0xFF, 0xFF] + Array(repeating: 0, count: 100), before: 2)
        ),
        broken("plain-http-inside", .inserted(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), before: 1)),
        broken("plain-content-inside", .inserted([23, 3, 3, 0, 2, 0x6F, 0x6B], before: 1)),
    ]

    /// Those that end.
    package static let answers = handshakes + certificates + records

    /// Those that don't.
    package static let endless: [TLSBehaviour] = [
        TLSBehaviour(name: "silence", course: .handshake([], .keeps), verdict: .failure(.timeout)),
        TLSBehaviour(
            name: "half-a-hello",
            course: .handshake([22, 3, 3, 0, 0x7A, 2, 0, 0, 0x76, 3, 3], .keeps),
            verdict: .failure(.timeout)
        ),
    ]
}
