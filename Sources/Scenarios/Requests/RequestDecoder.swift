import HTTP
package import JSON
import Signing
import URI

/// Makes a request from a `request` object whose `${...}` are replaced.
package struct RequestDecoder {
    static let bodyKeys = ["json", "text", "form", "multipart", "file", "base64"]
    static let keys = ["method", "path", "url", "query", "headers"] + bodyKeys + ["auth", "timeout"]

    let problems: Problems
    let files: FileStore
    /// The base URL; `nil` when it isn't known yet, as when a file is only checked.
    let target: String?
    /// Names for the secrets in texts that are made here.
    let redactor: Redactor
    /// Whether a path that a mark begins gets the slash that the mark's value will bring.
    var addsSlash = false

    func request(_ node: JSONNode) -> PreparedRequest? {
        guard let reader = ObjectReader(node, "'request'", keys: Self.keys, problems) else { return nil }
        reader.exclusive(["path", "url"], "of them")
        reader.exclusive(Self.bodyKeys, "body")
        var request = HTTPRequest(method: "GET", url: "")
        if let method = reader["method"] { request.method = self.method(method) }
        request.url = url(reader)
        request.headers = HeaderFields(headers(reader["headers"]))
        // A null takes away what a client would add by itself.
        request.omitted = (reader["headers"]?.members ?? []).filter { $0.value.kind == .null }.map(\.name)
        let timeout = reader.duration("timeout")
        if timeout == 0 { problems.add("a timeout of zero can't be met", at: reader["timeout"]?.location) }
        if let body = BodyDecoder(problems: problems, files: files).body(reader) {
            request.body = body.bytes
            if let type = body.contentType, request.takes("Content-Type") {
                request.headers.append("Content-Type", type)
            }
        }
        checkCoding(request, reader["headers"])
        let prepared = PreparedRequest(request: request, timeout: timeout)
        guard let auth = reader["auth"] else { return prepared }
        let plain = JSONNode(content: .object(reader.members.filter { $0.name != "auth" }), location: node.location)
        return AuthDecoder(self).apply(auth, to: prepared, of: plain)
    }

    /// What the renderer would refuse is told where it stands.
    private func checkCoding(_ request: HTTPRequest, _ node: JSONNode?) {
        guard request.headers.values("Transfer-Encoding").allSatisfy({ !Deferred.isIn($0) }) else { return }
        do throws(ExchangeFailure) {
            _ = try RequestRenderer.framing(of: request)
        } catch {
            let member = node?.members?.first { HeaderFields.sameName($0.name, "Transfer-Encoding") }
            problems.add(
                error.detail,
                at: member?.value.location,
                help: "write \"chunked\", or leave the field out: then a Content-Length is sent"
            )
        }
    }

    private func method(_ node: JSONNode) -> String {
        guard let text = Leaf.text(node, "'method'", problems) else { return "GET" }
        let isToken = !text.isEmpty && text.utf8.allSatisfy(Self.isTokenByte)
        if !isToken, !node.isDeferred {
            problems.add(
                "'\(text)' is not a method",
                at: node.location,
                help: "a method is a token such as POST (RFC 9110, section 9.1)"
            )
        }
        return text
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
        }
    }

    private func url(_ reader: ObjectReader) -> String {
        var url: String
        if let node = reader["url"] {
            url = Leaf.text(node, "'url'", problems) ?? ""
            if !node.isDeferred, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                problems.add(
                    "'url' must begin with http:// or https://, found \(ValueText.quoted(url))",
                    at: node.location
                )
            }
        } else {
            var path = reader["path"].flatMap { Leaf.text($0, "'path'", problems) } ?? "/"
            if addsSlash, !path.hasPrefix("/") { path = "/" + path }
            if !path.hasPrefix("/"), let node = reader["path"], !node.isDeferred {
                problems.add("'path' must begin with a slash, found \(ValueText.quoted(path))", at: node.location)
            }
            url = Self.joined(target ?? "http://target", path)
        }
        let query = Self.pairs(reader["query"], "'query'", problems)
            .map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
        guard !query.isEmpty else { return url }
        return url + (url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query.joined(separator: "&")
    }

    static func joined(_ target: String, _ path: String) -> String {
        target.hasSuffix("/") ? target.dropLast() + path : target + path
    }

    func headers(_ node: JSONNode?) -> [HeaderField] {
        Self.pairs(node, "'headers'", problems).map { HeaderField($0.name, $0.value) }
    }

    /// The names and values of an object whose values may be lists; nulls leave a name out.
    package static func pairs(_ node: JSONNode?, _ what: String, _ problems: Problems) -> [(
        name: String, value: String
    )] {
        guard let node, let members = ObjectReader.members(of: node, what, problems) else { return [] }
        return members.flatMap { member -> [(name: String, value: String)] in
            if member.value.kind == .null { return [] }
            return (member.value.elements ?? [member.value]).compactMap { value in
                switch value.content {
                case .array, .object:
                    problems.add(
                        "'\(member.name)' must be a text or a list of texts, found \(value.described)",
                        at: value.location
                    )
                    return nil
                default:
                    return (member.name, value.value.plainText)
                }
            }
        }
    }
}
