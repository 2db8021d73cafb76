import HTTP

/// Answers whose end or beginning is in doubt (RFC 9112, sections 2 to 4 and 6 to 9).
extension Behaviour {
    static let json = "{\"ok\":true}"
    private static let length = "Content-Length: 11\r\n\r\n\(json)"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"

    static let statusLines: [Behaviour] = [
        read("plain", "HTTP/1.1 200 OK\r\n\(length)"),
        read("reason-empty", "HTTP/1.1 200 \r\n\(length)"),
        read("reason-missing", "HTTP/1.1 200\r\n\(length)", .keeps, ["missing-reason"]),
        read("reason-long", "HTTP/1.1 200 \(String(repeating: "very ", count: 500))\r\n\(length)"),
        read("reason-bytes", "HTTP/1.1 200 \u{E9}\u{FF}\r\n\(length)"),
        read("version-1.0", "HTTP/1.0 200 OK\r\n\(length)"),
        read("version-1.0-kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\(length)"),
        read("version-1.9", "HTTP/1.9 200 OK\r\n\(length)", .keeps, ["unknown-version"]),
        refused("version-2.0", "HTTP/2.0 200 OK\r\n\(length)"),
        refused("version-0.9", "\(json)\n", .malformed, .closes),
        refused("version-lower", "http/1.1 200 OK\r\n\(length)"),
        refused("version-cut", "HTTP/1 200 OK\r\n\(length)"),
        refused("version-space", "HTTP/1.1  200 OK\r\n\(length)"),
        refused("version-other", "ICY 200 OK\r\n\(length)"),
        refused("status-two-digits", "HTTP/1.1 20 OK\r\n\(length)"),
        refused("status-four-digits", "HTTP/1.1 2000 OK\r\n\(length)"),
        refused("status-letters", "HTTP/1.1 2xx OK\r\n\(length)"),
        refused("status-negative", "HTTP/1.1 -20 OK\r\n\(length)"),
        refused("status-zero", "HTTP/1.1 000 OK\r\n\(length)"),
        refused("status-missing", "HTTP/1.1\r\n\(length)"),
        Behaviour(
            "status-999",
            ["HTTP/1.1 999 X\r\n\(length)"],
            .keeps,
            .response(999, json),
            ["unknown-status-class"]
        ),
        Behaviour("status-599", ["HTTP/1.1 599 X\r\n\(length)"], .keeps, .response(599, json)),
        refused("banner-ssh", "SSH-2.0-OpenSSH_9.6\r\n", .malformed, .closes),
        refused("banner-smtp", "220 mail.example.com ESMTP\r\n", .malformed, .closes),
        refused("tls-alert", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{46}", .malformed, .closes),
        refused("zeros", String(repeating: "\u{0}", count: 100), .malformed, .closes),
        refused("empty-line-first", "\r\nHTTP/1.1 200 OK\r\n\(length)"),
    ]

    static let lengths: [Behaviour] = [
        read("length-repeated", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\(length)", .keeps, ["repeated-length"]),
        read("length-list", "HTTP/1.1 200 OK\r\nContent-Length: 11, 11\r\n\r\n\(json)", .keeps, ["repeated-length"]),
        read("length-zeros", "HTTP/1.1 200 OK\r\nContent-Length: 00011\r\n\r\n\(json)"),
        read("length-padded", "HTTP/1.1 200 OK\r\nContent-Length: \t 11 \t\r\n\r\n\(json)"),
        read("length-lower", "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n\(json)"),
        refused("length-differs", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\(length)"),
        refused("length-list-differs", "HTTP/1.1 200 OK\r\nContent-Length: 11, 12\r\n\r\n\(json)"),
        refused("length-empty", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n\(json)"),
        refused("length-plus", "HTTP/1.1 200 OK\r\nContent-Length: +11\r\n\r\n\(json)"),
        refused("length-minus", "HTTP/1.1 200 OK\r\nContent-Length: -11\r\n\r\n\(json)"),
        refused("length-hexadecimal", "HTTP/1.1 200 OK\r\nContent-Length: 0xb\r\n\r\n\(json)"),
        refused("length-fraction", "HTTP/1.1 200 OK\r\nContent-Length: 11.0\r\n\r\n\(json)"),
        refused("length-split", "HTTP/1.1 200 OK\r\nContent-Length: 1 1\r\n\r\n\(json)"),
        refused("length-words", "HTTP/1.1 200 OK\r\nContent-Length: eleven\r\n\r\n\(json)"),
        refused("length-over-63-bits", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775819\r\n\r\n\(json)"),
        refused("length-over-64-bits", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551627\r\n\r\n\(json)"),
        refused(
            "length-4000-digits",
            "HTTP/1.1 200 OK\r\nContent-Length: \(String(repeating: "9", count: 4000))\r\n\r\n\(json)"
        ),
        refused("length-spaced-name", "HTTP/1.1 200 OK\r\nContent-Length : 11\r\n\r\n\(json)"),
        refused("length-too-small", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(json)"),
        refused("length-zero-with-content", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\(json)"),
        refused("length-too-large-closed", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n\(json)", .reset, .closes),
        refused("length-too-large-reset", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n\(json)", .reset, .resets),
        refused("length-and-chunked", "\(chunked)Content-Length: 5\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        refused("length-of-chunks", "\(chunked)Content-Length: 21\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        refused(
            "length-first-and-chunked",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"
        ),
        refused("second-response", "HTTP/1.1 200 OK\r\n\(length)HTTP/1.1 200 OK\r\n\(length)"),
        refused("garbage-behind", "HTTP/1.1 200 OK\r\n\(length)GARBAGE"),
        refused("line-end-behind", "HTTP/1.1 200 OK\r\n\(length)\r\n"),
        refused(
            "garbage-behind-closed",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\(length)GARBAGE",
            .malformed,
            .closes
        ),
    ]

    static let chunks: [Behaviour] = [
        read("chunks", "\(chunked)\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        read("chunks-many", "\(chunked)\r\n\(json.map { "1\r\n\($0)\r\n" }.joined())0\r\n\r\n"),
        read("chunks-capital", "\(chunked)\r\nB\r\n\(json)\r\n0\r\n\r\n"),
        read("chunks-zeros", "\(chunked)\r\n000000b\r\n\(json)\r\n000\r\n\r\n"),
        read("chunks-extension", "\(chunked)\r\nb;a=b;c=\"d;e\"\r\n\(json)\r\n0;last\r\n\r\n"),
        read("chunks-trailer", "\(chunked)\r\nb\r\n\(json)\r\n0\r\nX-Sum: 1\r\n\r\n"),
        read("chunks-spaced", "\(chunked)\r\nb \r\n\(json)\r\n0\r\n\r\n", .keeps, ["space-after-chunk-size"]),
        read(
            "chunks-framing-trailer",
            "\(chunked)\r\nb\r\n\(json)\r\n0\r\nContent-Length: 3\r\n\r\n",
            .keeps,
            ["framing-in-trailer"]
        ),
        read(
            "chunked-capital",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"
        ),
        read(
            "chunked-folded",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n",
            .keeps,
            ["folded-field"]
        ),
        refused(
            "chunked-twice",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"
        ),
        refused("chunked-two-fields", "\(chunked)Transfer-Encoding: chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunked-gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        refused(
            "chunked-not-last",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n\(json)",
            .malformed,
            .closes
        ),
        refused(
            "coding-identity",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n\(json)",
            .malformed,
            .closes
        ),
        refused("coding-empty", "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n\(json)", .malformed, .closes),
        refused("coding-unknown", "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n\(json)", .malformed, .closes),
        refused(
            "coding-spaced-name",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"
        ),
        refused("coding-in-1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-missing", "\(chunked)\r\n\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-letters", "\(chunked)\r\nxyz\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-minus", "\(chunked)\r\n-b\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-prefix", "\(chunked)\r\n0xb\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-huge", "\(chunked)\r\nfffffffffffffffff\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-size-bare-lf", "\(chunked)\r\nb\n\(json)\n0\n\n"),
        refused("chunk-size-bare-cr", "\(chunked)\r\nb\r\(json)\r\n0\r\n\r\n"),
        refused("chunk-too-small", "\(chunked)\r\n5\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-too-large", "\(chunked)\r\nc\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-without-end", "\(chunked)\r\nb\r\n\(json)0\r\n\r\n"),
        refused("chunk-extension-control", "\(chunked)\r\nb;\u{1}\r\n\(json)\r\n0\r\n\r\n"),
        refused("chunk-trailer-broken", "\(chunked)\r\nb\r\n\(json)\r\n0\r\nX T: 1\r\n\r\n"),
        refused("chunk-last-twice", "\(chunked)\r\nb\r\n\(json)\r\n0\r\n\r\n0\r\n\r\n"),
        refused("chunk-garbage-behind", "\(chunked)\r\nb\r\n\(json)\r\n0\r\n\r\nGARBAGE"),
        refused("chunk-cut", "\(chunked)\r\nb\r\n{\"ok\"", .reset, .closes),
        refused("chunk-last-missing", "\(chunked)\r\nb\r\n\(json)\r\n", .reset, .closes),
        refused("chunk-last-cut", "\(chunked)\r\nb\r\n\(json)\r\n0\r\n", .reset, .closes),
        refused("chunk-last-reset", "\(chunked)\r\nb\r\n\(json)\r\n0\r\n", .reset, .resets),
    ]

    static let ends: [Behaviour] = [
        read("until-close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(json)", .closes),
        read("until-close-unannounced", "HTTP/1.1 200 OK\r\n\r\n\(json)", .closes, ["unannounced-close"]),
        read("until-close-1.0", "HTTP/1.0 200 OK\r\n\r\n\(json)", .closes),
        read("closed-after", "HTTP/1.1 200 OK\r\n\(length)", .closes),
        read("close-said", "HTTP/1.1 200 OK\r\nConnection: close\r\n\(length)", .closes),
        refused("until-close-reset", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(json)", .reset, .resets),
        refused("nothing-closed", "", .reset, .closes),
        refused("nothing-reset", "", .reset, .resets),
        refused("cut-in-status", "HTTP/1.1 2", .reset, .closes),
        refused("cut-in-field", "HTTP/1.1 200 OK\r\nContent-Le", .reset, .closes),
        refused("cut-in-head", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n", .reset, .closes),
        refused("cut-before-content", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", .reset, .closes),
        refused("reset-in-head", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n", .reset, .resets),
        Behaviour(
            "byte-by-byte",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb;x\r\n\(json)\r\n0\r\nA: b\r\n\r\n"
                .unicodeScalars.map { String($0) },
            .keeps,
            .response(200, json)
        ),
        Behaviour(
            "head-then-content",
            ["HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", json],
            .keeps,
            .response(200, json)
        ),
    ]
}
