package import HTTP
package import Results
package import Signing
import URI

/// Makes of messages what a report keeps: redacted, and cut at a stated length.
package struct Recorder: Sendable {
    /// Contents are kept up to this many bytes.
    package static let longestContent = 4096

    private let redactor: Redactor
    private let connection: ConnectionSettings
    /// What is added to a request that isn't known as it was sent.
    private let renderer: RequestRenderer

    /// Hides what `redactor` knows; `connection` decides on the options of `curl` commands.
    package init(_ redactor: Redactor, connection: ConnectionSettings) {
        self.redactor = redactor
        self.connection = connection
        renderer = RequestRenderer(
            userAgent: RequestRenderer.productName,
            asksForCoding: connection.decompresses
        )
    }

    /// The request as a report keeps it, with a command that sends it again. When `isComplete`, its fields are all that
    /// were sent; else the client has added its own.
    package func record(_ request: HTTPRequest, isComplete: Bool = false) -> RecordedRequest {
        record(request, isComplete: isComplete, mayFollow: true, nil)
    }

    /// The request of `prepared` as it is to be sent.
    package func record(_ prepared: PreparedRequest) -> RecordedRequest {
        record(prepared.request, isComplete: false, mayFollow: true, prepared.digest)
    }

    private func record(
        _ request: HTTPRequest,
        isComplete: Bool,
        mayFollow: Bool,
        _ digest: DigestCredentials?
    ) -> RecordedRequest {
        let complete = isComplete ? request : renderer.complete(request)
        return RecordedRequest(
            method: request.method,
            url: redactor.redact(request.url),
            headers: redactor.redact(request.headers),
            content: request.body.map(content),
            curl: CurlCommand(redactor: redactor, connection: connection, digest: digest)
                .text(complete ?? request, isComplete: complete != nil, mayFollow: mayFollow)
        )
    }

    /// The request of `exchange` as a report keeps it: as it was sent, where the exchange tells; else as it was to be.
    /// `digest` is who answers its server's challenge.
    package func record(
        _ exchange: Exchange,
        of request: HTTPRequest,
        _ digest: DigestCredentials? = nil
    ) -> RecordedRequest {
        guard let sent = exchange.transmissions.first?.request else {
            return record(request, isComplete: false, mayFollow: true, digest)
        }
        let mayFollow = staysAtHome(exchange) || !carriesSecrets(sent)
        return record(sent, isComplete: true, mayFollow: mayFollow, digest)
    }

    /// Whether no redirect led the exchange to another origin, or was to.
    private func staysAtHome(_ exchange: Exchange) -> Bool {
        let last =
            switch exchange.outcome {
            case .success(let response): response
            case .failure(let failure): failure.partial
            }
        if (300...399).contains(last?.status ?? 0) { return false }
        if exchange.transmissions.count == 1 { return true }
        let origins = exchange.transmissions.map { CurlCommand.authority($0.request.url) }
        return origins.allSatisfy { $0 == origins.first }
    }

    /// Whether curl would take a secret to another origin: it keeps back no more than `Authorization` and `Cookie`.
    private func carriesSecrets(_ request: HTTPRequest) -> Bool {
        let own = request.headers.all.filter { field in
            !HeaderFields.sameName(field.name, "Authorization") && !HeaderFields.sameName(field.name, "Cookie")
        }
        return own.contains { redactor.holdsSecret($0.value) } || redactor.holdsSecret(request.body ?? [])
    }

    /// The response as a report keeps it.
    package func record(_ response: HTTPResponse) -> RecordedResponse {
        RecordedResponse(
            status: response.status,
            reason: redactor.redact(response.reason),
            version: response.version,
            headers: redactor.redact(response.headers),
            content: content(response.body)
        )
    }

    /// What went out and came back, as a report keeps it.
    package func record(_ transmission: Transmission) -> RecordedTransmission {
        let (cause, reason) =
            switch transmission.cause {
            case .first: ("first", "")
            case .resent(let why): ("resent", redactor.redact(why))
            case .redirected(let status): ("redirected", "\(status)")
            }
        return RecordedTransmission(
            cause: cause,
            reason: reason,
            sent: content(transmission.sent),
            received: content(transmission.received),
            connection: transmission.connection
        )
    }

    private func content(_ kept: KeptBytes) -> RecordedContent {
        var content = content(kept.bytes)
        content.size = kept.count
        content.isCut = content.isCut || kept.isCut
        return content
    }

    private func content(_ bytes: [UInt8]) -> RecordedContent {
        // Redacted before it is cut: half a secret would be no secret to the redactor.
        guard let text = String(validating: bytes, as: UTF8.self).map(redactor.redact) else {
            let redacted = redactor.redact(bytes)
            let kept = Array(redacted.prefix(Self.longestContent))
            let isCut = kept.count < redacted.count
            return RecordedContent(text: Base64.encode(kept), isBase64: true, size: bytes.count, isCut: isCut)
        }
        guard text.utf8.count > Self.longestContent else { return RecordedContent(text: text, size: bytes.count) }
        let kept = text.unicodeScalars.prefix(Self.longestContent)
        let isCut = kept.endIndex < text.unicodeScalars.endIndex
        return RecordedContent(text: String(kept), size: bytes.count, isCut: isCut)
    }
}
