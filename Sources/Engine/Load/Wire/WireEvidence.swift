import HTTP

/// Reads the bytes that the engine kept of a message, for reports.
enum WireEvidence {
    /// The request that was sent; `nil` for bytes that aren't one.
    static func request(_ bytes: [UInt8], origin: String) -> HTTPRequest? {
        let (headBytes, body) = split(bytes)
        let line = headBytes.prefix { $0 != 0x0D }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3 else { return nil }
        var fields = MessageHead(headBytes).fields
        // What a client adds by itself is no part of what the person wrote.
        fields.all.removeAll { field in
            ["Host", "Content-Length", "User-Agent"].contains { HeaderFields.sameName($0, field.name) }
        }
        return HTTPRequest(
            method: String(words[0]),
            url: origin + words[1],
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
