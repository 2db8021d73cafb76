import HTTP

/// What the placeholders of one request stand for.
struct SigningContext {
    let scheme: HMACScheme
    let request: HTTPRequest
    let id: String
    let signature: String
    private let target: RequestTarget

    init(scheme: HMACScheme, request: HTTPRequest, id: String, signature: String = "") {
        self.scheme = scheme
        self.request = request
        self.id = id
        self.signature = signature
        target = RequestTarget(request.url)
    }

    func canonicalRequest() -> String { fill(scheme.canonicalRequest) }

    func stringToSign() -> String { fill(scheme.stringToSign) }

    func fill(_ template: SigningTemplate) -> String {
        template.filled(value)
    }

    private func value(of placeholder: SigningPlaceholder) -> String {
        switch placeholder {
        case .method: request.method
        case .path: target.canonicalPath
        case .pathWithSlash: target.canonicalPath.hasSuffix("/") ? target.canonicalPath : target.canonicalPath + "/"
        case .query: target.canonicalQuery
        case .headers: scheme.signedHeaders.map { "\($0):\(header($0))\n" }.joined()
        case .signedHeaders: scheme.signedHeaders.joined(separator: ";")
        case .bodyHash: scheme.hash.hex(of: request.body ?? [])
        case .header(let name): header(name)
        case .id: id
        case .canonicalRequestHash: scheme.hash.hex(of: Array(scheme.canonicalRequest.filled(value).utf8))
        case .signature: signature
        }
    }

    /// The field's value without white space around it; doubled fields are joined as RFC 9110, section 5.2, does it. A
    /// field that is not there has the empty value, so that a request without it can still be signed (and refused).
    private func header(_ name: String) -> String {
        if let value = request.headers[name] {
            return Bytes.trimmed(value)
        }
        return HeaderFields.sameName(name, "host") ? target.host : ""
    }
}
