import HTTP

/// A request that can be sent as written, in the words of libcurl.
struct CurlRequest {
    let request: HTTPRequest
    let url: HTTPURL
    /// The lines for `CURLOPT_HTTPHEADER`.
    let lines: [String]

    /// The content that is sent; `nil` for none, and no `Content-Length` either.
    let content: [UInt8]?

    /// - Parameter cookies: the value of a `Cookie` field for a request that takes one; `nil` for none.
    /// - Throws: a failure of category `request` that names what can't be sent; never a field's value.
    init(_ request: HTTPRequest, cookies: String?) throws(ExchangeFailure) {
        // What can't be sent by the wire can't be sent by libcurl.
        try RequestRenderer.check(request)
        url = try HTTPURL(request.url)
        content = try RequestRenderer.framing(of: request) == .length ? request.body ?? [] : request.body
        self.request = request
        lines = Self.lines(request, cookies: cookies)
    }

    /// The target in origin form (RFC 9112, section 3.2.1) when libcurl wouldn't send it as written: it
    /// percent-encodes what isn't ASCII in the path, and only there.
    var rawTarget: String? {
        guard !request.url.utf8.allSatisfy({ $0 < 0x80 }), let slashes = request.url.firstRange(of: "://") else {
            return nil
        }
        let rest = request.url[slashes.upperBound...].utf8
        let target = rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            .prefix { $0 != UInt8(ascii: "#") }
        return (target.first == UInt8(ascii: "/") ? "" : "/") + String(Substring(target))
    }

    private static func lines(_ request: HTTPRequest, cookies: String?) -> [String] {
        var lines: [String] = []
        // An empty first Host stops libcurl from taking the person's own out of its place, or its double away.
        if request.has("Host") { lines.append("Host:") }
        lines += request.headers.all.map(line)
        if let cookies, request.takes("Cookie") { lines.append("Cookie: \(cookies)") }
        // A name without a value removes what libcurl would add by itself.
        for name in ["Accept", "Expect", "Content-Type"] + request.omitted where !request.has(name) {
            lines.append("\(name):")
        }
        return lines
    }

    private static func line(_ field: HeaderField) -> String {
        // libcurl drops "Name:" and sends "Name;" as a field with an empty value.
        let isBlank = field.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        return isBlank ? "\(field.name);" : "\(field.name): \(field.value)"
    }
}

extension UInt8 {
    /// Whether it is a space or a tab (`OWS`, RFC 9110, section 5.6.3).
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Whether it is CR or LF.
    var isLineBreak: Bool { self == 0x0D || self == 0x0A }
}

extension BidirectionalCollection where Element == UInt8 {
    /// The bytes without those at both ends that fulfil `condition`.
    func trimmed(where condition: (UInt8) -> Bool) -> SubSequence {
        let rest = drop(while: condition)
        guard let last = rest.lastIndex(where: { !condition($0) }) else { return rest }
        return rest[...last]
    }
}

extension Collection where Element == UInt8 {
    /// The bytes as UTF-8, or as ISO 8859-1 when they aren't: nothing is lost, nothing replaced.
    var text: String {
        if let text = String(validating: self, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
    }
}
