package import HTTP
import URI

/// One request as the mock received it, content and all.
package struct MockRequest: Sendable, Hashable {
    /// The method, as it was written; any token.
    package var method: String
    /// The request target, as it was written (RFC 9112, section 3.2).
    package var target: String
    /// The protocol's version: `HTTP/1.1` or `HTTP/1.0`.
    package var version: String
    /// The header fields, in the order in which they came.
    package var headers: HeaderFields
    /// The content, the transfer coding removed.
    package var body: [UInt8]
    /// Whether it came over TLS.
    package var secure: Bool

    /// A request of its parts.
    package init(
        method: String,
        target: String,
        version: String = "HTTP/1.1",
        headers: HeaderFields = HeaderFields(),
        body: [UInt8] = [],
        secure: Bool = false
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
        self.secure = secure
    }

    /// The path as it was written: the target without its query and, in absolute form, without scheme and authority.
    package var path: String { String(TargetParts(target).path) }

    /// The query's parameters in order, percent-decoded, `+` read as a space (as HTML forms write it).
    package var query: [HeaderField] { TargetParts(target).parameters }

    /// The request in the form in which it was sent, for whoever verifies a signature.
    package var asSent: HTTPRequest {
        let origin = target.utf8.first == UInt8(ascii: "/")
        let authority = "\(secure ? "https" : "http")://\(headers["Host"] ?? "")"
        return HTTPRequest(method: method, url: origin ? authority + target : target, headers: headers, body: body)
    }

    /// Whether the client wants another request on this connection to be possible (RFC 9112, section 9.3).
    var keepsAlive: Bool {
        guard let options = headers["Connection"] else { return version == "HTTP/1.1" }
        let words = options.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
        return version == "HTTP/1.1" ? !words.contains("close") : words.contains("keep-alive")
    }
}

/// The path and query of a request target, in its origin or absolute form (RFC 9112, sections 3.2.1 and 3.2.2).
struct TargetParts {
    let path: Substring
    let query: Substring?

    init(_ target: String) {
        let bytes = target.utf8
        var start = bytes.startIndex
        if bytes.first != UInt8(ascii: "/"), let authority = Self.authority(of: target) {
            start =
                bytes[authority...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        }
        let mark = bytes[start...].firstIndex(of: UInt8(ascii: "?"))
        let written = target[start..<(mark ?? bytes.endIndex)]
        path = written.isEmpty ? "/" : written
        query = mark.map { target[bytes.index(after: $0)...] }
    }

    /// The parameters, percent-decoded; one without `=` has the empty value.
    var parameters: [HeaderField] {
        guard let query else { return [] }
        return query.utf8.split(separator: UInt8(ascii: "&")).map { parameter in
            let equals = parameter.firstIndex(of: UInt8(ascii: "="))
            let value = equals.map { parameter[parameter.index(after: $0)...] } ?? parameter[parameter.endIndex...]
            return HeaderField(
                PercentCoding.decodeLeniently(parameter[..<(equals ?? parameter.endIndex)], plusIsSpace: true),
                PercentCoding.decodeLeniently(value, plusIsSpace: true)
            )
        }
    }

    /// The segments of the path, percent-decoded.
    var segments: [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { PercentCoding.decodeLeniently($0, plusIsSpace: false) }
    }

    private static func authority(of target: String) -> String.Index? {
        let bytes = target.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return nil
        }
        return bytes.index(colon, offsetBy: 3)
    }
}
