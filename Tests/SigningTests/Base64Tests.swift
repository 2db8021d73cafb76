import Signing
import Testing

@Suite struct Base64Tests {
    /// RFC 4648, section 10, and the two last characters of the alphabet.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func encodesAndDecodes(_ plain: String, _ encoded: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(try Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func everyByteComesBack() throws {
        for length in 250...256 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    }

    @Test(arguments: [
        ("Zg", Base64Error(offset: 2, reason: .length)),
        ("Zg=", Base64Error(offset: 3, reason: .length)),
        ("Zg===", Base64Error(offset: 5, reason: .length)),
        ("Z===", Base64Error(offset: 4, reason: .length)),
        ("====", Base64Error(offset: 4, reason: .length)),
        ("Zm9v=", Base64Error(offset: 5, reason: .length)),
        ("Zg==Zg==", Base64Error(offset: 2, reason: .character)),
        ("Zm9v\n", Base64Error(offset: 4, reason: .character)),
        ("Zm-_", Base64Error(offset: 2, reason: .character)),
        ("Zmé=", Base64Error(offset: 2, reason: .character)),
        ("Zh==", Base64Error(offset: 1, reason: .leftover)),
        ("Zm9=", Base64Error(offset: 2, reason: .leftover)),
    ])
    func refuses(_ text: String, _ error: Base64Error) {
        #expect(throws: error) { try Base64.decode(text) }
    }

    /// RFC 7617, sections 2 and 2.1.
    @Test func writesBasicCredentials() {
        #expect(
            BasicCredentials(user: "Aladdin", password: "open sesame").authorization
                == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        )
        #expect(BasicCredentials(user: "test", password: "123£").authorization == "Basic dGVzdDoxMjPCow==")
    }
}
