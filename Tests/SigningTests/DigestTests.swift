import HTTP
import Testing

@testable import Signing

/// Digest authentication (RFC 7616).
@Suite struct DigestTests {
    private static let mufasa = DigestCredentials(user: "Mufasa", password: "Circle of Life")
    private static let clientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"

    /// The challenge of the RFC's example, with `more`.
    private static func field(_ more: String) -> String {
        #"Digest realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "#
            + #"opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""# + more
    }

    private static func offer(_ fields: String...) -> DigestChallenge.Offer {
        DigestChallenge.offer(in: HeaderFields(fields.map { HeaderField("WWW-Authenticate", $0) }))
    }

    private static func challenge(_ more: String) throws -> DigestChallenge {
        guard case .challenge(let challenge) = offer(field(more)) else { throw NoChallenge() }
        return challenge
    }

    private struct NoChallenge: Error {}

    private static func answer(
        _ challenge: DigestChallenge,
        _ credentials: DigestCredentials = mufasa,
        _ method: String = "GET",
        _ target: String = "/dir/index.html",
        _ content: String = "",
        count: UInt32 = 1
    ) -> String {
        challenge.authorization(
            credentials,
            secret: challenge.secret(credentials, clientNonce: clientNonce),
            DigestChallenge.Occasion(
                method: method,
                target: target,
                content: Array(content.utf8),
                clientNonce: clientNonce,
                count: count
            )
        )
    }

    /// RFC 7616, section 3.9.1.
    @Test(arguments: [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ])
    func theExampleOfTheStandard(_ algorithm: String, _ response: String) throws {
        let challenge = try Self.challenge(#", qop="auth, auth-int", algorithm=\#(algorithm)"#)
        #expect(
            Self.answer(challenge)
                == #"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=\#(algorithm), "#
                + #"nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="\#(Self.clientNonce)", qop=auth, "#
                + #"response="\#(response)", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
        )
    }

    /// RFC 7616, section 3.9.2, with the values of its erratum 4897: those printed are of SHA-512's first bits, which
    /// is another function. python3: hashlib.new("sha512_256", …) of the same texts.
    @Test func theExampleOfTheStandardForSHA512() throws {
        let field =
            #"Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, "#
            + #"nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", "#
            + #"opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true"#
        guard case .challenge(let challenge) = Self.offer(field) else { throw NoChallenge() }
        let jason = DigestCredentials(user: "J\u{E4}s\u{F8}n Doe", password: "Secret, or not?")
        let clientNonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"
        let answer = challenge.authorization(
            jason,
            secret: challenge.secret(jason, clientNonce: clientNonce),
            DigestChallenge.Occasion(method: "GET", target: "/doe.json", clientNonce: clientNonce, count: 1)
        )
        #expect(
            answer == #"Digest username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b", "#
                + #"realm="api@example.org", uri="/doe.json", algorithm=SHA-512-256, "#
                + #"nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", nc=00000001, cnonce="\#(clientNonce)", qop=auth, "#
                + #"response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5", "#
                + #"opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", userhash=true"#
        )
    }

    private static func parameters(_ answer: String) throws -> [String: String] {
        try #require(AuthenticationField.all(answer).first).parameters
    }

    // Derivation, with H of hashlib: H(HA1:nonce:nc:cnonce:qop:H(A2)), HA1 = H(user:realm:password), for -sess
    // H(HA1:nonce:cnonce); A2 = method:uri, for auth-int with :H(content).
    @Test(arguments: [
        (#", qop="auth", algorithm=MD5-sess"#, "GET", "", "e783283f46242139c486a698fec7211d"),
        (
            #", qop="auth", algorithm=sha-256-SESS"#, "GET", "",
            "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"
        ),
        (
            #", qop="auth", algorithm=SHA-512-256-sess"#, "GET", "",
            "3f2a34f923c38b0fb26dce2fdfc2ce326c23cecf86fbb1444f3e51fbbc2cb92e"
        ),
        (#", qop="auth-int""#, "POST", #"{"a":1}"#, "15b188edd42ec64280df76d316ec198e"),
        (
            #", qop="auth-int,x", algorithm="SHA-256""#, "POST", #"{"a":1}"#,
            "193d6834c8f5b21e6b707fdd7de62ad0b3514493466cf33958098aa6d3836274"
        ),
        // A server that keeps to RFC 2069 knows no qop.
        ("", "GET", "", "7b2cc3b30e75b4777ea31027084363fd"),
    ])
    func eachWayOfTheStandard(_ more: String, _ method: String, _ content: String, _ response: String) throws {
        let answer = Self.answer(try Self.challenge(more), Self.mufasa, method, "/dir/index.html", content)
        let parameters = try Self.parameters(answer)
        #expect(parameters["response"] == response)
        #expect(
            (parameters["nc"] == nil) == more.isEmpty && (parameters["algorithm"] == nil) == !more.contains("algorithm")
        )
    }

    @Test func theContentIsProtectedWhereThatIsAskedFor() throws {
        let challenge = try Self.challenge(#", qop="auth, auth-int""#)
        var careful = Self.mufasa
        careful.protectsContent = true
        #expect(try Self.parameters(Self.answer(challenge, careful))["qop"] == "auth-int")
        #expect(try Self.parameters(Self.answer(challenge))["qop"] == "auth")
        #expect(try Self.parameters(Self.answer(try Self.challenge(#", qop="auth""#), careful))["qop"] == "auth")
    }

    @Test func aUserMayBeNamedByADigest() throws {
        let challenge = try Self.challenge(#", qop="auth", algorithm=SHA-256, userhash=true"#)
        let parameters = try Self.parameters(Self.answer(challenge))
        #expect(parameters["username"] == "a947aad205e80e429958a387394944c6b496301e79f89d35a4cc23b6ee12b5b6")
        #expect(parameters["userhash"] == "true")
        // What is answered is the same.
        #expect(parameters["response"] == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
    }

    @Test func aNameOfAnyLettersIsSent() throws {
        let named = DigestCredentials(user: "Jäsøn", password: "p:w")
        let nonce =
            #"Digest realm="r", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", qop=auth, algorithm=SHA-256"#
        guard case .challenge(let plain) = Self.offer(nonce),
            case .challenge(let coded) = Self.offer("\(nonce), charset=UTF-8")
        else { throw NoChallenge() }
        let response = "d60ef5303104f66d82855fa8e1a31d24f71a9fb19c84260fbf54021f23b1e075"
        let first = try Self.parameters(Self.answer(plain, named, "GET", "/a?b=c", count: 10))
        #expect(first["username"] == "Jäsøn" && first["response"] == response && first["nc"] == "0000000a")
        let second = try Self.parameters(Self.answer(coded, named, "GET", "/a?b=c", count: 10))
        #expect(
            second["username*"] == "UTF-8''J%C3%A4s%C3%B8n" && second["username"] == nil
                && second["response"] == response
        )
        let quoted = DigestCredentials(user: #"a"b\c"#, password: "p")
        #expect(Self.answer(plain, quoted).hasPrefix(#"Digest username="a\"b\\c", "#))
    }

    /// What each of several challenges is by, and which one is answered: nobody makes it a weak one by putting that
    /// first, and of those that are alike the server says which it likes best.
    @Test(arguments: [
        (["MD5", "SHA-256"], DigestChallenge.Algorithm.sha256), (["MD5", "SHA-512-256", "SHA-256"], .sha512),
        (["SHA-256", "SHA-512-256", "MD5"], .sha256), (["MD5", "MD5-sess"], .md5),
        (["SHA3-512", "MD5-sess", "SHA-512-256-sess"], .sha512Session), (["MD5", "SHA3-512"], .md5),
    ])
    func theStrongestThatIsKnownIsAnswered(_ offered: [String], _ taken: DigestChallenge.Algorithm) throws {
        let fields = offered.map { Self.field(", algorithm=\($0), qop=auth") }
        // In fields of their own or in one (RFC 9110, section 11.6.1), with others around them.
        for lines in [[#"Basic realm="x, y""#] + fields, ["Negotiate", fields.joined(separator: " , ,")]] {
            let headers = HeaderFields(lines.map { HeaderField("www-authenticate", $0) })
            guard case .challenge(let challenge) = DigestChallenge.offer(in: headers) else { throw NoChallenge() }
            #expect(challenge.algorithm == taken)
        }
    }

    @Test func whatCantBeAnsweredSaysWhy() throws {
        // The stronger one lets one choose from what isn't known.
        let both = Self.offer(
            Self.field(", algorithm=SHA-256, qop=token"),
            Self.field(", algorithm=MD5, qop=auth")
        )
        guard case .challenge(let challenge) = both else { throw NoChallenge() }
        #expect(challenge.algorithm == .md5)
        let refusal = "the server doesn't ask for digest authentication: "
        #expect(Self.offer(#"Basic realm="x""#) == .none("\(refusal)it asks for basic"))
        #expect(Self.offer() == .none("\(refusal)it names no scheme"))
        guard case .unknown(let why) = Self.offer(Self.field(", algorithm=SHA3-512, qop=auth")) else {
            throw NoChallenge()
        }
        #expect(why.contains("SHA3-512") && why.contains("SHA-512-256-sess"))
        guard case .unknown(let other) = Self.offer(Self.field(#", qop="token""#)) else { throw NoChallenge() }
        #expect(other.contains("qop=token"))
        guard case .unknown(let bare) = Self.offer("Digest realm=x") else { throw NoChallenge() }
        #expect(bare.contains("no nonce"))
    }

    @Test func credentialsDontTellThePassword() {
        #expect(!"\(Self.mufasa)".contains("Circle") && !String(reflecting: Self.mufasa).contains("Circle"))
    }
}

/// What is kept of the authentication of one origin.
@Suite struct DigestSpaceTests {
    private static let ann = DigestCredentials(user: "ann", password: "p")
    private static let request = HTTPRequest(
        method: "GET",
        url: "http://h/a?b",
        headers: HeaderFields([HeaderField("authorization", "old")])
    )

    private static func challenge(_ nonce: String, _ more: String = "", realm: String = "r") -> HeaderFields {
        HeaderFields([
            HeaderField("WWW-Authenticate", #"Digest realm="\#(realm)", nonce="\#(nonce)", qop="auth"\#(more)"#)
        ])
    }

    private static func parameters(_ request: HTTPRequest) throws -> [String: String] {
        #expect(request.headers.values("Authorization").count == 1)
        return try #require(AuthenticationField.credentials(in: request.headers)).parameters
    }

    private static func again(_ reply: DigestSpace.Reply) -> HTTPRequest? {
        if case .again(let request, _) = reply { request } else { nil }
    }

    @Test func aNonceIsCounted() throws {
        let space = DigestSpace(clientNonce: "c")
        #expect(space.authorizing(Self.request, Self.ann) == Self.request)
        let first = try #require(
            Self.again(space.reply(to: 401, Self.challenge("n1"), of: Self.request, Self.ann, isFirst: true))
        )
        #expect(try Self.parameters(first)["nc"] == "00000001" && Self.parameters(first)["uri"] == "/a?b")
        let bob = DigestCredentials(user: "bob", password: "p")
        #expect(try Self.parameters(space.authorizing(Self.request, bob))["nc"] == "00000002")
        #expect(try Self.parameters(space.authorizing(Self.request, Self.ann))["nc"] == "00000003")
        let next = HeaderFields([
            HeaderField("Authentication-Info", "qop=auth"), HeaderField("authentication-info", #"nextnonce="n2""#),
        ])
        space.learn(nextNonceIn: next, of: first)
        let second = try Self.parameters(space.authorizing(Self.request, Self.ann))
        #expect(second["nonce"] == "n2" && second["nc"] == "00000001")
        // A challenge that comes late doesn't begin to count anew: no count is used twice with a nonce.
        let late = space.reply(to: 401, Self.challenge("n1", ", stale=true"), of: Self.request, Self.ann, isFirst: true)
        #expect(try Self.parameters(try #require(Self.again(late)))["nc"] == "00000004")
    }

    @Test func aStaleNonceIsReplacedAndAWrongPasswordIsNot() throws {
        let space = DigestSpace(clientNonce: "c")
        let first = try #require(
            Self.again(space.reply(to: 401, Self.challenge("n1"), of: Self.request, Self.ann, isFirst: true))
        )
        #expect(
            space.reply(to: 401, Self.challenge("n2"), of: first, Self.ann, isFirst: false)
                == .refused("the server doesn't take the user or the password")
        )
        guard
            case .again(let second, let isStale) = space.reply(
                to: 401,
                Self.challenge("n2", ", stale=TRUE"),
                of: first,
                nil,
                isFirst: false
            )
        else {
            Issue.record("the stale nonce was not replaced")
            return
        }
        #expect(isStale)
        // A server that has forgotten a nonce of before need not say so; one that gives it out again has not.
        #expect(Self.again(space.reply(to: 401, Self.challenge("n9"), of: second, Self.ann, isFirst: true)) != nil)
        #expect(Self.again(space.reply(to: 401, Self.challenge("n2"), of: second, Self.ann, isFirst: true)) == nil)
        #expect(try Self.parameters(second)["nonce"] == "n2" && Self.parameters(second)["nc"] == "00000001")
        // Another realm, and what another target was answered by, ask anew.
        #expect(
            Self.again(space.reply(to: 401, Self.challenge("n3", realm: "s"), of: second, Self.ann, isFirst: false))
                != nil
        )
        var moved = second
        moved.url = "http://h/elsewhere"
        #expect(Self.again(space.reply(to: 401, Self.challenge("n4"), of: moved, Self.ann, isFirst: false)) != nil)
    }

    @Test func whatIsNoChallengeIsTheAnswer() {
        let space = DigestSpace()
        #expect(space.reply(to: 200, Self.challenge("n"), of: Self.request, Self.ann, isFirst: true) == .none)
        #expect(space.reply(to: 401, Self.challenge("n"), of: Self.request, nil, isFirst: true) == .none)
        let basic = HeaderFields([HeaderField("WWW-Authenticate", "Basic realm=x")])
        #expect(
            space.reply(to: 401, basic, of: Self.request, Self.ann, isFirst: true)
                == .refused("the server doesn't ask for digest authentication: it asks for basic")
        )
        #expect(!space.isKnown)
    }

    @Test(arguments: ["", ", userhash=true", ", charset=UTF-8"])
    func whoAskedIsKnownByTheField(_ more: String) throws {
        let space = DigestSpace()
        let named = DigestCredentials(user: "ännchen", password: "p")
        let first = try #require(
            Self.again(space.reply(to: 401, Self.challenge("n1", more), of: Self.request, named, isFirst: true))
        )
        let second = Self.again(
            space.reply(to: 401, Self.challenge("n2", more + ", stale=true"), of: first, nil, isFirst: false)
        )
        #expect(try Self.parameters(try #require(second))["nonce"] == "n2")
    }
}
