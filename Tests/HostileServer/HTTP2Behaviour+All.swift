import HTTP

private typealias Frame = HTTP2Frame

extension HTTP2Behaviour {
    private static let right = Behaviour.Verdict.response(200, "{\"ok\":true}")
    private static let malformed = Behaviour.Verdict.failure(.malformed)
    private static let reset = Behaviour.Verdict.failure(.reset)
    private static let timeout = Behaviour.Verdict.failure(.timeout)
    private static let tooLarge = Behaviour.Verdict.failure(.tooLarge)

    /// All that bring an answer, or its end, by themselves.
    package static let answers = framing + messages + connections
    /// Those that only the client's time-out ends.
    package static let endless = [
        HTTP2Behaviour("never answers", timeout) { _ in [] }.endless(),
        HTTP2Behaviour("settings never come", timeout) { _ in [] }.with(greeting: []).endless(),
        HTTP2Behaviour("a window is never opened", timeout) { _ in [] }
            .with(greeting: Frame.settings([(4, 0)])).endless(sendsContent: true),
        HTTP2Behaviour("no stream is allowed", timeout) { _ in [] }.with(greeting: Frame.settings([(3, 0)])).endless(),
        HTTP2Behaviour("one stream at a time, and no answer", timeout) { _ in [] }
            .with(greeting: Frame.settings([(3, 1)])).endless(),
        HTTP2Behaviour("content never ends", timeout) { [Frame.headers($0), Frame.data($0, ends: false)] }.endless(),
        HTTP2Behaviour("a header block never ends", timeout) { stream in
            // In another's block it would end the connection.
            stream == 1 ? [Frame.headers(stream, isWhole: false)] : []
        }.endless(),
        HTTP2Behaviour("interim responses alone", timeout) { stream in
            Array(repeating: Frame.headers(stream, [(":status", "103")]), count: 20)
        }.endless(),
    ]

    private static let framing = [
        HTTP2Behaviour("plain", right) { [Frame.headers($0) + Frame.data($0)] },
        HTTP2Behaviour("in pieces", right) { stream in
            (Frame.headers(stream) + Frame.data(stream)).map { [$0] }
        },
        HTTP2Behaviour("no content", .response(200, "")) { [Frame.headers($0, ends: true)] },
        HTTP2Behaviour("padded", right) { stream in
            let content = Array("{\"ok\":true}".utf8)
            return [Frame.headers(stream) + Frame.frame(0, 9, stream, [4] + content + [0, 0, 0, 0])]
        },
        HTTP2Behaviour("padding longer than its frame", malformed) { stream in
            [Frame.headers(stream) + Frame.frame(0, 9, stream, [200, 1, 2, 3])]
        },
        HTTP2Behaviour("unknown frames", right) { stream in
            [
                Frame.frame(0xAB, 0xFF, stream, [1, 2, 3]) + Frame.headers(stream) + Frame.frame(0xCD, 0, 0, [])
                    + Frame.data(stream)
            ]
        },
        HTTP2Behaviour("a hundred pings", right) { stream in
            [Array(repeating: Frame.ping(), count: 100).flatMap { $0 } + Frame.headers(stream) + Frame.data(stream)]
        },
        HTTP2Behaviour("ten thousand empty frames of content", right) { stream in
            [
                Frame.headers(stream)
                    + Array(repeating: Frame.data(stream, "", ends: false), count: 10_000).flatMap { $0 }
                    + Frame.data(stream)
            ]
        },
        HTTP2Behaviour("ten thousand priorities", right) { stream in
            let priority = Frame.frame(2, 0, stream, [0, 0, 0, 0, 16])
            return [
                Frame.headers(stream) + Array(repeating: priority, count: 10_000).flatMap { $0 } + Frame.data(stream)
            ]
        },
        HTTP2Behaviour("a frame longer than it may be", malformed) { stream in
            [Frame.headers(stream) + Frame.frame(0, 1, stream, [UInt8](repeating: 0x20, count: 20_000))]
        },
        HTTP2Behaviour("content before its header section", malformed) { [Frame.data($0)] },
        HTTP2Behaviour("a frame of a stream that nobody opened", malformed) { _ in [Frame.data(99)] },
        HTTP2Behaviour("a stream that the server opens", malformed) { _ in [Frame.headers(2)] },
        HTTP2Behaviour("a push", malformed) { stream in
            [Frame.frame(5, 4, stream, Frame.number(2) + Frame.block([(":method", "GET"), (":path", "/")]))]
        },
        HTTP2Behaviour("a window that isn't opened further", malformed) { [Frame.frame(8, 0, $0, Frame.number(0))] },
        HTTP2Behaviour("a window that overflows", malformed) { [Frame.frame(8, 0, $0, Frame.number(0x7FFF_FFFF))] },
        HTTP2Behaviour("a window of the connection that overflows", malformed) { _ in
            [Frame.frame(8, 0, 0, Frame.number(0x7FFF_FFFF))]
        },
        HTTP2Behaviour("settings of half an entry", malformed) { _ in [Frame.frame(4, 0, 0, [0, 1, 0])] },
        HTTP2Behaviour("settings out of bounds", malformed) { _ in [Frame.settings([(5, 1)])] },
        HTTP2Behaviour("settings on a stream", malformed) { [Frame.frame(4, 0, $0, [])] },
        HTTP2Behaviour("a short ping", malformed) { _ in [Frame.frame(6, 0, 0, [1, 2])] },
        HTTP2Behaviour("frames between a header block's", malformed) { stream in
            [Frame.headers(stream, isWhole: false) + Frame.ping()]
        },
        HTTP2Behaviour("a continuation of nothing", malformed) { [Frame.frame(9, 4, $0, [0x88])] },
        HTTP2Behaviour("a header block of many frames", tooLarge) { stream in
            let more = Frame.frame(9, 0, stream, Frame.block([("x", String(repeating: "y", count: 16_000))]))
            return [Frame.headers(stream, isWhole: false)] + Array(repeating: more, count: 6)
                + [Frame.frame(9, 4, stream, []), Frame.data(stream)]
        },
        HTTP2Behaviour("an index that no table has", malformed) { [Frame.frame(1, 5, $0, [0xFF, 0xFF, 0x7F])] },
        HTTP2Behaviour("a number without an end", malformed) { stream in
            [Frame.frame(1, 5, stream, [UInt8](repeating: 0xFF, count: 40))]
        },
        HTTP2Behaviour("a table larger than was allowed", malformed) {
            [Frame.frame(1, 5, $0, [0x3F, 0xE1, 0xFF, 0x03, 0x88])]
        },
    ]

    private static let messages = [
        HTTP2Behaviour("trailers", right) { stream in
            [
                Frame.headers(stream) + Frame.data(stream, ends: false)
                    + Frame.headers(stream, [("x-sum", "1")], ends: true)
            ]
        },
        HTTP2Behaviour("a status in the trailers", malformed) { stream in
            [Frame.headers(stream) + Frame.data(stream, ends: false) + Frame.headers(stream, ends: true)]
        },
        HTTP2Behaviour("interim responses", right) { stream in
            [
                Frame.headers(stream, [(":status", "100")])
                    + Frame.headers(stream, [(":status", "103"), ("link", "</a>")])
                    + Frame.headers(stream) + Frame.data(stream)
            ]
        },
        HTTP2Behaviour("an interim response that ends the stream", malformed) {
            [Frame.headers($0, [(":status", "103")], ends: true)]
        },
        HTTP2Behaviour("101", malformed) { [Frame.headers($0, [(":status", "101")]) + Frame.data($0)] },
        HTTP2Behaviour("less content than its length", malformed) { stream in
            [Frame.headers(stream, [(":status", "200"), ("content-length", "20")]) + Frame.data(stream)]
        },
        HTTP2Behaviour("more content than its length", malformed) { stream in
            [Frame.headers(stream, [(":status", "200"), ("content-length", "2")]) + Frame.data(stream)]
        },
        HTTP2Behaviour("a length that is no number", malformed) { stream in
            [Frame.headers(stream, [(":status", "200"), ("content-length", "ten")]) + Frame.data(stream)]
        },
        HTTP2Behaviour("content of a 204", malformed) { [Frame.headers($0, [(":status", "204")]) + Frame.data($0)] },
        HTTP2Behaviour("no status", malformed) { [Frame.headers($0, [("server", "x")]) + Frame.data($0)] },
        HTTP2Behaviour("two statuses", malformed) {
            [Frame.headers($0, [(":status", "200"), (":status", "200")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a status that is no number", malformed) {
            [Frame.headers($0, [(":status", "2x0")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a status behind other fields", malformed) {
            [Frame.headers($0, [("server", "x"), (":status", "200")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a request's pseudo-header", malformed) {
            [Frame.headers($0, [(":status", "200"), (":path", "/")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a name in upper case", malformed) {
            [Frame.headers($0, [(":status", "200"), ("X-Up", "1")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a name with a space", malformed) {
            [Frame.headers($0, [(":status", "200"), ("x y", "1")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a value with a line break", malformed) {
            [Frame.headers($0, [(":status", "200"), ("x", "1\r\ny: 2")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a value with NUL", malformed) {
            [Frame.headers($0, [(":status", "200"), ("x", "1\0")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a field of the connection", malformed) {
            [Frame.headers($0, [(":status", "200"), ("connection", "close")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a coding of the transfer", malformed) {
            [Frame.headers($0, [(":status", "200"), ("transfer-encoding", "chunked")]) + Frame.data($0)]
        },
        HTTP2Behaviour("content that can't be decoded", malformed) {
            [Frame.headers($0, [(":status", "200"), ("content-encoding", "gzip")]) + Frame.data($0)]
        },
        HTTP2Behaviour("a long header section", tooLarge) { stream in
            let value = String(repeating: "y", count: 15_000)
            return [
                Frame.headers(stream, [(":status", "200"), ("a", value)], isWhole: false)
            ] + ["b", "c", "d", "e"].map { Frame.frame(9, 0, stream, Frame.block([($0, value)])) } + [
                Frame.frame(9, 4, stream, Frame.block([("f", value)])),
                Frame.data(stream),
            ]
        },
        HTTP2Behaviour("a lot of content", tooLarge) { stream in
            let piece = Frame.data(stream, String(repeating: "x", count: 16_000), ends: false)
            return [Frame.headers(stream)] + Array(repeating: piece, count: 80)
        },
    ]

    private static let connections = [
        HTTP2Behaviour("answered twice", right) { stream in
            [Frame.headers(stream) + Frame.data(stream), Frame.headers(stream) + Frame.data(stream)]
        }.breaking(),
        HTTP2Behaviour("one stream at a time", right) { [Frame.headers($0) + Frame.data($0)] }
            .with(greeting: Frame.settings([(3, 1)])),
        HTTP2Behaviour("a window that is opened at last", right) { stream in
            [
                [], Frame.frame(8, 0, stream, Frame.number(5)), Frame.frame(8, 0, stream, Frame.number(1000)),
                Frame.headers(stream) + Frame.data(stream),
            ]
        }.with(greeting: Frame.settings([(4, 0)])).withContent(),
        HTTP2Behaviour("answered before the content has come", right) { [Frame.headers($0) + Frame.data($0)] }
            .with(greeting: Frame.settings([(4, 0)])).withContent(),
        HTTP2Behaviour("reset at once", reset) { [Frame.reset($0, 2)] },
        HTTP2Behaviour("reset in the middle", reset) { stream in
            [Frame.headers(stream) + Frame.data(stream, ends: false), Frame.reset(stream, 8)]
        },
        HTTP2Behaviour("refused again and again", reset) { [Frame.reset($0, 7)] },
        HTTP2Behaviour("a goodbye that takes this stream in", right) { stream in
            [Frame.goAway(0x7FFF_FFFF) + Frame.headers(stream) + Frame.data(stream)]
        },
        HTTP2Behaviour("a goodbye that leaves it out", reset) { _ in [Frame.goAway(0, 0, "restarting")] },
        HTTP2Behaviour("a goodbye because of us", reset, ending: .closes) { stream in
            [Frame.headers(stream), Frame.goAway(stream, 11, "calm down")]
        },
        HTTP2Behaviour("a goodbye at once", reset) { _ in [] }.with(greeting: Frame.settings() + Frame.goAway(0)),
        HTTP2Behaviour("closed without an answer", reset, ending: .closes) { _ in [] },
        HTTP2Behaviour("closed in the middle", reset, ending: .closes) { stream in
            [Frame.headers(stream) + Frame.data(stream, ends: false)]
        },
        HTTP2Behaviour("a TCP reset in the middle", reset, ending: .resets) { stream in
            [Frame.headers(stream) + Frame.data(stream, ends: false)]
        },
        HTTP2Behaviour("HTTP/1.1", malformed, ending: .closes) { _ in [] }
            .with(greeting: Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)),
        HTTP2Behaviour("no settings first", malformed) { _ in [] }.with(greeting: Frame.ping()),
        HTTP2Behaviour("noise", malformed) { _ in [[UInt8](repeating: 0xFF, count: 100)] },
    ]

    /// Three server-sent events in four pieces: the first in two, the second with half of the third.
    package static let events = HTTP2Behaviour("events", right) { stream in
        [
            Frame.headers(stream, [(":status", "200"), ("content-type", "text/event-stream")])
                + Frame.data(stream, "data: 1\n", ends: false),
            Frame.data(stream, "\ndata: 2\n\ndata: 3", ends: false),
            Frame.data(stream, "\n\n", ends: false),
            Frame.data(stream, ""),
        ]
    }

    private func breaking() -> Self {
        var other = self
        other.breaksAfterwards = true
        return other
    }

    private func withContent() -> Self {
        var other = self
        other.sendsContent = true
        return other
    }
}
