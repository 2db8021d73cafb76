import HTTP

/// A request's bytes, split where what differs from one to the next comes in: cookies, and the length of the content.
struct WireMessage {
    /// The request line and the fields, without cookies, the length of the content, and the empty line.
    var head: [UInt8]
    /// The content; `nil` for none.
    var body: [UInt8]?
    /// How the content is delimited.
    var framing: RequestRenderer.Framing
    /// Whether cookies are added: the person has written none.
    var takesCookies: Bool
    /// Where it goes.
    var origin: HTTPURL.Origin

    /// `request` as `renderer` writes it.
    ///
    /// - Throws: why it can't be sent as written.
    init(_ request: HTTPRequest, _ renderer: RequestRenderer) throws(ExchangeFailure) {
        let url = try renderer.render(request).url
        head = Array(renderer.head(of: request, to: url).utf8)
        body = request.body
        framing = try RequestRenderer.framing(of: request)
        takesCookies = request.takes("Cookie")
        origin = url.origin
    }

    /// The target of a request whose bytes these are.
    static func target(of request: some Collection<UInt8>) -> String {
        let line = request.prefix { $0 != 0x0D }.split(separator: 0x20, maxSplits: 2)
        return line.count > 1 ? String(decoding: line[1], as: UTF8.self) : "/"
    }
}
