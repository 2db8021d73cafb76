import Cryptography
package import Decoding
import HTTP
package import JSON
import Quantities
package import Signing
import Substitution
import URI

/// Adds the credentials that an `auth` object describes.
struct AuthDecoder {
    static let keys = [
        "bearer", "basic", "digest", "oauth2", "jwt", "apiKey", "hmac", "aws", "huawei", "messageSignature",
    ]

    let requests: RequestDecoder
    private var problems: Problems { requests.problems }

    init(_ requests: RequestDecoder) {
        self.requests = requests
    }

    /// `draft`, made of `request` without its `auth`, with the credentials of `auth`.
    func apply(_ auth: JSONNode, to draft: RequestDraft, of request: JSONNode) -> RequestDraft {
        let given = auth.members.map { members in
            let present = members.filter { $0.value.kind != .null || !Self.keys.contains($0.name) }
            return JSONNode(content: .object(present), location: auth.location)
        }
        guard let reader = ObjectReader(given ?? auth, "'auth'", keys: Self.keys, problems) else { return draft }
        reader.exclusive(Self.keys, "kind of credentials")
        var draft = draft
        if let bearer = reader["bearer"].flatMap({ GapText($0, "'bearer'", problems, place: .field) }) {
            draft.remove("Authorization")
            draft.append("Authorization", GapText("Bearer ") + bearer)
        }
        if let basic = reader["basic"] { apply(basic: basic, to: &draft) }
        if let digest = reader["digest"] { apply(digest: digest, to: &draft) }
        if let node = reader["oauth2"] {
            _ = OAuthDecoder(problems: problems, target: requests.target).request(node)
            let token = requests.token.map { GapText($0, .plain, .field) } ?? GapText("${access_token}")
            draft.remove("Authorization")
            draft.append("Authorization", GapText("Bearer ") + token)
        }
        if let jwt = reader["jwt"] { apply(jwt: jwt, to: &draft) }
        if let apiKey = reader["apiKey"] { apply(apiKey: apiKey, to: &draft) }
        if let aws = reader["aws"] { return apply(cloud: aws, "aws", to: draft, of: request) }
        if let huawei = reader["huawei"] { return apply(cloud: huawei, "huawei", to: draft, of: request) }
        if let node = reader["messageSignature"] {
            let decoder = MessageSignatureDecoder(problems: problems, now: requests.now)
            guard let signed = decoder.headers(node, signing: draft) else { return draft }
            // It holds the time: each request of a load is signed by itself.
            return signing(draft, signed, node, of: request, isOpaque: true)
        }
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

    /// Digest authentication (RFC 7616): whatever sends the request answers the server's challenge.
    private func apply(digest node: JSONNode, to draft: inout RequestDraft) {
        guard let reader = ObjectReader(node, "'digest'", keys: ["user", "password", "qop"], problems) else { return }
        _ = reader.required("user", "'digest'")
        _ = reader.required("password", "'digest'")
        var credentials = DigestCredentials(user: reader.text("user") ?? "", password: reader.text("password") ?? "")
        if let qop = reader["qop"], let text = Leaf.text(qop, "'qop'", problems) {
            credentials.protectsContent = text == "auth-int"
            if !["auth", "auth-int"].contains(text), !qop.isPending {
                problems.add("'qop' must be \"auth\" or \"auth-int\", found '\(text)'", at: qop.location)
            }
        }
        draft.remove("Authorization")
        draft.digest = (credentials, !node.holdsPending)
        // Each request has a count of its own.
        draft.isOpaque = true
        if !node.holdsPending { requests.redactor.hideDigests(of: credentials.user, password: credentials.password) }
    }

    private func apply(hmac node: JSONNode, to draft: RequestDraft, of request: JSONNode) -> RequestDraft {
        guard let (scheme, credentials) = HMACDecoder(problems: problems).scheme(node) else { return draft }
        guard let credentials else {
            problems.add("'hmac' needs 'id' and 'secret'", at: node.location)
            return draft
        }
        let isOpaque = draft.holdsGaps || node.holdsPending
        let signed = scheme.headers(
            signing: draft.prepared.request,
            credentials: credentials,
            isTrial: requests.isTrial
        )
        return signing(draft, signed, node, of: request, isOpaque: isOpaque)
    }

    /// A cloud's signature, which holds the time: each request of a load is signed by itself.
    private func apply(cloud node: JSONNode, _ key: String, to draft: RequestDraft, of request: JSONNode)
        -> RequestDraft
    {
        let own = key == "aws" ? ["region", "service", "sessionToken", "signsContent"] : []
        let keys = ["accessKey", "secretKey"] + own + ["signedHeaders", "afterSigning"]
        guard let reader = ObjectReader(node, "'\(key)'", keys: keys, problems) else { return draft }
        for needed in ["accessKey", "secretKey"] + own.prefix(2) { _ = reader.required(needed, "'\(key)'") }
        var vendor = CloudSignature.Vendor.huawei
        if key == "aws" {
            vendor = .aws(
                region: reader.text("region") ?? "",
                service: reader.text("service") ?? "",
                sessionToken: reader.text("sessionToken"),
                signsContent: reader.flag("signsContent") ?? true
            )
        }
        let signature = CloudSignature(
            vendor,
            credentials: HMACCredentials(id: reader.text("accessKey") ?? "", secret: reader.text("secretKey") ?? ""),
            signedHeaders: reader.texts("signedHeaders")
        )
        let time = Self.basicTime?.string(fromUnixMilliseconds: requests.now) ?? ""
        let signed = signature.headers(signing: draft.prepared.request, at: time)
        return signing(draft, signed, node, of: request, isOpaque: true)
    }

    private static let basicTime = try? DateFormat("yyyyMMdd'T'HHmmss'Z'")

    /// A JSON Web Token that is signed here, as a bearer token.
    private func apply(jwt node: JSONNode, to draft: inout RequestDraft) {
        let keys = ["algorithm", "key", "keyEncoding", "header", "claims"]
        let decoder = WebTokenDecoder(problems: problems)
        guard let reader = ObjectReader(node, "'jwt'", keys: keys, problems),
            let algorithm = decoder.algorithm(reader, "'jwt'"), reader.required("key", "'jwt'") != nil,
            let claims = reader.required("claims", "'jwt'"), decoder.areObjects(reader)
        else { return }
        draft.remove("Authorization")
        if node.holdsPending {
            draft.isOpaque = true
            draft.append("Authorization", GapText("Bearer ${jwt}"))
            return
        }
        guard let parts = decoder.parts(reader, algorithm, claims: claims) else { return }
        do throws(WebTokenError) {
            let token = try parts.token(parts.claims)
            draft.append("Authorization", GapText("Bearer \(token)"))
            requests.redactor.hide(token, name: "JWT")
        } catch {
            problems.add(error.message, at: reader["key"]?.location, help: WebTokenDecoder.keyHelp)
        }
    }

    /// A key in a header field, a parameter of the query, or a cookie.
    private func apply(apiKey node: JSONNode, to draft: inout RequestDraft) {
        guard let reader = ObjectReader(node, "'apiKey'", keys: ["header", "query", "cookie", "value"], problems) else {
            return
        }
        reader.exclusive(["header", "query", "cookie"], "place of the key")
        guard let place = reader.present(["header", "query", "cookie"]).first,
            let name = Leaf.text(place.value, "'\(place.name)'", problems)
        else {
            problems.add("'apiKey' needs 'header', 'query' or 'cookie'", at: reader.opening)
            return
        }
        guard let value = reader.required("value", "'apiKey'") else { return }
        if place.name == "query" {
            guard var text = GapText(value, "'value'", problems, encoding: .percent, place: .target) else { return }
            if text.isKnown { text = GapText(PercentCoding.encode(text.closed)) }
            draft.url += draft.url.bytes.contains(UInt8(ascii: "?")) ? "&" : "?"
            draft.url += GapText("\(PercentCoding.encode(name))=") + text
            return
        }
        guard let text = GapText(value, "'value'", problems, place: .field) else { return }
        if place.name == "header" {
            draft.remove(name)
            draft.append(name, text)
        } else {
            draft.append("Cookie", GapText("\(name)=") + text)
        }
    }

    /// `draft` with the fields that sign it, or tampered with afterwards.
    private func signing(
        _ draft: RequestDraft,
        _ signed: [HeaderField],
        _ node: JSONNode,
        of request: JSONNode,
        isOpaque: Bool
    ) -> RequestDraft {
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
package struct HMACDecoder {
    private let problems: Problems

    /// Adds what is wrong to `problems`.
    package init(problems: Problems) {
        self.problems = problems
    }

    private static let schemeKeys = [
        "hash", "encoding", "signedHeaders", "canonicalRequest", "stringToSign", "headers",
    ]

    /// The scheme that `node` describes and, when it has them, the credentials.
    package func scheme(_ node: JSONNode) -> (HMACScheme, HMACCredentials?)? {
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
