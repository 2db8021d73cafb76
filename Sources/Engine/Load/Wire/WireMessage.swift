import HTTP

/// A request as bytes of HTTP/1.1 (RFC 9112), split where its content begins.
struct WireMessage {
    /// The request line and the header section, without the length of the content and the empty line.
    var head: [UInt8]
    /// The content; `nil` for none.
    var body: [UInt8]?
    /// Whether the person has written how long the content is, or that it is chunked.
    var hasFraming: Bool
    /// Whether cookies are added: the person has written none.
    var takesCookies: Bool
    /// `http://host:port` of the URL.
    var origin: String

    /// `request` in origin form, with `Host` and `User-Agent` unless it has them.
    init(_ request: HTTPRequest, userAgent: String) {
        let url = request.url.prefix { $0 != "#" }
        let afterScheme = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" }
        let target = afterScheme[authority.endIndex...]
        origin = String(url[..<afterScheme.startIndex]) + String(authority)
        var text = "\(request.method) \(target.hasPrefix("/") ? "" : "/")\(target) HTTP/1.1\r\n"
        func has(_ name: String) -> Bool { request.headers.all.contains { HeaderFields.sameName($0.name, name) } }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if !has("Host") { text += "Host: \(host)\r\n" }
        if !has("User-Agent"), !userAgent.isEmpty { text += "User-Agent: \(userAgent)\r\n" }
        for field in request.headers.all { text += "\(field.name): \(field.value)\r\n" }
        head = Array(text.utf8)
        body = request.body
        takesCookies = !has("Cookie")
        hasFraming = has("Content-Length") || has("Transfer-Encoding")
    }

    /// The whole request.
    var bytes: [UInt8] {
        var bytes = head
        if let body, !hasFraming { bytes += Array("Content-Length: \(body.count)\r\n".utf8) }
        return bytes + [0x0D, 0x0A] + (body ?? [])
    }

    /// The target of a request whose bytes these are.
    static func target(of request: some Collection<UInt8>) -> String {
        let line = request.prefix { $0 != 0x0D }.split(separator: 0x20, maxSplits: 2)
        return line.count > 1 ? String(decoding: line[1], as: UTF8.self) : "/"
    }
}
