import Cryptography
import Testing
import URI

@testable import Signing

/// JSON Web Tokens, by the examples of RFC 7515 and RFC 8037 where these are the same each time.
@Suite struct WebTokenTests {
    /// RFC 7515, appendix A.1.
    @Test func hs256SignsAsTheStandardSays() throws {
        let key = try #require(
            Base64URL.decodeAny(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
            )
        )
        let token = try WebTokenSigner(.HS256, key: key).token(
            header: "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}",
            claims: "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        )
        #expect(
            token == "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        )
    }

    /// RFC 8037, appendix A.4.
    @Test func eddsaSignsAsTheStandardSays() throws {
        let pem =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n"
        let token = try WebTokenSigner(.EdDSA, key: Array(pem.utf8)).token(
            header: #"{"alg":"EdDSA"}"#,
            claims: "Example of Ed25519 signing"
        )
        #expect(
            token == "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
                + ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
    }

    @Test func es256AndRS256AreVerifiedWithThePublicKey() throws {
        for (algorithm, kind, how) in [
            (WebTokenSigner.Algorithm.ES256, KeyKind.p256, SignatureAlgorithm.ecdsa(.sha256)),
            (.RS256, .rsa(bits: 2048), .rsa(.sha256)),
        ] {
            let key = try #require(PrivateKey.generated(kind))
            let token = try WebTokenSigner(algorithm, key: Array(key.pem.utf8)).token(header: "{}", claims: "{}")
            let signature = try #require(Base64URL.decodeAny(String(token.split(separator: ".")[2])))
            #expect(key.publicKey.isValid(signature, of: Array("e30.e30".utf8), by: how))
        }
    }

    @Test(arguments: [
        (WebTokenSigner.Algorithm.RS256, "RS256 needs an RSA private key"),
        (.ES256, "ES256 needs a private key on the curve P-256"),
        (.EdDSA, "EdDSA needs an Ed25519 private key"),
    ])
    func whatIsNoKeyIsTold(_ algorithm: WebTokenSigner.Algorithm, _ message: String) {
        do throws(WebTokenError) {
            _ = try WebTokenSigner(algorithm, key: Array("secret".utf8))
            Issue.record("a text is no key")
        } catch {
            #expect(error.message.hasPrefix(message) && !error.message.contains("secret"))
        }
    }
}
