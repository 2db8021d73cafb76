import Cryptography
import HTTP
import Testing

@testable import Signing

/// What a server proves by `rspauth` (RFC 7616, section 3.5), and the nonces that it names beforehand.
@Suite struct DigestProofTests {
    private static let ann = DigestCredentials(user: "ann", password: "p")
    private static let request = HTTPRequest(method: "GET", url: "http://h/a?b")

    private static func challenge(_ more: String, nonce: String = "n1") -> HeaderFields {
        HeaderFields([HeaderField("WWW-Authenticate", #"Digest realm="r", nonce="\#(nonce)"\#(more)"#)])
    }

    /// A space that knows a challenge, and a request that answers it.
    private static func answered(
        _ more: String,
        _ request: HTTPRequest = request,
        _ credentials: DigestCredentials = ann
    ) throws -> (DigestSpace, HTTPRequest) {
        let space = DigestSpace(clientNonce: "c")
        let reply = space.reply(to: 401, challenge(more), of: request, credentials, isFirst: true)
        guard case .again(let sent, _) = reply else { throw NoAnswer() }
        return (space, sent)
    }

    private struct NoAnswer: Error {}

    private static func information(_ values: String...) -> HeaderFields {
        HeaderFields(values.map { HeaderField("Authentication-Info", $0) })
    }

    /// By the words of section 3.5: the digest of the request, with a colon and the target for A2.
    private static func proof(
        _ hash: HashFunction,
        _ covered: String,
        quality: String? = "auth",
        nonce: String = "n1",
        count: String = "00000001",
        session: String? = nil,
        password: String = "p"
    ) -> String {
        func hex(_ text: String) -> String { hash.hex(of: Array(text.utf8)) }
        var secret = hex("ann:r:\(password)")
        if let session { secret = hex("\(secret):\(session):c") }
        let middle = quality.map { "\(count):c:\($0):" } ?? ""
        return hex("\(secret):\(nonce):\(middle)\(hex(covered))")
    }

    @Test(arguments: [
        (", qop=auth", proof(.md5, ":/a?b")), (", qop=auth, algorithm=SHA-256", proof(.sha256, ":/a?b")),
        (", qop=auth, algorithm=SHA-512-256", proof(.sha512To256, ":/a?b")),
        (", qop=auth, algorithm=SHA-256-sess", proof(.sha256, ":/a?b", session: "n1")),
        (", qop=auth, algorithm=SHA-256, userhash=true", proof(.sha256, ":/a?b")),
        ("", proof(.md5, ":/a?b", quality: nil)),
    ])
    func whoKnowsThePasswordProvesIt(_ more: String, _ proof: String) throws {
        let (space, sent) = try Self.answered(more)
        for credentials in [Self.ann, nil] {
            for text in [proof, proof.uppercased()] {
                let fields = Self.information(#"rspauth="\#(text)""#)
                #expect(space.proof(in: fields, to: sent, content: nil, credentials) == .holds)
            }
        }
        let detailed = Self.information(#"qop=auth, cnonce="c", nc=00000001"#, #"rspauth="\#(proof)""#)
        if !more.isEmpty { #expect(space.proof(in: detailed, to: sent, content: nil, Self.ann) == .holds) }
    }

    @Test(arguments: [
        (#"rspauth="\#(proof(.md5, ":/a?b", password: "q"))""#, "one that isn't made of the password and the request"),
        (#"rspauth="""#, "one that isn't made of the password and the request"),
        (#"rspauth="\#(proof(.md5, ":/a?b"))", cnonce="d""#, "one for another request: its cnonce isn't the request's"),
        (#"rspauth="\#(proof(.md5, ":/a?b"))", nc=00000002"#, "one for another request: its nc isn't the request's"),
        (#"rspauth="\#(proof(.md5, ":/a?b"))", nc=x"#, "one for another request: its nc isn't the request's"),
        (
            #"rspauth="\#(proof(.md5, "GET:/a?b"))""#,
            "one that is made of the request's method too, which belongs to the request's digest alone"
        ),
        (
            #"rspauth="\#(proof(.md5, ":/a?b", nonce: "n2"))", nextnonce="n2""#,
            "one that isn't made of the password and the request"
        ),
    ])
    func whoDoesntKnowItIsFoundOut(_ information: String, _ found: String) throws {
        let (space, sent) = try Self.answered(", qop=auth")
        let proof = space.proof(in: Self.information(information), to: sent, content: nil, Self.ann)
        #expect(proof == .wrong(found))
    }

    @Test func theContentIsCoveredToo() throws {
        var careful = Self.ann
        careful.protectsContent = true
        let (space, sent) = try Self.answered(#", qop="auth,auth-int", algorithm=SHA-256"#, Self.request, careful)
        #expect(space.protectsContent(careful) && !space.protectsContent(Self.ann))
        let digest = HashFunction.sha256.hex(of: Array("content".utf8))
        let fields = Self.information(#"rspauth="\#(Self.proof(.sha256, ":/a?b:\(digest)", quality: "auth-int"))""#)
        #expect(space.proof(in: fields, to: sent, content: Array("content".utf8), careful) == .holds)
        let wrong = DigestProof.wrong("one that isn't made of the password, the request and the content")
        #expect(space.proof(in: fields, to: sent, content: Array("another".utf8), careful) == wrong)
        let unknown = DigestProof.unchecked("it covers the content, which isn't known as it came")
        #expect(space.proof(in: fields, to: sent, content: nil, careful) == unknown)
        // What the server says it protects counts.
        let less = Self.information(#"qop=auth, rspauth="\#(Self.proof(.sha256, ":/a?b"))""#)
        #expect(space.proof(in: less, to: sent, content: nil, careful) == .holds)
    }

    @Test func whatNobodyProvesIsNoFlaw() throws {
        let (space, sent) = try Self.answered(", qop=auth")
        let fields = Self.information(#"rspauth="00""#)
        #expect(space.proof(in: HeaderFields(), to: sent, content: nil, Self.ann) == .none)
        #expect(space.proof(in: Self.information(#"nextnonce="n2""#), to: sent, content: nil, Self.ann) == .none)
        #expect(space.proof(in: fields, to: Self.request, content: nil, Self.ann) == .none)
        #expect(DigestSpace().proof(in: fields, to: sent, content: nil, nil) == .none)
    }

    /// A session goes on over the nonces that the server names beforehand (section 3.4.2): what stands for the password
    /// stays.
    @Test func aSessionGoesOnWithTheNextNonce() throws {
        let (space, first) = try Self.answered(", qop=auth, algorithm=SHA-256-sess")
        space.learn(nextNonceIn: Self.information(#"nextnonce="n2""#), of: first)
        let second = space.authorizing(Self.request, Self.ann)
        let parameters = try #require(AuthenticationField.digest(in: second)).parameters
        #expect(parameters["nonce"] == "n2" && parameters["nc"] == "00000001")
        #expect(parameters["response"] == Self.proof(.sha256, "GET:/a?b", nonce: "n2", session: "n1"))
        let proof = Self.proof(.sha256, ":/a?b", nonce: "n2", session: "n1")
        let fields = Self.information(#"rspauth="\#(proof)", nextnonce="n3""#)
        #expect(space.proof(in: fields, to: second, content: nil, Self.ann) == .holds)
        // A challenge begins another one.
        let reply = space.reply(
            to: 401,
            Self.challenge(", qop=auth, algorithm=SHA-256-sess, stale=true", nonce: "n4"),
            of: second,
            Self.ann,
            isFirst: true
        )
        guard case .again(let third, _) = reply else { throw NoAnswer() }
        let last = try #require(AuthenticationField.digest(in: third)).parameters["response"]
        #expect(last == Self.proof(.sha256, "GET:/a?b", nonce: "n4", session: "n4"))
    }

    /// However many nonces a server names, a request under way is held against its own session, and no count is used
    /// twice.
    @Test func manyNoncesAreKnown() throws {
        let (space, first) = try Self.answered(", qop=auth, algorithm=SHA-256-sess")
        for number in 2...5000 {
            space.learn(nextNonceIn: Self.information(#"nextnonce="n\#(number)""#), of: first)
            if number == 2 { _ = space.authorizing(Self.request, Self.ann) }
        }
        let last = space.authorizing(Self.request, Self.ann)
        space.learn(nextNonceIn: Self.information(#"nextnonce="n2""#), of: first)
        let again = try #require(AuthenticationField.digest(in: space.authorizing(Self.request, Self.ann))).parameters
        #expect(again["nonce"] == "n2" && again["nc"] == "00000002")
        let proof = Self.proof(.sha256, ":/a?b", nonce: "n5000", session: "n1")
        let fields = Self.information(#"rspauth="\#(proof)""#)
        #expect(space.proof(in: fields, to: last, content: nil, Self.ann) == .holds)
    }

    /// The same nonce with another algorithm is another challenge: nothing of the first is used for it.
    @Test func anotherAlgorithmIsAnotherChallenge() throws {
        let (space, first) = try Self.answered(", qop=auth")
        #expect(AuthenticationField.digest(in: first)?.parameters["algorithm"] == nil)
        let fields = Self.challenge(", qop=auth, algorithm=SHA-256")
        guard case .challenge(let challenge) = DigestChallenge.offer(in: fields) else { throw NoAnswer() }
        space.learn(challenge)
        let second = try #require(AuthenticationField.digest(in: space.authorizing(Self.request, Self.ann))).parameters
        #expect(second["nc"] == "00000002" && second["algorithm"] == "SHA-256")
        #expect(second["response"] == Self.proof(.sha256, "GET:/a?b", count: "00000002"))
    }
}
