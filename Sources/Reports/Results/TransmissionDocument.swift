import HTTP
import JSON
import Results

/// A request that went out, and what it went over, in `results.json`: written, and read back.
enum TransmissionDocument {
    static func write(_ transmission: RecordedTransmission, _ json: inout JSONWriter) {
        json.object { json in
            json.member("cause", transmission.cause)
            json.member("reason", transmission.reason)
            json.member("sent", transmission.sent, ResultsDocument.write)
            json.member("received", transmission.received, ResultsDocument.write)
            json.member("connection", transmission.connection, write)
        }
    }

    private static func write(_ connection: ConnectionEvidence, _ json: inout JSONWriter) {
        json.object { json in
            json.member("local", connection.local)
            json.member("peer", connection.peer)
            json.member("number", count: connection.number)
            json.member("tls", connection.tls, write)
        }
    }

    private static func write(_ tls: TLSEvidence, _ json: inout JSONWriter) {
        json.object { json in
            json.member("version", tls.version)
            json.member("cipher", tls.cipher)
            json.member("certificates", each: tls.certificates, write)
        }
    }

    private static func write(_ certificate: CertificateEvidence, _ json: inout JSONWriter) {
        json.object { json in
            json.member("subject", certificate.subject)
            json.member("issuer", certificate.issuer)
            json.member("notBefore", certificate.notBefore)
            json.member("notAfter", certificate.notAfter)
            json.member("sha256", certificate.sha256)
        }
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
