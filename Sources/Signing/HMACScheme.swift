package import Cryptography
package import HTTP

/// A request signature by HMAC (RFC 2104) whose every part is configured: what is signed, how it is written down, and
/// which header fields carry the result. It knows no vendor; the id and the secret are ``HMACCredentials``.
package struct HMACScheme: Sendable, Hashable {
    /// The function that hashes the content and the canonical request, and that HMAC uses.
    package typealias Hash = HashFunction
    /// How the signature is written.
    package typealias Encoding = SignatureEncoding

    /// A header field that signing sets.
    struct Output: Sendable, Hashable {
        let name: String
        let value: SigningTemplate
    }

    let hash: Hash
    let encoding: Encoding
    /// Lowercase, sorted, each once.
    let signedHeaders: [String]
    let canonicalRequest: SigningTemplate
    let stringToSign: SigningTemplate
    let outputs: [Output]

    /// A scheme of the given texts, which are templates: `{method}`, `{path}`, `{path/}` (ends in a slash), `{query}`,
    /// `{headers}`, `{signedHeaders}`, `{body-hash}`, `{header:NAME}`, `{id}`; in `stringToSign` and `headers` also
    /// `{canonicalRequest-hash}`, in `headers` also `{signature}`. `{{` is a brace.
    ///
    /// - Parameters:
    ///   - hash: What hashes the content and the canonical request, and what HMAC uses.
    ///   - encoding: How the signature is written.
    ///   - signedHeaders: The names of the signed fields, in any order and case.
    ///   - canonicalRequest: The text that stands for the request.
    ///   - stringToSign: The text that is signed.
    ///   - headers: The fields that carry the result.
    package init(
        hash: Hash = .sha256,
        encoding: Encoding = .hex,
        signedHeaders: [String],
        canonicalRequest: String,
        stringToSign: String,
        headers: [(name: String, value: String)]
    ) throws(HMACSchemeError) {
        self.hash = hash
        self.encoding = encoding
        self.signedHeaders = Set(signedHeaders.map { $0.lowercased() }).sorted { Bytes.precede($0.utf8, $1.utf8) }
        self.canonicalRequest = try Self.template(canonicalRequest, .canonicalRequest, "canonicalRequest")
        self.stringToSign = try Self.template(stringToSign, .stringToSign, "stringToSign")
        var outputs: [Output] = []
        for field in headers {
            outputs.append(Output(name: field.name, value: try Self.template(field.value, .header, "headers")))
        }
        self.outputs = outputs
    }

    private static func template(
        _ text: String,
        _ role: SigningTemplate.Role,
        _ part: String
    ) throws(HMACSchemeError) -> SigningTemplate {
        do throws(SigningTemplateError) {
            return try SigningTemplate(text, for: role)
        } catch {
            throw HMACSchemeError(part: part, message: error.message, help: error.help, range: error.range)
        }
    }

    /// The text whose hash stands for the request.
    package func canonicalRequest(of request: HTTPRequest, id: String = "") -> String {
        SigningContext(scheme: self, request: prepared(request, id: id), id: id).canonicalRequest()
    }

    /// The text that HMAC is computed over.
    package func stringToSign(of request: HTTPRequest, id: String = "") -> String {
        SigningContext(scheme: self, request: prepared(request, id: id), id: id).stringToSign()
    }

    /// The signature of `request`, in the scheme's encoding.
    package func signature(of request: HTTPRequest, credentials: HMACCredentials) -> String {
        signature(ofPrepared: prepared(request, id: credentials.id), credentials)
    }

    /// `request` with the scheme's header fields, which replace fields of the same name.
    ///
    /// Fields that do not name the signature are set first, so that they may be signed themselves. `Host`, when it is
    /// signed and `request` doesn't set it, is the one of the URL; it is not added, for the transport does that.
    ///
    /// As a trial, what is to be signed isn't hashed, and a word stands for the signature: to see whether the rest can
    /// be made needs no more.
    package func sign(_ request: HTTPRequest, credentials: HMACCredentials, isTrial: Bool = false) -> HTTPRequest {
        var signed = prepared(request, id: credentials.id)
        let signature = isTrial ? "signature" : signature(ofPrepared: signed, credentials)
        let context = SigningContext(scheme: self, request: signed, id: credentials.id, signature: signature)
        for output in outputs where output.value.namesSignature {
            signed.headers.remove(output.name)
            signed.headers.append(output.name, context.fill(output.value))
        }
        return signed
    }

    /// The fields alone that ``sign(_:credentials:)`` sets.
    package func headers(
        signing request: HTTPRequest,
        credentials: HMACCredentials,
        isTrial: Bool = false
    ) -> [HeaderField] {
        let signed = sign(request, credentials: credentials, isTrial: isTrial)
        return outputs.flatMap { output in signed.headers.values(output.name).map { HeaderField(output.name, $0) } }
    }

    /// The id of the key (`keys`: id to secret) under which `request` carries the scheme's header fields, each once and
    /// with exactly the value that signing gives; `nil` when there is none. Every key is tried and every comparison
    /// takes the same time wherever the values differ.
    package func verifies(_ request: HTTPRequest, keys: [String: String]) -> String? {
        var verified: String?
        for (id, secret) in keys {
            let signed = sign(request, credentials: HMACCredentials(id: id, secret: secret))
            var same = true
            for output in outputs {
                let found = request.headers.values(output.name)
                let right = signed.headers.values(output.name)
                same = found.count == 1 && right.count == 1 && Bytes.equal(found[0].utf8, right[0].utf8) && same
            }
            if same && !outputs.isEmpty { verified = id }
        }
        return verified
    }

    private func signature(ofPrepared request: HTTPRequest, _ credentials: HMACCredentials) -> String {
        let message = SigningContext(scheme: self, request: request, id: credentials.id).stringToSign()
        return encoding.text(of: hash.authenticationCode(of: Array(message.utf8), key: Array(credentials.secret.utf8)))
    }

    /// `request` with the output fields that do not depend on the signature.
    private func prepared(_ request: HTTPRequest, id: String) -> HTTPRequest {
        guard outputs.contains(where: { !$0.value.namesSignature }) else { return request }
        var prepared = request
        for output in outputs where !output.value.namesSignature {
            let context = SigningContext(scheme: self, request: prepared, id: id)
            let value = context.fill(output.value)
            prepared.headers.remove(output.name)
            prepared.headers.append(output.name, value)
        }
        return prepared
    }
}

/// Why a signing scheme cannot be used.
package struct HMACSchemeError: Error, Sendable, Hashable {
    /// The key of the scheme that is wrong, as a configuration names it: `canonicalRequest`, `stringToSign`, `headers`.
    package var part: String
    /// What was found.
    package var message: String
    /// What to do.
    package var help: String
    /// The place in the text, in UTF-8 bytes.
    package var range: Range<Int>
}

/// Who signs, and the key that is shared with whoever verifies. It is kept apart from the scheme so that the scheme can
/// be printed and the secret cannot.
package struct HMACCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The public name of the key: `{id}` in a template.
    package var id: String
    /// The key; its UTF-8 bytes are what HMAC takes.
    package var secret: String

    /// Credentials of `id` and `secret`.
    package init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The id; never the secret.
    package var description: String { "HMAC key \(id)" }

    /// The id; never the secret.
    package var debugDescription: String { description }
}
