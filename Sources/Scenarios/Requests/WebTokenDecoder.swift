import Decoding
import Diagnostics
import JSON
import Signing
import Substitution
import URI

/// Decodes with what a JSON Web Token is signed, and what it says: `jwt`, and OAuth's `clientAssertion`.
struct WebTokenDecoder {
    let problems: Problems

    /// What a token is made with.
    struct Parts {
        var signer: WebTokenSigner
        /// The header without what each has, and the claims.
        var header: JSONObject
        var claims: JSONObject
    }

    /// The algorithm that is named; `nil`, with a problem where it is known and none, when there is none.
    func algorithm(_ reader: ObjectReader, _ what: String) -> WebTokenSigner.Algorithm? {
        guard let node = reader.required("algorithm", what), let name = Leaf.text(node, "'algorithm'", problems) else {
            return nil
        }
        if let algorithm = WebTokenSigner.Algorithm(rawValue: name) { return algorithm }
        if !node.isPending {
            let known = WebTokenSigner.Algorithm.allCases.map(\.rawValue)
            problems.add("unknown algorithm '\(name)'", at: node.location, help: UnknownName.help(name, among: known))
        }
        return nil
    }

    /// Whether those of a token's parts that are written are objects; else there is a problem for each.
    func areObjects(_ reader: ObjectReader) -> Bool {
        let wrong = ["header", "claims"].filter { name in
            reader[name].map { ObjectReader.members(of: $0, "'\(name)'", problems) == nil } ?? false
        }
        return wrong.isEmpty
    }

    /// What a token is made with; `nil`, with a problem, when that can't be. Everything must be known.
    func parts(_ reader: ObjectReader, _ algorithm: WebTokenSigner.Algorithm, claims: JSONNode?) -> Parts? {
        guard let keyNode = reader["key"], let key = Leaf.text(keyNode, "'key'", problems),
            let bytes = Self.bytes(key, keyNode, reader["keyEncoding"], problems)
        else { return nil }
        var header: JSONObject = ["alg": .string(algorithm.rawValue), "typ": "JWT"]
        for member in reader["header"]?.value.object?.members ?? [] where member.name != "//" {
            header[member.name] = member.value
        }
        do throws(WebTokenError) {
            return Parts(
                signer: try WebTokenSigner(algorithm, key: bytes),
                header: header,
                claims: Self.withoutComments(claims)
            )
        } catch {
            problems.add(error.message, at: keyNode.location, help: Self.keyHelp)
            return nil
        }
    }

    static let keyHelp = "write \"key\": \"${file:key.pem}\", or a secret"

    /// The bytes of a key that is written as a text, or in base64.
    static func bytes(_ key: String, _ node: JSONNode, _ encoding: JSONNode?, _ problems: Problems) -> [UInt8]? {
        guard let encoding, let name = Leaf.text(encoding, "'keyEncoding'", problems), name != "text" else {
            return Array(key.utf8)
        }
        guard name == "base64" else {
            problems.add("'keyEncoding' must be \"text\" or \"base64\", found '\(name)'", at: encoding.location)
            return nil
        }
        if let bytes = Base64URL.decodeAny(key) { return bytes }
        // The key itself is no part of a message.
        problems.add(
            "'key' is not base64",
            at: node.location,
            help: "leave 'keyEncoding' out where the key is written as it is"
        )
        return nil
    }

    private static func withoutComments(_ node: JSONNode?) -> JSONObject {
        var claims = JSONObject()
        for member in node?.value.object?.members ?? [] where member.name != "//" { claims[member.name] = member.value }
        return claims
    }
}

extension WebTokenDecoder.Parts {
    /// The token that says `claims`.
    func token(_ claims: JSONObject) throws(WebTokenError) -> String {
        try signer.token(
            header: String(decoding: JSONSerializer.serialize(.object(header)), as: UTF8.self),
            claims: String(decoding: JSONSerializer.serialize(.object(claims)), as: UTF8.self)
        )
    }
}
