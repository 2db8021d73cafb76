import Decoding
import Diagnostics
package import HTTP
import JSON
package import Signing
import Substitution

/// A request with everything in it replaced, and how it is to be sent.
package struct PreparedRequest: Sendable {
    /// What is sent; what isn't known yet stands in it as a person writes it.
    package var request: HTTPRequest
    /// From the start to the last byte, in nanoseconds; `nil` for the default.
    package var timeout: UInt64?
    /// How many events of its response are read; `nil` for all of them.
    package var mostEvents: Int?
    /// Whether it carries a signature over its parts.
    package var isSigned = false
    /// Who answers a server's challenge (RFC 7616); `nil` for nobody.
    package var digest: DigestCredentials?
}

/// A request as a file describes it, with gaps for what differs from one request of a load to the next. Without gaps it
/// is the request that is sent: one decoder makes both.
package struct RequestDraft: Sendable {
    /// A header field.
    package struct Field: Sendable {
        package var name: String
        package var value: GapText
    }

    package var method: String
    package var url: GapText
    package var fields: [Field] = []
    /// The names of fields that aren't added.
    package var omitted: [String] = []
    /// The names of fields that `auth` made.
    package var credentials: [String] = []
    package var body: GapText?
    package var timeout: UInt64?
    /// How many events of its response are read; `nil` for all of them.
    package var mostEvents: Int?
    /// Whether it carries a signature over its parts.
    package var isSigned = false
    /// Whether a value that isn't known yet went into something that is computed of all its bytes, such as a signature
    /// or base64, or into a part that decides on others: each request has to be made by itself then.
    package var isOpaque = false
    /// Who answers a server's challenge (RFC 7616), and whether that is the same for all requests of a load; `nil` for
    /// nobody.
    package var digest: (credentials: DigestCredentials, isKnown: Bool)?

    /// The request with the gaps closed: all of it is known but what fills them.
    package var closed: HTTPRequest { request(\.bytes) }

    private func request(_ bytes: (GapText) -> [UInt8]) -> HTTPRequest {
        func text(_ text: GapText) -> String { String(decoding: bytes(text), as: UTF8.self) }
        var request = HTTPRequest(
            method: method,
            url: text(url),
            headers: HeaderFields(fields.map { HeaderField($0.name, text($0.value)) }),
            body: body.map(bytes)
        )
        request.omitted = omitted
        request.credentials = credentials
        return request
    }

    /// Whether a field of this name may be added: the person has neither written nor taken away one.
    func takes(_ name: String) -> Bool {
        !fields.contains { HeaderFields.sameName($0.name, name) }
            && !omitted.contains { HeaderFields.sameName($0, name) }
    }

    /// The request, with `${name}` in the gaps.
    package var prepared: PreparedRequest {
        PreparedRequest(
            request: request(\.shownBytes),
            timeout: timeout,
            mostEvents: mostEvents,
            isSigned: isSigned,
            digest: digest?.credentials
        )
    }

    /// Whether there is a value in it that isn't known yet.
    package var holdsGaps: Bool {
        isOpaque || !url.isKnown || !(body?.isKnown ?? true) || fields.contains { !$0.value.isKnown }
    }

    mutating func remove(_ name: String) { fields.removeAll { HeaderFields.sameName($0.name, name) } }

    mutating func append(_ name: String, _ value: GapText) { fields.append(Field(name: name, value: value)) }
}

/// Finds in a file what couldn't be sent as written, or couldn't be understood, before anything is sent. What isn't
/// known yet is checked when it is sent.
struct DraftCheck {
    let problems: Problems
    /// Whether what is odd is so on purpose: the request was made from a contract.
    var isDeliberate = false

    /// Checks the request that `draft` was made to of `node`, whose `${...}` are replaced.
    func check(_ draft: RequestDraft, _ node: JSONNode) {
        checkTarget(draft, node)
        for member in node["headers"]?.members ?? [] where member.name != "//" { checkName(member) }
        for field in draft.fields where !FieldSyntax.isValue(field.value.bytes) {
            problems.add(
                "the value of header field \(field.name) contains CR, LF or NUL",
                at: place(of: field.name, node),
                help: "such a value isn't sent, for it ends the field (RFC 9110, section 5.5); a file's text may end so"
            )
        }
        if !isDeliberate { checkBoundary(draft, node) }
    }

    private func checkTarget(_ draft: RequestDraft, _ node: JSONNode) {
        guard let written = node["url"] ?? node["path"] else { return }
        let name = node["url"] == nil ? "path" : "url"
        guard FieldSyntax.isTarget(draft.url.bytes) else {
            problems.add(
                "'\(name)' contains a space or a control character, which ends a request's target",
                at: written.location,
                help: "percent-encode it: a space is %20; or write it into 'query', which is encoded"
            )
            return
        }
        guard name == "url", draft.url.isKnown, !problems.hasErrors else { return }
        do throws(ExchangeFailure) {
            _ = try HTTPURL(draft.url.shown)
        } catch {
            problems.add("'url' can't be sent: \(error.detail)", at: written.location)
        }
    }

    private func checkName(_ member: JSONNode.Member) {
        // A template that is left was complained of where its name isn't known.
        guard member.pendingName == nil, !Template.isNeeded(member.name), !FieldSyntax.isToken(member.name.utf8) else {
            return
        }
        problems.add(
            "\(ValueText.quoted(member.name)) is not a field's name",
            at: member.nameLocation,
            help: "a name is a token such as X-Request-Id (RFC 9110, section 5.6.2)"
        )
    }

    /// A content in parts that nobody can tell apart is sent all the same: it may be meant as a test.
    private func checkBoundary(_ draft: RequestDraft, _ node: JSONNode) {
        guard node["multipart"] != nil,
            let type = draft.fields.first(where: { HeaderFields.sameName($0.name, "Content-Type") })?.value,
            type.isKnown, type.shown.lowercased().hasPrefix("multipart/"), MultipartBoundary.of(type.shown) == nil
        else { return }
        problems.warn(
            "this Content-Type has no boundary, without which no server can tell the parts of 'multipart' apart",
            at: place(of: "Content-Type", node),
            help: "leave it out: it is added with the right one"
        )
    }

    /// Where the field `name` is written; the whole request where something else has made it.
    private func place(of name: String, _ node: JSONNode) -> SourceLocation {
        let member = node["headers"]?.members?.first { HeaderFields.sameName($0.name, name) }
        return member?.value.location ?? node["auth"]?.location ?? node.location
    }
}

/// The boundary between the parts of a multipart content (RFC 2046, section 5.1.1).
enum MultipartBoundary {
    /// The one that a `Content-Type` names; `nil` when it names none.
    static func of(_ type: String) -> String? {
        for parameter in type.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].filter { $0 != " " && $0 != "\t" }.lowercased()
            guard name == "boundary", pair.count == 2 else { continue }
            var value = pair[1].drop { $0 == " " || $0 == "\t" }
            while let last = value.last, last == " " || last == "\t" { value.removeLast() }
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
            return value.isEmpty ? nil : String(value)
        }
        return nil
    }
}

/// JSON Merge Patch (RFC 7396) for `request` objects, with what a reader expects of HTTP on top: header names match
/// without regard to case, and one kind of body or of credentials takes the place of another.
enum RequestMerge {
    static func apply(_ patch: JSONNode, to request: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = request?.members ?? []
        // Only what is inherited gives way: two kinds in one patch are a mistake, which the decoder reports.
        for change in changes { drop(rivalsOf: change.name, from: &members) }
        for change in changes where change.name != "//" {
            let index = members.firstIndex { $0.name == change.name }
            let old = index.map { members[$0].value }
            let new = merged(change, old)
            if let index { members.remove(at: index) }
            if let new {
                let member = JSONNode.Member(name: change.name, nameLocation: change.nameLocation, value: new)
                members.insert(member, at: index ?? members.count)
            }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }

    private static func drop(rivalsOf name: String, from members: inout [JSONNode.Member]) {
        let groups = [RequestDecoder.bodyKeys, ["path", "url"]]
        for group in groups where group.contains(name) {
            members.removeAll { $0.name != name && group.contains($0.name) }
        }
    }

    private static func merged(_ change: JSONNode.Member, _ old: JSONNode?) -> JSONNode? {
        if change.value.kind == .null { return nil }
        switch change.name {
        case "headers": return headers(change.value, old)
        case "auth":
            // `{ "bearer": … }` after `{ "hmac": … }` is another kind, not more of the same.
            let isSameKind = change.value.members?.contains { old?[$0.name] != nil } ?? false
            return isSameKind ? MergePatch.apply(change.value, to: old) : change.value
        default: return MergePatch.apply(change.value, to: old)
        }
    }

    /// A null stays, for it says more than nothing: a field that must not be sent, not even by default.
    private static func headers(_ patch: JSONNode, _ old: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = old?.members ?? []
        for change in changes where change.name != "//" {
            if let index = members.firstIndex(where: { HeaderFields.sameName($0.name, change.name) }) {
                members[index] = change
            } else {
                members.append(change)
            }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }
}
