import HTTP

/// A request that can be sent as written, in the words of libcurl.
struct PreparedRequest {
    let request: HTTPRequest
    let target: TargetURL
    /// The lines for `CURLOPT_HTTPHEADER`.
    let lines: [String]

    /// - Throws: a failure of category `request` that names what can't be sent; never a field's value.
    init(_ request: HTTPRequest) throws(ExchangeFailure) {
        guard Self.isToken(request.method) else {
            throw ExchangeFailure(
                .request,
                "the method \(request.method.debugDescription) isn't a token (RFC 9110, section 5.6.2)"
            )
        }
        target = try TargetURL(request.url)
        self.request = request
        lines = try Self.lines(request)
    }

    func has(_ name: String) -> Bool {
        request.headers.all.contains { HeaderFields.sameName($0.name, name) }
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

    private static func lines(_ request: HTTPRequest) throws(ExchangeFailure) -> [String] {
        var lines: [String] = []
        // An empty first Host stops libcurl from taking the person's own out of its place, or its double away.
        if request.headers.all.contains(where: { HeaderFields.sameName($0.name, "Host") }) { lines.append("Host:") }
        for field in request.headers.all { lines.append(try line(field)) }
        // A name without a value removes what libcurl would add by itself.
        for name in ["Accept", "Expect", "Content-Type"]
        where !request.headers.all.contains(where: { HeaderFields.sameName($0.name, name) }) {
            lines.append("\(name):")
        }
        return lines
    }

    private static func line(_ field: HeaderField) throws(ExchangeFailure) -> String {
        guard isToken(field.name) else {
            throw ExchangeFailure(
                .request,
                "the header field name \(field.name.debugDescription) isn't a token (RFC 9110, section 5.6.2)"
            )
        }
        guard field.value.utf8.allSatisfy({ $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else {
            throw ExchangeFailure(.request, "the value of header field \(field.name) contains CR, LF or NUL")
        }
        // libcurl drops "Name:" and sends "Name;" as a field with an empty value.
        let isBlank = field.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        return isBlank ? "\(field.name);" : "\(field.name): \(field.value)"
    }

    /// Whether `text` is a token: one or more `tchar` (RFC 9110, section 5.6.2).
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default:
                    "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
