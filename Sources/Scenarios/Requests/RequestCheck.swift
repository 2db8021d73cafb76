import Diagnostics
import HTTP
import JSON

/// Finds in a file what couldn't be sent as written, or couldn't be understood, before anything is sent. What isn't known yet is
/// checked when it is sent.
struct RequestCheck {
    let problems: Problems

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
        checkBoundary(draft, node)
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
