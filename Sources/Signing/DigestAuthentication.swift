import Cryptography
package import HTTP
import URI

/// Who asks by digest authentication (RFC 7616). It is kept apart from what is sent, and never printed.
package struct DigestCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    package var user: String
    package var password: String
    /// Whether the content is protected too (`auth-int`), where the server lets it be; what only knows that gets it
    /// anyway.
    package var protectsContent: Bool

    package init(user: String, password: String, protectsContent: Bool = false) {
        self.user = user
        self.password = password
        self.protectsContent = protectsContent
    }

    /// The user; never the password.
    package var description: String { "digest credentials of \(user)" }

    /// The user; never the password.
    package var debugDescription: String { description }
}

/// What a server wants to have answered (RFC 7616, section 3.3).
package struct DigestChallenge: Sendable, Hashable {
    /// How digests are made, as the field names it.
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case md5 = "MD5"
        case md5Session = "MD5-sess"
        case sha256 = "SHA-256"
        case sha256Session = "SHA-256-sess"
        /// SHA-512/256 of FIPS 180-4, which is no part of SHA-512: the standard's own example (section 3.9.2) is wrong
        /// in that, and its erratum 4897 right.
        case sha512 = "SHA-512-256"
        case sha512Session = "SHA-512-256-sess"

        var hash: HashFunction {
            switch self {
            case .md5, .md5Session: .md5
            case .sha256, .sha256Session: .sha256
            case .sha512, .sha512Session: .sha512To256
            }
        }

        /// Whether the first nonces go into what the password is made to.
        var isSession: Bool {
            switch self {
            case .md5, .sha256, .sha512: false
            case .md5Session, .sha256Session, .sha512Session: true
            }
        }

        /// How strong it is. Both of 256 bits are alike (NIST SP 800-107, section 4.2).
        fileprivate var strength: Int {
            switch self {
            case .md5, .md5Session: 0
            case .sha256, .sha256Session, .sha512, .sha512Session: 1
            }
        }

        init?(named name: String) {
            guard let known = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
                return nil
            }
            self = known
        }
    }

    /// How far the protection reaches.
    enum Quality: String, Sendable, Hashable {
        case request = "auth"
        case content = "auth-int"
    }

    package let realm: String
    package private(set) var nonce: String
    /// The nonce that the server challenged with, from which a session goes on whatever nonces follow (RFC 7616,
    /// section 3.4.2).
    let firstNonce: String
    package let algorithm: Algorithm
    /// Whether only the nonce of what it answers was wrong.
    package let isStale: Bool
    private let isAlgorithmNamed: Bool
    private let opaque: String?
    /// What the server lets the client choose from; empty for one that keeps to RFC 2069.
    private let qualities: [Quality]
    private let hashesUser: Bool
    private let namesCharset: Bool

    /// What the challenges of a response come to.
    package enum Offer: Sendable, Hashable {
        /// None is a digest's: which there are.
        case none(String)
        /// None can be answered here: why.
        case unknown(String)
        case challenge(DigestChallenge)
    }

    /// The strongest challenge among `fields` that can be answered, so that nobody can make it a weak one by putting
    /// that first; of those that are alike the first, as the server puts the one that it likes best there (RFC 7616,
    /// section 3.7).
    package static func offer(in fields: HeaderFields) -> Offer {
        let all = AuthenticationField.challenges(in: fields)
        let digests = all.filter { $0.scheme == "digest" }
        guard let first = digests.first else {
            let schemes = all.map(\.scheme).joined(separator: ", ")
            let found = schemes.isEmpty ? "it names no scheme" : "it asks for \(schemes)"
            return .none("the server doesn't ask for digest authentication: \(found)")
        }
        let known = digests.compactMap(DigestChallenge.init)
        if let best = known.max(by: { $0.algorithm.strength < $1.algorithm.strength }) { return .challenge(best) }
        return .unknown("the server's challenge can't be answered: \(flaw(of: first))")
    }

    /// Why a challenge can't be answered.
    private static func flaw(of field: AuthenticationField) -> String {
        guard field.parameters["nonce"] != nil, field.parameters["realm"] != nil else {
            return "its challenge has no realm or no nonce"
        }
        if let name = field.parameters["algorithm"], Algorithm(named: name) == nil {
            let known = Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
            return "its challenge is by \(name); known are \(known)"
        }
        return "its challenge lets one choose from qop=\(field.parameters["qop"] ?? ""); known are auth and auth-int"
    }

    private init?(_ field: AuthenticationField) {
        guard let realm = field.parameters["realm"], let nonce = field.parameters["nonce"],
            let algorithm = Algorithm(named: field.parameters["algorithm"] ?? Algorithm.md5.rawValue)
        else { return nil }
        self.realm = realm
        self.nonce = nonce
        firstNonce = nonce
        self.algorithm = algorithm
        isAlgorithmNamed = field.parameters["algorithm"] != nil
        opaque = field.parameters["opaque"]
        isStale = field.parameters["stale"]?.lowercased() == "true"
        hashesUser = field.parameters["userhash"]?.lowercased() == "true"
        namesCharset = field.parameters["charset"]?.lowercased() == "utf-8"
        let offered = field.parameters["qop"].map { $0.lowercased().split { $0 == "," || $0 == " " }.map(String.init) }
        qualities = (offered ?? []).compactMap(Quality.init(rawValue:))
        if offered != nil, qualities.isEmpty { return nil }
    }
}

extension DigestChallenge {
    /// What an answer is made of beside the challenge and who asks.
    package struct Occasion: Sendable, Hashable {
        package var method: String
        /// The target in origin form.
        package var target: String
        package var content: [UInt8]
        /// The client's own nonce, which stays for a session.
        package var clientNonce: String
        /// How many requests the nonce was used for, this one included.
        package var count: UInt32

        package init(method: String, target: String, content: [UInt8] = [], clientNonce: String, count: UInt32) {
            self.method = method
            self.target = target
            self.content = content
            self.clientNonce = clientNonce
            self.count = count
        }
    }

    /// The user as the field names it: by a digest where the server wants that (RFC 7616, section 3.4.4).
    package func userName(_ credentials: DigestCredentials) -> String {
        hashesUser ? hex("\(credentials.user):\(realm)") : credentials.user
    }

    /// What stands for the password in every answer of a session (RFC 7616, section 3.4.2).
    package func secret(_ credentials: DigestCredentials, clientNonce: String) -> String {
        let secret = hex("\(credentials.user):\(realm):\(credentials.password)")
        return algorithm.isSession ? hex("\(secret):\(firstNonce):\(clientNonce)") : secret
    }

    /// The value of an `Authorization` field (RFC 7616, section 3.4).
    ///
    /// - Parameter secret: ``secret(_:clientNonce:)`` of the same credentials, which are made once.
    package func authorization(_ credentials: DigestCredentials, secret: String, _ occasion: Occasion) -> String {
        let quality = quality(credentials)
        var covered = "\(occasion.method):\(occasion.target)"
        if quality == .content { covered += ":\(algorithm.hash.hex(of: occasion.content))" }
        let count = Self.padded(occasion.count)
        let middle = quality.map { "\(count):\(occasion.clientNonce):\($0.rawValue):" } ?? ""
        let response = hex("\(secret):\(nonce):\(middle)\(hex(covered))")
        var parts = [
            user(credentials), "realm=\(FieldSyntax.quoted(realm))", "uri=\(FieldSyntax.quoted(occasion.target))",
        ]
        if isAlgorithmNamed { parts.append("algorithm=\(algorithm.rawValue)") }
        parts.append("nonce=\(FieldSyntax.quoted(nonce))")
        if let quality {
            parts += ["nc=\(count)", "cnonce=\(FieldSyntax.quoted(occasion.clientNonce))", "qop=\(quality.rawValue)"]
        }
        parts.append("response=\"\(response)\"")
        if let opaque { parts.append("opaque=\(FieldSyntax.quoted(opaque))") }
        if hashesUser { parts.append("userhash=true") }
        return "Digest " + parts.joined(separator: ", ")
    }

    /// Whether answers to it protect the content too.
    func protectsContent(_ credentials: DigestCredentials) -> Bool { quality(credentials) == .content }

    /// Whether ``secret(_:clientNonce:)`` gives the same as for `other`.
    func hasSecrets(of other: DigestChallenge) -> Bool {
        realm == other.realm && algorithm == other.algorithm
            && (!algorithm.isSession || firstNonce == other.firstNonce)
    }

    private func quality(_ credentials: DigestCredentials) -> Quality? {
        let liked = credentials.protectsContent ? Quality.content : .request
        return qualities.contains(liked) ? liked : qualities.first
    }

    /// A name that a quoted string can't hold is written in the form of RFC 8187, where the server reads UTF-8.
    private func user(_ credentials: DigestCredentials) -> String {
        let name = userName(credentials)
        guard !hashesUser, namesCharset, !name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            return "username=\(FieldSyntax.quoted(name))"
        }
        return "username*=UTF-8''\(PercentCoding.encode(name))"
    }

    private func hex(_ text: String) -> String { algorithm.hash.hex(of: Array(text.utf8)) }

    /// The challenge with another nonce, which the server has named beforehand: the session goes on.
    func renewed(by nonce: String) -> DigestChallenge {
        var renewed = self
        renewed.nonce = nonce
        return renewed
    }

    private static func padded(_ count: UInt32) -> String {
        let digits = String(count, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
