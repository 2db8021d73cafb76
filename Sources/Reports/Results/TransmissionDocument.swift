import HTTP
import JSON
import Results

/// A request that went out, and what it went over, in `results.json`: written, and read back.
enum TransmissionDocument {
    static func json(_ transmission: RecordedTransmission) -> JSONValue {
        [
            "cause": .string(transmission.cause), "reason": .string(transmission.reason),
            "sent": ResultsDocument.content(transmission.sent),
            "received": ResultsDocument.content(transmission.received),
            "connection": transmission.connection.map(json) ?? .null,
        ]
    }

    private static func json(_ connection: ConnectionEvidence) -> JSONValue {
        [
            "local": .text(connection.local), "peer": .text(connection.peer),
            "number": .count(connection.number.map { UInt64(clamping: $0) }),
            "tls": connection.tls.map(json) ?? .null,
        ]
    }

    private static func json(_ tls: TLSEvidence) -> JSONValue {
        [
            "version": .string(tls.version), "cipher": .string(tls.cipher),
            "certificates": .array(tls.certificates.map(json)),
        ]
    }

    private static func json(_ certificate: CertificateEvidence) -> JSONValue {
        [
            "subject": .string(certificate.subject), "issuer": .string(certificate.issuer),
            "notBefore": .string(certificate.notBefore), "notAfter": .string(certificate.notAfter),
            "sha256": .string(certificate.sha256),
        ]
    }

    static func transmission(_ node: ResultsNode) throws(ResultsError) -> RecordedTransmission {
        RecordedTransmission(
            cause: try node.text("cause"),
            reason: try node.text("reason"),
            sent: try ResultsReader.content(node.member("sent")),
            received: try ResultsReader.content(node.member("received")),
            connection: try node.optional("connection").map(connection)
        )
    }

    private static func connection(_ node: ResultsNode) throws(ResultsError) -> ConnectionEvidence {
        ConnectionEvidence(
            local: try node.optionalText("local"),
            peer: try node.optionalText("peer"),
            number: try node.optional("number").map { node throws(ResultsError) in try node.count() },
            tls: try node.optional("tls").map(tls)
        )
    }

    private static func tls(_ node: ResultsNode) throws(ResultsError) -> TLSEvidence {
        TLSEvidence(
            version: try node.text("version"),
            cipher: try node.text("cipher"),
            certificates: try node.member("certificates").elements(certificate)
        )
    }

    private static func certificate(_ node: ResultsNode) throws(ResultsError) -> CertificateEvidence {
        CertificateEvidence(
            subject: try node.text("subject"),
            issuer: try node.text("issuer"),
            notBefore: try node.text("notBefore"),
            notAfter: try node.text("notAfter"),
            sha256: try node.text("sha256")
        )
    }
}
