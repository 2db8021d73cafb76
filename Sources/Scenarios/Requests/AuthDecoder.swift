import HTTP
import JSON
import Signing
import URI

/// Adds the credentials that an `auth` object describes.
struct AuthDecoder {
    static let keys = ["bearer", "basic", "hmac"]

    let requests: RequestDecoder
    private var problems: Problems { requests.problems }

    init(_ requests: RequestDecoder) {
        self.requests = requests
    }

    /// `draft`, made of `request` without its `auth`, with the credentials of `auth`.
    func apply(_ auth: JSONNode, to draft: RequestDraft, of request: JSONNode) -> RequestDraft {
        guard let reader = ObjectReader(auth, "'auth'", keys: Self.keys, problems) else { return draft }
        reader.exclusive(Self.keys, "kind of credentials")
        var draft = draft
        if let bearer = reader["bearer"].flatMap({ GapText($0, "'bearer'", problems, place: .field) }) {
            draft.remove("Authorization")
            draft.append("Authorization", GapText("Bearer ") + bearer)
        }
        if let basic = reader["basic"] { apply(basic: basic, to: &draft) }
        if let hmac = reader["hmac"] { return apply(hmac: hmac, to: draft, of: request) }
        return draft
    }

    /// Basic authentication (RFC 7617).
    private func apply(basic node: JSONNode, to draft: inout RequestDraft) {
        guard let reader = ObjectReader(node, "'basic'", keys: ["user", "password"], problems) else { return }
        _ = reader.required("user", "'basic'")
        _ = reader.required("password", "'basic'")
        let plain = "\(reader.text("user") ?? ""):\(reader.text("password") ?? "")"
        let encoded = Base64.encode(Array(plain.utf8))
        draft.remove("Authorization")
        draft.append("Authorization", GapText("Basic \(encoded)"))
        if node.holdsPending { draft.isOpaque = true }
        requests.redactor.hideBase64(encoded, of: plain)
    }

    private func apply(hmac node: JSONNode, to draft: RequestDraft, of request: JSONNode) -> RequestDraft {
        guard let (scheme, credentials) = HMACDecoder(problems: problems).scheme(node) else { return draft }
        guard let credentials else {
            problems.add("'hmac' needs 'id' and 'secret'", at: node.location)
            return draft
        }
        let isOpaque = draft.holdsGaps || node.holdsPending
        let signed = scheme.headers(signing: draft.prepared.request, credentials: credentials)
        guard let after = node["afterSigning"] else {
            return draft.replacingHeaders(with: signed, except: [], isOpaque: isOpaque)
        }
        // The tampered request is made anew, then given the headers that were signed for the honest one.
        guard let tampered = requests.request(RequestMerge.apply(after, to: request)) else { return draft }
        let names = after["headers"]?.members?.map(\.name) ?? []
        return tampered.replacingHeaders(with: signed, except: names, isOpaque: isOpaque)
    }
}

extension RequestDraft {
    fileprivate func replacingHeaders(
        with fields: [HeaderField],
        except names: [String],
        isOpaque: Bool
    ) -> RequestDraft {
        var copy = self
        copy.isSigned = true
        copy.isOpaque = copy.isOpaque || isOpaque
        for field in fields where !names.contains(where: { HeaderFields.sameName($0, field.name) }) {
            copy.remove(field.name)
            copy.append(field.name, GapText(field.value))
        }
        return copy
    }
}
