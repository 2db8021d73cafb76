import Cryptography
import HTTP

/// What a server's proof is worth that it knows the password too: `rspauth` in its `Authentication-Info` (RFC 7616,
/// section 3.5).
package enum DigestProof: Sendable, Hashable {
    /// There is none, which the standard allows.
    case none
    /// It is what only one who knows the password can make.
    case holds
    /// It can't be held against anything: why.
    case unchecked(String)
    /// It is wrong: in what way.
    case wrong(String)

    /// What the proof in `information` is worth.
    ///
    /// - Parameters:
    ///   - information: The parameters of `Authentication-Info`.
    ///   - sent: The credentials of the request, as they were sent.
    ///   - method: The request's method, which belongs to the request's digest and not to this one.
    ///   - firstNonce: The nonce of the challenge that the session began with.
    ///   - content: The response's content as it came; `nil` where it isn't known.
    ///   - credentials: Who asked.
    init(
        _ information: [String: String],
        to sent: AuthenticationField,
        method: String,
        firstNonce: String,
        _ content: [UInt8]?,
        _ credentials: DigestCredentials
    ) {
        let proof = information["rspauth"]?.lowercased() ?? ""
        let asked = sent.parameters
        guard let algorithm = DigestChallenge.Algorithm(named: asked["algorithm"] ?? "MD5") else {
            self = .unchecked("the request is by '\(asked["algorithm"] ?? "")'")
            return
        }
        if let flaw = Self.mismatch(information, asked) {
            self = .wrong(flaw)
            return
        }
        let quality = (information["qop"] ?? asked["qop"])?.lowercased()
        let hash = algorithm.hash
        func hex(_ text: String) -> String { hash.hex(of: Array(text.utf8)) }
        let (nonce, clientNonce) = (asked["nonce"] ?? "", asked["cnonce"] ?? "")
        var secret = hex("\(credentials.user):\(asked["realm"] ?? ""):\(credentials.password)")
        if algorithm.isSession { secret = hex("\(secret):\(firstNonce):\(clientNonce)") }
        func made(_ covered: String) -> String {
            let middle = quality.map { "\(asked["nc"] ?? ""):\(clientNonce):\($0):" } ?? ""
            return hex("\(secret):\(nonce):\(middle)\(hex(covered))")
        }
        var covered = ":\(asked["uri"] ?? "")"
        let protectsContent = quality == DigestChallenge.Quality.content.rawValue
        if protectsContent {
            guard let content else {
                self = .unchecked("it covers the content, which isn't known as it came")
                return
            }
            covered += ":\(hash.hex(of: content))"
        }
        if made(covered) == proof {
            self = .holds
        } else if made(method + covered) == proof {
            self = .wrong("one that is made of the request's method too, which belongs to the request's digest alone")
        } else {
            let parts = protectsContent ? "the password, the request and the content" : "the password and the request"
            self = .wrong("one that isn't made of \(parts)")
        }
    }

    /// What `information` says of another request than the one that `asked`.
    private static func mismatch(_ information: [String: String], _ asked: [String: String]) -> String? {
        if let clientNonce = information["cnonce"], clientNonce != asked["cnonce"] {
            return "one for another request: its cnonce isn't the request's"
        }
        guard let count = information["nc"], UInt32(count, radix: 16) != UInt32(asked["nc"] ?? "", radix: 16) else {
            return nil
        }
        return "one for another request: its nc isn't the request's"
    }
}
