public import JSON
public import Signing

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
