import Crypto
import CryptoExtras
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
        let p256 = P256.Signing.PrivateKey()
        let one = try WebTokenSigner(.ES256, key: Array(p256.pemRepresentation.utf8)).token(header: "{}", claims: "{}")
        let bytes = try #require(Base64URL.decodeAny(String(one.split(separator: ".")[2])))
        #expect(bytes.count == 64)
        let sum = try P256.Signing.ECDSASignature(rawRepresentation: bytes)
        #expect(p256.publicKey.isValidSignature(sum, for: Array("e30.e30".utf8)))
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let other = try WebTokenSigner(.RS256, key: Array(rsa.pemRepresentation.utf8)).token(header: "{}", claims: "{}")
        let signature = try #require(Base64URL.decodeAny(String(other.split(separator: ".")[2])))
        #expect(
            rsa.publicKey.isValidSignature(
                .init(rawRepresentation: signature),
                for: SHA256.hash(data: Array("e30.e30".utf8)),
                padding: .insecurePKCS1v1_5
            )
        )
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
