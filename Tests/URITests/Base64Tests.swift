import Testing
import URI

@Suite struct Base64Tests {
    /// RFC 4648, section 10, and the two last characters of the alphabet.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func encodesAndDecodes(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func everyByteComesBack() {
        for length in 250...256 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zm9v=", "Zg==Zg==", "Zm9v\n", "Zm-_", "Zmé=", "Zm 9v", "Zh==",
        "Zm9=",
    ])
    func refuses(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
