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

    /// `prepared`, made of `request` without its `auth`, with the credentials of `auth`.
    func apply(_ auth: JSONNode, to prepared: PreparedRequest, of request: JSONNode) -> PreparedRequest {
        guard let reader = ObjectReader(auth, "'auth'", keys: Self.keys, problems) else { return prepared }
        reader.exclusive(Self.keys, "kind of credentials")
        var prepared = prepared
        if let bearer = reader.text("bearer") {
            prepared.request.headers.remove("Authorization")
            prepared.request.headers.append("Authorization", "Bearer \(bearer)")
        }
        if let basic = reader["basic"] { apply(basic: basic, to: &prepared) }
        if let hmac = reader["hmac"] { return apply(hmac: hmac, to: prepared, of: request) }
        return prepared
    }

    /// Basic authentication (RFC 7617).
    private func apply(basic node: JSONNode, to prepared: inout PreparedRequest) {
        guard let reader = ObjectReader(node, "'basic'", keys: ["user", "password"], problems) else { return }
        _ = reader.required("user", "'basic'")
        _ = reader.required("password", "'basic'")
        let plain = "\(reader.text("user") ?? ""):\(reader.text("password") ?? "")"
        let encoded = Base64.encode(Array(plain.utf8))
        prepared.request.headers.remove("Authorization")
        prepared.request.headers.append("Authorization", "Basic \(encoded)")
        requests.redactor.hideBase64(encoded, of: plain)
    }

    private func apply(hmac node: JSONNode, to prepared: PreparedRequest, of request: JSONNode) -> PreparedRequest {
        guard let (scheme, credentials) = HMACDecoder(problems: problems).scheme(node) else { return prepared }
        guard let credentials else {
            problems.add("'hmac' needs 'id' and 'secret'", at: node.location)
            return prepared
        }
        let signed = scheme.headers(signing: prepared.request, credentials: credentials)
        guard let after = node["afterSigning"] else { return prepared.replacingHeaders(with: signed, except: []) }
        // The tampered request is made anew, then given the headers that were signed for the honest one.
        guard let tampered = requests.request(RequestMerge.apply(after, to: request)) else { return prepared }
        return tampered.replacingHeaders(with: signed, except: after["headers"]?.members?.map(\.name) ?? [])
    }
}

extension PreparedRequest {
    fileprivate func replacingHeaders(with fields: [HeaderField], except names: [String]) -> PreparedRequest {
        var copy = self
        copy.isSigned = true
        for field in fields where !names.contains(where: { HeaderFields.sameName($0, field.name) }) {
            copy.request.headers.remove(field.name)
            copy.request.headers.append(field.name, field.value)
        }
        return copy
    }
}
