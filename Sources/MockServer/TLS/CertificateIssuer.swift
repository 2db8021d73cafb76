import Crypto
import Quantities
import URI

/// An authority that signs X.509 certificates (RFC 5280) for the mock; it lives in memory only.
///
/// Written here because the library for it takes longer to build than all the rest of this program.
struct CertificateIssuer {
    private static let signatureAlgorithm = DER.sequence(DER.identifier([1, 2, 840, 10045, 4, 3, 2]))
    private static let day: Int64 = 24 * 60 * 60 * 1000

    private let key = P256.Signing.PrivateKey()
    private let name = Self.name("muster mock authority")

    /// The authority's own certificate, in PEM.
    func certificate() throws -> String {
        // keyCertSign is bit 5 of the key usage (section 4.2.1.3).
        try sign(
            key.publicKey,
            name,
            [
                Self.extension([2, 5, 29, 19], DER.sequence(DER.boolean(true), DER.integer([0])), isCritical: true),
                Self.extension([2, 5, 29, 15], DER.bits([0x04], unused: 2), isCritical: true),
            ]
        )
    }

    /// A server's certificate for `host`, or for `localhost`, `127.0.0.1` and `::1`, in PEM, that is valid on these days from
    /// now.
    func certificate(
        of server: P256.Signing.PublicKey,
        for host: String? = nil,
        days: ClosedRange<Int64> = usualDays
    ) throws -> String {
        let names = [DER.value(0x82, Array((host ?? "localhost").utf8))] + (host == nil ? Self.loopback : [])
        // digitalSignature is bit 0 of the key usage; then serverAuth, and the names (sections 4.2.1.12, 4.2.1.6).
        return try sign(
            server,
            Self.name("muster mock"),
            [
                Self.extension([2, 5, 29, 19], DER.sequence(), isCritical: true),
                Self.extension([2, 5, 29, 15], DER.bits([0x80], unused: 7), isCritical: true),
                Self.extension([2, 5, 29, 37], DER.sequence(DER.identifier([1, 3, 6, 1, 5, 5, 7, 3, 1]))),
                Self.extension([2, 5, 29, 17], DER.sequence(names.flatMap { $0 })),
            ],
            days
        )
    }

    /// From yesterday, so that a client whose clock is a little late accepts it.
    static let usualDays: ClosedRange<Int64> = -1...30

    private static let loopback = [
        DER.value(0x87, [127, 0, 0, 1]), DER.value(0x87, [UInt8](repeating: 0, count: 15) + [1]),
    ]

    private func sign(
        _ subjectKey: P256.Signing.PublicKey,
        _ subject: [UInt8],
        _ extensions: [[UInt8]],
        _ days: ClosedRange<Int64> = usualDays
    ) throws -> String {
        let now = WallClock.milliseconds()
        let content = DER.sequence(
            DER.explicit(0, DER.integer([2])),
            DER.integer((0..<16).map { _ in UInt8.random(in: 1...0x7F) }),
            Self.signatureAlgorithm,
            name,
            DER.sequence(
                try Self.time(now + days.lowerBound * Self.day),
                try Self.time(now + days.upperBound * Self.day)
            ),
            subject,
            Array(subjectKey.derRepresentation),
            DER.explicit(3, DER.sequence(extensions.flatMap { $0 }))
        )
        let signature = try key.signature(for: content).derRepresentation
        return Self.pem(DER.sequence(content, Self.signatureAlgorithm, DER.bits(Array(signature))))
    }

    private static func name(_ commonName: String) -> [UInt8] {
        DER.sequence(DER.set(DER.sequence(DER.identifier([2, 5, 4, 3]), DER.text(commonName))))
    }

    private static func `extension`(_ identifier: [UInt], _ content: [UInt8], isCritical: Bool = false) -> [UInt8] {
        DER.sequence(DER.identifier(identifier), isCritical ? DER.boolean(true) : [], DER.octets(content))
    }

    /// UTCTime, with two digits for the year, until 2049; GeneralizedTime from then on (section 4.1.2.5).
    private static func time(_ unixMilliseconds: Int64) throws -> [UInt8] {
        let text = try DateFormat("yyyyMMddHHmmss'Z'").string(fromUnixMilliseconds: unixMilliseconds)
        return text < "2050" ? DER.value(0x17, Array(text.utf8.dropFirst(2))) : DER.value(0x18, Array(text.utf8))
    }

    /// RFC 7468: 64 characters a line.
    private static func pem(_ bytes: [UInt8]) -> String {
        var rest = Substring(Base64.encode(bytes))
        var lines = ["-----BEGIN CERTIFICATE-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END CERTIFICATE-----", ""]).joined(separator: "\n")
    }
}

/// Writes ASN.1 values by the Distinguished Encoding Rules (ITU-T X.690): what a certificate is made of, no more.
enum DER {
    /// A value of any tag: its length is in the short form below 128, in the long form otherwise (section 8.1.3).
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }

    static func set(_ parts: [UInt8]...) -> [UInt8] { value(0x31, parts.flatMap { $0 }) }

    /// `[number]` around a value, explicitly tagged.
    static func explicit(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { value(0xA0 | number, content) }

    /// An integer that isn't negative, from its bytes in network order.
    static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        let digits = Array(magnitude.drop { $0 == 0 })
        guard let first = digits.first else { return value(0x02, [0]) }
        return value(0x02, first >= 0x80 ? [0] + digits : digits)
    }

    static func boolean(_ flag: Bool) -> [UInt8] { value(0x01, [flag ? 0xFF : 0]) }

    /// Whole bytes, or with some of the last byte's low bits unused.
    static func bits(_ content: [UInt8], unused: UInt8 = 0) -> [UInt8] { value(0x03, [unused] + content) }

    static func octets(_ content: [UInt8]) -> [UInt8] { value(0x04, content) }

    static func text(_ text: String) -> [UInt8] { value(0x0C, Array(text.utf8)) }

    /// An object identifier (section 8.19).
    static func identifier(_ arcs: [UInt]) -> [UInt8] {
        var content = [UInt8(arcs[0] * 40 + arcs[1])]
        for arc in arcs.dropFirst(2) {
            var digits = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                digits.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            content += digits
        }
        return value(0x06, content)
    }
}
