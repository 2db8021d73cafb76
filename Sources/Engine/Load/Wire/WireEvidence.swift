import HTTP

/// Reads the bytes that the engine kept of a message, for reports.
enum WireEvidence {
    /// The request that was sent; `nil` for bytes that aren't one.
    static func request(_ bytes: [UInt8], origin: String) -> HTTPRequest? {
        var request = sent(bytes, origin: origin)
        // What a client adds by itself is no part of what the person wrote.
        for name in ["Host", "Content-Length", "User-Agent"] { request?.headers.remove(name) }
        request?.headers.all.removeAll { field in
            HeaderFields.sameName(field.name, "Accept-Encoding") && field.value == ContentDecoder.accepted
        }
        return request
    }

    /// The same with every field that was sent.
    static func sent(_ bytes: some Collection<UInt8>, origin: String) -> HTTPRequest? {
        let (headBytes, body) = split(Array(bytes))
        let line = headBytes.prefix { $0 != 0x0D }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3 else { return nil }
        let fields = MessageHead(headBytes).fields
        return HTTPRequest(
            method: String(words[0]),
            // In absolute form for a proxy.
            url: words[1].contains("://") ? String(words[1]) : origin + words[1],
            headers: fields,
            body: body.isEmpty ? nil : body
        )
    }

    /// What came of a response, its content decoded up to `limit` bytes; as it came where that is `nil`, or can't be.
    static func response(_ bytes: [UInt8], decodedUpTo limit: Int?) -> HTTPResponse? {
        let (headBytes, body) = split(bytes)
        let head = MessageHead(headBytes)
        guard head.version.hasPrefix("HTTP/"), head.status > 0 else { return nil }
        let response = HTTPResponse(
            status: head.status,
            reason: head.reason,
            version: head.version,
            headers: head.fields,
            body: body
        )
        return limit.flatMap { try? ContentDecoder.decode(response, limit: $0) } ?? response
    }

    private static func split(_ bytes: [UInt8]) -> (head: ArraySlice<UInt8>, body: [UInt8]) {
        guard let end = bytes.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { return (bytes[...], []) }
        return (bytes[..<end.upperBound], Array(bytes[end.upperBound...]))
    }
}
