public import Decoding
import HTTP
public import JSON
public import Signing
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

/// Decodes a configured HMAC signature, for those who sign and those who verify.
public struct HMACDecoder {
    private let problems: Problems

    /// Adds what is wrong to `problems`.
    public init(problems: Problems) {
        self.problems = problems
    }

    private static let schemeKeys = [
        "hash", "encoding", "signedHeaders", "canonicalRequest", "stringToSign", "headers",
    ]

    /// The scheme that `node` describes and, when it has them, the credentials.
    public func scheme(_ node: JSONNode) -> (HMACScheme, HMACCredentials?)? {
        let keys = Self.schemeKeys + ["id", "secret", "afterSigning"]
        guard let reader = ObjectReader(node, "'hmac'", keys: keys, problems),
            let canonical = text("canonicalRequest", reader),
            let toSign = text("stringToSign", reader),
            let headersNode = reader.required("headers", "'hmac'")
        else { return nil }
        let headers = ObjectReader.pairs(headersNode, "'headers'", problems)
        if headers.isEmpty {
            problems.add("'headers' must name the field that carries the signature", at: headersNode.location)
        }
        let credentials = reader.text("id").flatMap { id in
            reader.text("secret").map { HMACCredentials(id: id, secret: $0) }
        }
        do throws(HMACSchemeError) {
            let scheme = try HMACScheme(
                hash: choice(reader["hash"]) ?? .sha256,
                encoding: choice(reader["encoding"]) ?? .hex,
                signedHeaders: reader.texts("signedHeaders"),
                canonicalRequest: canonical,
                stringToSign: toSign,
                headers: headers
            )
            return (scheme, credentials)
        } catch {
            let place = reader[error.part].map { $0.location(ofUTF8: error.range) } ?? headersNode.location
            problems.add(error.message, at: place, help: error.help)
            return nil
        }
    }

    private func text(_ key: String, _ reader: ObjectReader) -> String? {
        reader.required(key, "'hmac'").flatMap { Leaf.text($0, "'\(key)'", problems) }
    }

    private func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: JSONNode?) -> Value? {
        guard let node, let text = Leaf.text(node, "this", problems), !node.isPending else { return nil }
        if let value = Value(rawValue: text) { return value }
        problems.add(
            "unknown value '\(text)'",
            at: node.location,
            help: UnknownName.help(text, among: Value.allCases.map(\.rawValue))
        )
        return nil
    }
}
