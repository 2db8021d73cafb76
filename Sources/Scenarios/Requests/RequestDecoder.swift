package import Decoding
import HTTP
package import JSON
import Signing
import Substitution
import URI

/// Makes a request from a `request` object whose `${...}` are replaced.
package struct RequestDecoder {
    static let bodyKeys = ["json", "text", "form", "multipart", "file", "base64"]
    package static let keys = ["method", "path", "url", "query", "headers"] + bodyKeys + ["auth", "timeout", "events"]

    let problems: Problems
    let files: FileStore
    /// The base URL; `nil` when it isn't known yet, as when a file is only checked.
    let target: String?
    /// Names for the secrets in texts that are made here.
    let redactor: Redactor
    /// The time of signatures: milliseconds since 1970-01-01T00:00:00Z.
    let now: Int64
    /// The access token of `oauth2`, once it is known.
    var token: PendingText?
    /// Whether it is only to be seen that the request can be made: then nothing is signed by HMAC.
    var isTrial = false

    func request(_ node: JSONNode) -> RequestDraft? {
        guard let reader = ObjectReader(node, "'request'", keys: Self.keys, problems) else { return nil }
        reader.exclusive(["path", "url"], "of them")
        reader.exclusive(Self.bodyKeys, "body")
        var draft = RequestDraft(method: "GET", url: url(reader))
        if let method = reader["method"] {
            draft.method = self.method(method)
            draft.isOpaque = method.isPending
        }
        let headers = ObjectReader.pairs(reader["headers"], "'headers'", problems, .plain, .field)
        draft.fields = headers.map { RequestDraft.Field(name: $0.name.shown, value: $0.value) }
        if headers.contains(where: { !$0.name.isKnown }) { draft.isOpaque = true }
        // A null takes away what a client would add by itself.
        draft.omitted = (reader["headers"]?.members ?? []).filter { $0.value.kind == .null }.map(\.name)
        draft.timeout = timeout(reader)
        draft.mostEvents = mostEvents(reader)
        var bodies = BodyDecoder(problems: problems, files: files)
        bodies.boundary = draft.fields.first { HeaderFields.sameName($0.name, "Content-Type") }
            .flatMap { MultipartBoundary.of($0.value.closed) }
        if let body = bodies.body(reader) {
            draft.body = body.content
            draft.isOpaque = draft.isOpaque || body.isOpaque
            if let type = body.contentType, draft.takes("Content-Type") { draft.append("Content-Type", GapText(type)) }
        } else if reader.present(Self.bodyKeys).contains(where: { $0.value.holdsPending }) {
            draft.isOpaque = true
        }
        checkCoding(draft, reader["headers"])
        // A null that a row brings takes them away, as one that is written does.
        guard let auth = reader["auth"], auth.kind != .null else { return draft }
        let plain = JSONNode(content: .object(reader.members.filter { $0.name != "auth" }), location: node.location)
        var authorized = AuthDecoder(self).apply(auth, to: draft, of: plain)
        let made = authorized.fields.filter { field in
            !draft.fields.contains { $0.name == field.name && $0.value.bytes == field.value.bytes }
        }
        authorized.credentials = made.map(\.name)
        return authorized
    }

    private func timeout(_ reader: ObjectReader) -> UInt64? {
        if case .pending(let text)? = reader["timeout"]?.content, text.isLate {
            problems.add(
                "a timeout is the same for all requests of a burst or load: it can't come from a row or a capture",
                at: reader["timeout"]?.location
            )
        }
        let timeout = reader.duration("timeout")
        if timeout == 0 { problems.add("a timeout of zero can't be met", at: reader["timeout"]?.location) }
        return timeout
    }

    private func mostEvents(_ reader: ObjectReader) -> Int? {
        if case .pending(let text)? = reader["events"]?.content, text.isLate {
            problems.add(
                "how many events are read is the same for all requests of a burst or load: it can't come from a row or a capture",
                at: reader["events"]?.location
            )
        }
        return reader.count("events", in: 1...Self.mostEvents)
    }

    /// More events than the longest content that is read can hold.
    private static let mostEvents = 1_000_000_000

    /// What the renderer would refuse is told where it stands.
    private func checkCoding(_ draft: RequestDraft, _ node: JSONNode?) {
        let codings = draft.fields.filter { HeaderFields.sameName($0.name, "Transfer-Encoding") }
        guard codings.allSatisfy(\.value.isKnown) else { return }
        do throws(ExchangeFailure) {
            _ = try RequestRenderer.framing(of: draft.closed)
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
        if !isToken, !node.isPending {
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

    private func url(_ reader: ObjectReader) -> GapText {
        var url = reader["url"].map(absolute) ?? joined(reader["path"])
        let pairs = ObjectReader.pairs(reader["query"], "'query'", problems, .percent, .target)
        for (place, pair) in pairs.enumerated() {
            url += place > 0 || url.bytes.contains(UInt8(ascii: "?")) ? "&" : "?"
            url += pair.name
            url += "="
            url += pair.value
        }
        return url
    }

    private func absolute(_ node: JSONNode) -> GapText {
        guard let url = GapText(node, "'url'", problems, place: .target) else { return GapText() }
        if url.isKnown, HTTPURL.Scheme.of(url.shown) == nil {
            problems.add(
                "'url' must begin with http:// or https://, found \(ValueText.quoted(url.shown))",
                at: node.location
            )
        }
        return url
    }

    /// What to write in place of a path that is none.
    private static func path(for text: String) -> String {
        guard let scheme = HTTPURL.Scheme.of(text), let url = try? HTTPURL(text) else {
            return "write \(ValueText.quoted("/\(text)"))"
        }
        let origin = "\(scheme.rawValue)://\(url.authority)"
        return
            "write \(ValueText.quoted(url.target)), with --target \(origin) or \"target\" in the suite; a request that goes elsewhere than the others has \"url\" in place of \"path\""
    }

    /// What to write in place of a path with a method before it; `nil` where there is none.
    private static func methodApart(_ text: String) -> String? {
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[1].hasPrefix("/"), words[0].utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { return nil }
        let path = ValueText.quoted(String(words[1]))
        return "the method stands beside it: \"method\": \"\(words[0])\", \"path\": \(path)"
    }

    private func refuse(path: String, at node: JSONNode, help: String) {
        problems.add(
            "'path' must begin with a slash, found \(ValueText.quoted(path))",
            at: node.location,
            help: help
        )
    }

    private func joined(_ node: JSONNode?) -> GapText {
        if let node, let text = node.string, let help = Self.methodApart(text) {
            refuse(path: text, at: node, help: help)
            return GapText("\(target ?? "http://target")/")
        }
        let path = node.flatMap { GapText($0, "'path'", problems, place: .pathStart) } ?? GapText("/")
        let begins = path.bytes.first == UInt8(ascii: "/")
        if !begins, path.gaps.first?.offset != 0, let node {
            refuse(path: path.shown, at: node, help: path.isKnown ? Self.path(for: path.shown) : "")
        }
        let target = target ?? "http://target"
        return GapText(target.hasSuffix("/") ? String(target.dropLast()) : target) + path
    }
}

extension ObjectReader {
    /// The names and values of an object whose values may be lists, each written in the way of its place; nulls leave a
    /// name out.
    static func pairs(
        _ node: JSONNode?,
        _ what: String,
        _ problems: Problems,
        _ encoding: GapFill.Encoding,
        _ place: GapFill.Place
    ) -> [(name: GapText, value: GapText)] {
        guard let node, let members = members(of: node, what, problems) else { return [] }
        return members.flatMap { member in
            let name = member.pendingName ?? PendingText([.text(member.name)])
            return values(of: member, problems).map { value in
                (GapText(name, encoding, place), GapText(value.pendingText, encoding, place))
            }
        }
    }

    /// The same as texts; what isn't known yet is as a person writes it.
    package static func pairs(_ node: JSONNode?, _ what: String, _ problems: Problems) -> [(
        name: String, value: String
    )] {
        guard let node, let members = members(of: node, what, problems) else { return [] }
        return members.flatMap { member in values(of: member, problems).map { (member.name, $0.value.plainText) } }
    }

    private static func values(of member: JSONNode.Member, _ problems: Problems) -> [JSONNode] {
        if member.value.kind == .null { return [] }
        return (member.value.elements ?? [member.value]).filter { value in
            switch value.content {
            case .array, .object:
                problems.add(
                    "'\(member.name)' must be a text or a list of texts, found \(value.described)",
                    at: value.location
                )
                return false
            case .null, .bool, .number, .string, .pending: return true
            }
        }
    }
}

extension JSONNode {
    /// The value inside a text, with its gaps.
    fileprivate var pendingText: PendingText {
        if case .pending(let text) = content { text } else { PendingText([.text(value.plainText)]) }
    }
}
