import Cryptography
package import HTTP
import URI

/// Signs requests by HTTP Message Signatures (RFC 9421).
package struct MessageSignature: Sendable {
    /// How it is signed (RFC 9421, section 3.3).
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case hmacSHA256 = "hmac-sha256"
        case rsaPSSSHA512 = "rsa-pss-sha512"
        case rsaSHA256 = "rsa-v1_5-sha256"
        case ecdsaP256SHA256 = "ecdsa-p256-sha256"
        case ed25519
    }

    /// What a signature says of itself (RFC 9421, section 2.3); times are in seconds since 1970.
    package struct Parameters: Sendable, Hashable {
        /// When it was made.
        package var created: Int64?
        /// From when on it holds no more.
        package var expires: Int64?
        /// A text that is like no other's.
        package var nonce: String?
        /// Whether the algorithm is named.
        package var namesAlgorithm = false
        /// The key's name.
        package var keyID: String?
        /// The application that it is for.
        package var tag: String?

        /// None.
        package init() {}
    }

    private enum Key: Sendable {
        case shared([UInt8])
        case own(PrivateKey, SignatureAlgorithm)
    }

    private let algorithm: Algorithm
    private let key: Key
    private let components: [SignedComponent]
    private let parameters: Parameters
    private let label: String

    /// A signature over `components`, such as `@method`, `@query-param;name="id"` or the name of a field.
    ///
    /// - Parameters:
    ///   - algorithm: How it is signed.
    ///   - bytes: What both sides know for `hmac-sha256`, else a private key in PEM, not encrypted.
    ///   - components: What is covered, in this order.
    ///   - parameters: What it says of itself.
    ///   - label: Its name among the signatures of a request.
    /// - Throws: what can't be signed so.
    package init(
        _ algorithm: Algorithm,
        key bytes: [UInt8],
        components: [String],
        parameters: Parameters,
        label: String = "sig1"
    ) throws(MessageSignatureError) {
        self.algorithm = algorithm
        key = try Self.key(algorithm, bytes)
        self.components = try Self.read(components)
        self.parameters = parameters
        guard let first = label.utf8.first, (0x61...0x7A).contains(first) || first == UInt8(ascii: "*"),
            label.utf8.allSatisfy(Self.isKeyByte)
        else {
            throw MessageSignatureError(
                .label,
                "'\(label)' is no label: it begins with a small letter and goes on with small letters, digits and _-.*"
            )
        }
        self.label = label
        for text in [parameters.nonce, parameters.keyID, parameters.tag] {
            guard let text, !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { continue }
            throw MessageSignatureError(
                .parameters,
                "a signature's parameters are of ASCII characters that can be printed"
            )
        }
    }

    /// The parts that `texts` name.
    private static func read(_ texts: [String]) throws(MessageSignatureError) -> [SignedComponent] {
        var read: [SignedComponent] = []
        for (place, text) in texts.enumerated() {
            do throws(MessageSignatureError) {
                let next = try SignedComponent(text)
                if read.contains(where: next.isSame) {
                    throw MessageSignatureError(.components, "\(text) is covered twice")
                }
                read.append(next)
            } catch {
                throw error.at(place)
            }
        }
        return read
    }

    /// Finds out whether `components` can be covered as far as they tell by themselves.
    ///
    /// - Throws: what is wrong with them, and with which.
    package static func check(_ components: [String]) throws(MessageSignatureError) { _ = try read(components) }

    private static func key(_ algorithm: Algorithm, _ bytes: [UInt8]) throws(MessageSignatureError) -> Key {
        let kind: SignatureAlgorithm
        switch algorithm {
        case .hmacSHA256: return .shared(bytes)
        case .rsaPSSSHA512: kind = .rsaPSS(.sha512)
        case .rsaSHA256: kind = .rsa(.sha256)
        case .ecdsaP256SHA256: kind = .ecdsa(.sha256)
        case .ed25519: kind = .ed25519
        }
        guard let own = PrivateKey(pem: String(decoding: bytes, as: UTF8.self), for: kind) else {
            throw MessageSignatureError(
                .key,
                "\(algorithm.rawValue) needs \(kind.keyDescription) in PEM, not encrypted"
            )
        }
        return .own(own, kind)
    }

    /// The bytes of a key of a dictionary (RFC 8941, section 3.2).
    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "_-.*".utf8.contains(byte)
    }

    /// The fields that sign `request`: `Signature-Input` and `Signature`, before them a `Content-Digest` where that is
    /// covered and isn't there.
    package func headers(signing request: HTTPRequest) throws(MessageSignatureError) -> [HeaderField] {
        var request = request
        var added: [HeaderField] = []
        if components.contains(where: { $0.name == "content-digest" }), request.headers["Content-Digest"] == nil {
            let digest = Base64.encode(HashFunction.sha256.digest(of: request.body ?? []))
            added.append(HeaderField("Content-Digest", "sha-256=:\(digest):"))
            request.headers.append("Content-Digest", "sha-256=:\(digest):")
        }
        let signature = Base64.encode(try sign(Array(try base(of: request).utf8)))
        added.append(HeaderField("Signature-Input", "\(label)=\(inputs)"))
        added.append(HeaderField("Signature", "\(label)=:\(signature):"))
        return added
    }

    /// The text that is signed (RFC 9421, section 2.5).
    func base(of request: HTTPRequest) throws(MessageSignatureError) -> String {
        var lines = ""
        for (place, component) in components.enumerated() {
            let value: String
            do throws(MessageSignatureError) {
                value = try component.value(of: request)
            } catch {
                throw error.at(place)
            }
            lines += "\(component.identifier): \(value)\n"
        }
        return lines + "\"@signature-params\": \(inputs)"
    }

    /// What is covered, and the parameters.
    private var inputs: String {
        var text = "(\(components.map(\.identifier).joined(separator: " ")))"
        if let created = parameters.created { text += ";created=\(created)" }
        if let expires = parameters.expires { text += ";expires=\(expires)" }
        if let nonce = parameters.nonce { text += ";nonce=\(FieldSyntax.quoted(nonce))" }
        if parameters.namesAlgorithm { text += ";alg=\"\(algorithm.rawValue)\"" }
        if let keyID = parameters.keyID { text += ";keyid=\(FieldSyntax.quoted(keyID))" }
        if let tag = parameters.tag { text += ";tag=\(FieldSyntax.quoted(tag))" }
        return text
    }

    private func sign(_ bytes: [UInt8]) throws(MessageSignatureError) -> [UInt8] {
        switch key {
        case .shared(let secret): return HashFunction.sha256.authenticationCode(of: bytes, key: secret)
        case .own(let key, let algorithm):
            do throws(CryptographyError) {
                return try key.signature(of: bytes, by: algorithm)
            } catch {
                throw MessageSignatureError(.key, "the request couldn't be signed: \(error)")
            }
        }
    }
}

/// Why a request can't be signed by RFC 9421.
package struct MessageSignatureError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Part: Sendable, Hashable {
        case key, components, parameters, label
    }

    /// What is wrong.
    package var part: Part
    /// What was found and what was expected.
    package var message: String
    /// The place, from 0, of the component that is wrong; `nil` where it isn't one.
    package var component: Int?

    func at(_ place: Int) -> MessageSignatureError {
        var placed = self
        placed.component = place
        return placed
    }

    init(_ part: Part, _ message: String) {
        self.part = part
        self.message = message
    }
}
