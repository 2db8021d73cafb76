/// A request as the bytes that are sent, split where its content begins.
package struct RenderedRequest: Sendable, Hashable {
    /// The request line and the header section, the empty line included.
    package var head: [UInt8]
    /// The content in its framing: as it is, or in chunks.
    package var content: [UInt8]
    /// Where it goes.
    package var url: HTTPURL
    /// What a parser of the response has to know.
    package var answer: ResponseParser.Options

    /// Head and content.
    package var bytes: [UInt8] { head + content }
}

/// Makes the bytes of HTTP/1.1 requests (RFC 9112, section 3): the one way in which a request is written, alone, in a
/// burst and under load. For HTTP/2 the same form is what its frames are made of, without the fields that belong to a
/// connection of HTTP/1.1 and without chunks (RFC 9113, section 8.2.2).
///
/// What a person wrote is sent as written: doubled fields, their order and case, any `Host`, a `Content-Length` that
/// lies. A field that the person took away (``HTTPRequest/omitted``) isn't added. What can't be sent as written isn't
/// sent.
package struct RequestRenderer: Sendable, Hashable {
    /// How the target is written (RFC 9112, section 3.2).
    package enum TargetForm: Sendable, Hashable {
        /// Path and query, for the server itself.
        case origin
        /// The whole URL, for a proxy of plain HTTP.
        case absolute
    }

    /// The version that the request is for.
    package enum Version: Sendable, Hashable {
        case http1
        case http2
    }

    /// The name of this program in requests (RFC 9110, section 10.1.5).
    package static let productName = "muster/0.1.0"

    /// The `User-Agent` of requests that have none; empty to send none.
    package var userAgent: String
    /// Whether compressed content is asked for, where a request doesn't say itself what it accepts.
    package var asksForCoding: Bool
    /// How the target is written.
    package var form: TargetForm
    /// The version that requests are for.
    package var version: Version
    /// The value of `Proxy-Authorization` for a proxy that requests are sent to (RFC 9110, section 11.7.2); `nil` for
    /// none.
    package var proxyAuthorization: String?

    /// A renderer.
    package init(
        userAgent: String,
        asksForCoding: Bool = false,
        form: TargetForm = .origin,
        version: Version = .http1,
        proxyAuthorization: String? = nil
    ) {
        self.userAgent = userAgent
        self.asksForCoding = asksForCoding
        self.form = form
        self.version = version
        self.proxyAuthorization = proxyAuthorization
    }

    /// Fields that belong to a connection of HTTP/1.1 (RFC 9113, section 8.2.2).
    private static let connectionFields = [
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
    ]

    /// Whether a field that a person wrote is sent in this version.
    package func sends(_ field: HeaderField) -> Bool {
        version == .http1 || !Self.connectionFields.contains { HeaderFields.sameName($0, field.name) }
    }

    /// The version as the request line has it.
    package var versionText: String { version == .http1 ? "HTTP/1.1" : "HTTP/2" }

    /// How a request's content is delimited.
    package enum Framing: Sendable, Hashable {
        /// It has none, and needs no field to say so.
        case none
        /// By a `Content-Length` that is added.
        case length
        /// By what the person wrote, or took away.
        case asWritten
        /// In chunks, as the person's `Transfer-Encoding` says (RFC 9112, section 7.1).
        case chunked
    }

    /// The bytes of `request`.
    ///
    /// - Parameters:
    ///   - known: the parts of its URL, where the caller has them.
    ///   - cookies: the value of a `Cookie` field for a request that takes one; `nil` for none.
    /// - Throws: a failure of category `request` that names what can't be sent; never a field's value.
    package func render(
        _ request: HTTPRequest,
        to known: HTTPURL? = nil,
        cookies: String? = nil
    ) throws(ExchangeFailure) -> RenderedRequest {
        let url = if let known { known } else { try HTTPURL(request.url) }
        try Self.check(request)
        let framing = try Self.framing(of: request)
        var text = head(of: request, to: url)
        if let cookies, request.takes("Cookie") { text += Self.line(HeaderField("Cookie", cookies)) }
        let content = request.body ?? []
        if framing == .length { text += Self.line(HeaderField("Content-Length", "\(content.count)")) }
        return RenderedRequest(
            head: Array((text + "\r\n").utf8),
            content: framing == .chunked && version == .http1 ? Self.chunked(content) : content,
            url: url,
            answer: ResponseParser.Options(
                answersHead: request.method == "HEAD",
                asksUpgrade: version == .http1 && request.has("Upgrade")
            )
        )
    }

    /// The request line and the fields, up to those that depend on more than the request: cookies, and the content's
    /// length.
    package func head(of request: HTTPRequest, to url: HTTPURL) -> String {
        let target = form == .origin ? url.target : url.absoluteForm
        var text = "\(request.method) \(target) \(versionText)\r\n"
        for field in leadingFields(of: request, to: url) + request.headers.all.filter(sends) {
            text += Self.line(field)
        }
        return text
    }

    /// The fields that are sent in front of those that the person wrote.
    package func leadingFields(of request: HTTPRequest, to url: HTTPURL) -> [HeaderField] {
        var fields: [HeaderField] = []
        if request.takes("Host") { fields.append(HeaderField("Host", url.authority)) }
        if !userAgent.isEmpty, request.takes("User-Agent") { fields.append(HeaderField("User-Agent", userAgent)) }
        if asksForCoding, request.takes("Accept-Encoding") {
            fields.append(HeaderField("Accept-Encoding", ContentDecoder.accepted))
        }
        if let credentials = url.credentials, request.takes("Authorization") {
            fields.append(HeaderField("Authorization", credentials.authorization))
        }
        if let proxyAuthorization, request.takes("Proxy-Authorization") {
            fields.append(HeaderField("Proxy-Authorization", proxyAuthorization))
        }
        return fields
    }

    /// A field's line, its end included.
    package static func line(_ field: HeaderField) -> String {
        let isBlank = field.value.utf8.allSatisfy(ByteClass.isBlank)
        return isBlank ? "\(field.name):\r\n" : "\(field.name): \(field.value)\r\n"
    }

    /// `request` with every field that is sent with it, in order; without those that depend on what came before it. One
    /// that can't be sent stays as it is.
    package func complete(_ request: HTTPRequest) -> HTTPRequest? {
        guard let url = try? HTTPURL(request.url), let framing = try? Self.framing(of: request) else { return nil }
        var complete = request
        complete.headers = HeaderFields(leadingFields(of: request, to: url) + request.headers.all.filter(sends))
        if framing == .length { complete.headers.append("Content-Length", "\(request.body?.count ?? 0)") }
        return complete
    }

    /// How the content of `request` is delimited. A method that gives content a meaning says that there is none
    /// (RFC 9110, section 8.6).
    ///
    /// - Throws: that it asks for a coding which isn't done.
    package static func framing(of request: HTTPRequest) throws(ExchangeFailure) -> Framing {
        let codings = request.headers.values("Transfer-Encoding")
        if !codings.isEmpty {
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw ExchangeFailure(
                    .request,
                    "the request's Transfer-Encoding isn't chunked alone: content is sent in no other coding"
                )
            }
            return .chunked
        }
        guard request.takes("Content-Length") else { return .asWritten }
        if request.body != nil { return .length }
        return ["POST", "PUT", "PATCH"].contains(request.method) ? .length : .none
    }

    /// `content` in one chunk and the last one (RFC 9112, section 7.1).
    package static func chunked(_ content: [UInt8]) -> [UInt8] {
        let last = Array("0\r\n\r\n".utf8)
        guard !content.isEmpty else { return last }
        return Array("\(String(content.count, radix: 16))\r\n".utf8) + content + [0x0D, 0x0A] + last
    }

    /// Checks the method and the fields; ``HTTPURL`` checks the target.
    package static func check(_ request: HTTPRequest) throws(ExchangeFailure) {
        guard FieldSyntax.isToken(request.method.utf8) else {
            throw ExchangeFailure(
                .request,
                "the method \(request.method.debugDescription) isn't a token (RFC 9110, section 5.6.2)"
            )
        }
        for field in request.headers.all {
            guard FieldSyntax.isToken(field.name.utf8) else {
                throw ExchangeFailure(
                    .request,
                    "the header field name \(field.name.debugDescription) isn't a token (RFC 9110, section 5.6.2)"
                )
            }
            guard FieldSyntax.isValue(field.value.utf8) else {
                throw ExchangeFailure(.request, "the value of header field \(field.name) contains CR, LF or NUL")
            }
        }
    }
}
