import HTTP

/// Answers that are delimited, and odd in their fields, their content or their time (RFC 9110).
extension Behaviour {
    private static let length = "Content-Length: 11\r\n\r\n\(json)"

    private static func field(_ line: String) -> String { "HTTP/1.1 200 OK\r\n\(line)\r\n\(length)" }

    static let fields: [Behaviour] = [
        read("field-empty", field("X:")),
        read("field-blank", field("X:  \t ")),
        read("field-colons", field("X: a:b::c")),
        read("field-latin1", field("X: \u{E9}\u{FF}")),
        read("field-utf8", field("X: \u{C3}\u{A9}")),
        read("field-tab", field("X: a\tb")),
        read("field-odd-name", field("!#$%&'*+-.^_`|~0aZ: b")),
        read("field-long", field("X: \(String(repeating: "x", count: 40_000))")),
        read("field-many", field((0..<1000).map { "X-\($0): y" }.joined(separator: "\r\n"))),
        read("field-repeated", field((0..<100).map { "X: \($0)" }.joined(separator: "\r\n"))),
        read("field-folded", field("X: a\r\n  b"), .keeps, ["folded-field"]),
        read("field-folded-often", field("X: a\r\n\tb\r\n\tc"), .keeps, ["folded-field"]),
        read("field-folded-first", "HTTP/1.1 200 OK\r\n X: a\r\n\(length)", .keeps, ["white-space-before-fields"]),
        read("field-spaced-name", field("X : a"), .keeps, ["space-before-colon"]),
        read("field-bare-lf", field("X: a\nY: b"), .keeps, ["bare-lf"]),
        read("field-all-bare-lf", "HTTP/1.1 200 OK\nContent-Length: 11\n\n\(json)", .keeps, ["bare-lf"]),
        read("field-bare-cr", field("X: a\rb"), .keeps, ["bare-cr"]),
        read("field-bare-cr-field", field("X: a\rX-Injected: 1"), .keeps, ["bare-cr"]),
        read("field-nul", field("X: a\u{0}b"), .keeps, ["nul"]),
        read("field-bell", field("X: \u{7}"), .keeps, ["control-character"]),
        read("field-escape", field("X: \u{1B}[31m"), .keeps, ["control-character"]),
        read("field-delete", field("X: \u{7F}"), .keeps, ["control-character"]),
        read("connection-list", field("Connection: a, close, b")),
        read("connection-odd", field("Connection: ,,keep-alive,")),
        read("upgrade-offered", field("Upgrade: h2c\r\nConnection: Upgrade")),
        refused("field-no-colon", field("no colon here")),
        refused("field-no-name", field(": value")),
        refused("field-name-utf8", field("X-\u{C3}\u{A9}: 1")),
        refused("field-name-space", field("X Y: 1")),
        refused("field-name-nul", field("X\u{0}: 1")),
        refused("field-name-cr", field("X\r: 1")),
        refused("field-blank-line", "HTTP/1.1 200 OK\r\nX: y\r\n \r\n\(length)"),
        refused("head-too-long", field("X: \(String(repeating: "x", count: 70_000))"), .tooLarge),
        refused("head-too-many", field((0..<20_000).map { "X-\($0): y" }.joined(separator: "\r\n")), .tooLarge),
        refused("head-line-endless", "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 100_000), .tooLarge),
        refused("status-line-endless", "HTTP/1.1 200 " + String(repeating: "x", count: 100_000), .tooLarge),
        refused("crlf-doubled", "HTTP/1.1 200 OK\r\r\nContent-Length: 11\r\r\n\r\r\n\(json)"),
    ]

    static let interims: [Behaviour] = [
        read("interim-100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\(length)"),
        read("interim-103", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\(length)"),
        read("interim-102-often", "\(String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 50))\(field("X: y"))"),
        read("interim-199", "HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 200 OK\r\n\(length)"),
        read(
            "interim-with-length",
            "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\n\(length)",
            .keeps,
            ["length-without-content"]
        ),
        refused(
            "interim-endless",
            String(repeating: "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", count: 4000),
            .tooLarge
        ),
        refused("interim-only", "HTTP/1.1 100 Continue\r\n\r\n", .reset, .closes),
        refused(
            "interim-with-content",
            "HTTP/1.1 103 Hints\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\(length)"
        ),
        refused("switch-unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", .malformed),
    ]

    static let withoutContent: [Behaviour] = [
        Behaviour("no-content", ["HTTP/1.1 204 No Content\r\n\r\n"], .keeps, .response(204, "")),
        Behaviour(
            "no-content-length",
            ["HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"],
            .keeps,
            .response(204, ""),
            ["length-without-content"]
        ),
        Behaviour(
            "no-content-chunked",
            ["HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"],
            .keeps,
            .response(204, ""),
            ["coding-without-content"]
        ),
        refused("no-content-with-some", "HTTP/1.1 204 No Content\r\n\r\n\(json)"),
        refused("no-content-length-some", "HTTP/1.1 204 No Content\r\nContent-Length: 11\r\n\r\n\(json)"),
        Behaviour(
            "not-modified",
            ["HTTP/1.1 304 Not Modified\r\nContent-Length: 11\r\n\r\n"],
            .keeps,
            .response(304, ""),
            ["unasked-not-modified"]
        ),
        refused("not-modified-with-some", "HTTP/1.1 304 Not Modified\r\nContent-Length: 11\r\n\r\n\(json)"),
        Behaviour("reset-content", ["HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n"], .keeps, .response(205, "")),
        Behaviour(
            "reset-content-with-some",
            ["HTTP/1.1 205 Reset\r\n\(length)"],
            .keeps,
            .response(205, json),
            ["content-in-205"]
        ),
        Behaviour("empty", ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], .keeps, .response(200, "")),
        Behaviour(
            "empty-chunked",
            ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
            .keeps,
            .response(200, "")
        ),
        Behaviour("empty-until-close", ["HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"], .closes, .response(200, "")),
        Behaviour("head", ["HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"], .keeps, .response(200, "")).with(
            method: "HEAD"
        ),
        Behaviour("head-chunked", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], .keeps, .response(200, ""))
            .with(method: "HEAD"),
        Behaviour("head-no-length", ["HTTP/1.1 200 OK\r\n\r\n"], .keeps, .response(200, "")).with(method: "HEAD"),
        refused("head-with-content", "HTTP/1.1 200 OK\r\n\(length)").with(method: "HEAD"),
        refused("head-broken-length", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n").with(method: "HEAD"),
    ]

    private static func coded(_ coding: String, _ content: String, _ fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\n\(fields)Content-Length: \(content.unicodeScalars.count)\r\n\r\n\(content)"
    }

    /// `{"ok":true}` in one stored block (RFC 1951, section 3.2.4), and its check sums.
    private static let stored = "\u{1}\u{B}\u{0}\u{F4}\u{FF}\(json)"
    private static let gzip = "\u{1F}\u{8B}\u{8}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{FF}\(stored)\(sum)\u{B}\u{0}\u{0}\u{0}"
    /// CRC-32 of `{"ok":true}`, the least byte first.
    private static let sum = "\u{90}\u{5F}\u{D4}\u{A7}"
    private static let deflate = "\u{78}\u{1}\(stored)\u{16}\u{E3}\u{4}\u{11}"

    static let codings: [Behaviour] = [
        read("gzip", coded("gzip", gzip)),
        read("gzip-capital", coded("GZIP", gzip)),
        read("gzip-x", coded("x-gzip", gzip)),
        read("deflate", coded("deflate", deflate)),
        read("deflate-raw", coded("deflate", stored), .keeps, ["raw-deflate"]),
        read("identity", coded("identity", json), .keeps, ["identity-coding"]),
        Behaviour("gzip-members", [coded("gzip", gzip + gzip)], .keeps, .response(200, json + json)),
        Behaviour("gzip-empty", [coded("gzip", "")], .keeps, .response(200, "")),
        refused("gzip-cut", coded("gzip", String(String.UnicodeScalarView(gzip.unicodeScalars.dropLast(4))))),
        refused("gzip-cut-short", coded("gzip", "\u{1F}\u{8B}\u{8}")),
        refused("gzip-sum", coded("gzip", gzip.replacing(sum, with: "\u{0}\u{0}\u{0}\u{0}"))),
        refused("gzip-none", coded("gzip", json)),
        refused("gzip-garbage-behind", coded("gzip", gzip + "GARBAGE")),
        refused("gzip-block", coded("gzip", "\u{1F}\u{8B}\u{8}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{FF}\u{7}\u{7}\u{7}")),
        refused("deflate-cut", coded("deflate", "\u{78}\u{1}\u{1}\u{B}\u{0}\u{F4}\u{FF}{\"ok")),
        refused("coding-not-known", coded("magic", json)),
        refused("coding-one-not-known", coded("gzip, magic", gzip)),
        refused("brotli-none", coded("br", json)),
        refused("zstandard-none", coded("zstd", json)),
    ]

    static let sizes: [Behaviour] = [
        Behaviour(
            "large",
            ["HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + String(repeating: "x", count: 300_000)],
            .keeps,
            .response(200, String(repeating: "x", count: 300_000))
        ),
        refused("too-large-said", "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", .tooLarge),
        refused("too-large-said-absurd", "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n", .tooLarge),
        refused(
            "too-large-until-close",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + String(repeating: "x", count: 1_100_000),
            .tooLarge,
            .closes
        ),
        refused("too-large-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", .tooLarge),
        refused(
            "too-large-chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: "4000\r\n\(String(repeating: "x", count: 0x4000))\r\n", count: 70),
            .tooLarge
        ),
        refused(
            "too-large-extensions",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: "1;\(String(repeating: "e", count: 1000))\r\nx\r\n", count: 100),
            .tooLarge
        ),
        refused(
            "too-large-trailer",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: \(String(repeating: "t", count: 70_000))\r\n\r\n",
            .tooLarge
        ),
    ]

    /// Answers that never come, or never end.
    static let silences: [Behaviour] = [
        refused("silence", "", .timeout),
        refused("silence-in-status", "HTTP/1.1 20", .timeout),
        refused("silence-in-head", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n", .timeout),
        refused("silence-in-content", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n\(json)", .timeout),
        refused("silence-until-close", "HTTP/1.1 200 OK\r\n\r\n\(json)", .timeout),
        refused("silence-in-chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{", .timeout),
        refused(
            "silence-in-last-chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n\(json)\r\n0\r\n\r",
            .timeout
        ),
        refused("silence-after-interim", "HTTP/1.1 100 Continue\r\n\r\n", .timeout),
        Behaviour(
            "drip",
            Array(repeating: "x", count: 400).reduce(into: ["HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"]) {
                $0.append($1)
            },
            .keeps,
            .failure(.timeout)
        ),
    ]

    /// All that end by themselves.
    package static let answers =
        statusLines + lengths + chunks + ends + fields + interims + withoutContent + codings + sizes
    /// All that only a time-out ends.
    package static let endless = silences
    package static let all = answers + endless

    /// The largest header section and content that a client takes for these answers.
    package static let limits = (head: 64 << 10, content: 1 << 20)
}
