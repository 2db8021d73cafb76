public import HTTP
public import Results
import URI

/// Makes of messages what a report keeps: redacted, and cut at a stated length.
public struct Recorder: Sendable {
    /// Contents are kept up to this many bytes.
    public static let longestContent = 4096

    private let redactor: Redactor
    private let curlOptions: [String]

    /// Hides what `redactor` knows; `connection` decides on the options of `curl` commands.
    public init(_ redactor: Redactor, connection: Connection) {
        self.redactor = redactor
        var options: [String] = []
        if connection.isInsecure { options.append("--insecure") }
        if let ca = connection.certificateAuthority { options.append("--cacert \(Redactor.quoted(ca))") }
        if connection.version == .http1 { options.append("--http1.1") }
        if connection.redirects > 0 { options.append("-L --max-redirs \(connection.redirects)") }
        curlOptions = options
    }

    /// The request as a report keeps it.
    public func record(_ request: HTTPRequest) -> RecordedRequest {
        RecordedRequest(
            method: request.method,
            url: redactor.redact(request.url),
            headers: redactor.redact(request.headers),
            content: request.body.map(content),
            curl: CurlCommand(redactor: redactor).text(request, options: curlOptions)
        )
    }

    /// The response as a report keeps it.
    public func record(_ response: HTTPResponse) -> RecordedResponse {
        RecordedResponse(
            status: response.status,
            reason: redactor.redact(response.reason),
            version: response.version,
            headers: redactor.redact(response.headers),
            content: content(response.body)
        )
    }

    private func content(_ bytes: [UInt8]) -> RecordedContent {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            let redacted = redactor.redact(bytes)
            let kept = Array(redacted.prefix(Self.longestContent))
            let isCut = kept.count < redacted.count
            return RecordedContent(text: Base64.encode(kept), isBase64: true, size: bytes.count, isCut: isCut)
        }
        // Redacted before it is cut: half a secret would be no secret to the redactor.
        let text = redactor.redact(String(decoding: bytes, as: UTF8.self))
        let kept = text.unicodeScalars.prefix(Self.longestContent)
        let isCut = kept.endIndex < text.unicodeScalars.endIndex
        return RecordedContent(text: String(kept), size: bytes.count, isCut: isCut)
    }
}
