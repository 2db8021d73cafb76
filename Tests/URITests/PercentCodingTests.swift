import Testing
import URI

@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("", ""), ("AZaz09-._~", "AZaz09-._~"), ("a b", "a%20b"), ("%", "%25"), ("ü/€", "%C3%BC%2F%E2%82%AC"),
        ("\u{0}\u{7F}", "%00%7F"),
    ])
    func encoding(text: String, encoded: String) {
        #expect(PercentCoding.encode(text) == encoded)
        #expect(PercentCoding.decode(encoded) == text)
        #expect(PercentCoding.decodeLeniently(encoded.utf8, plusIsSpace: false) == text)
        #expect(PercentCoding.normalised(encoded.utf8) == encoded)
    }

    @Test func aFragmentKeepsWhatItMayHold() {
        #expect(PercentCoding.encodeFragment("/a~1b?c=!$&'()*+,;:@ \"#%") == "/a~1b?c=!$&'()*+,;:@%20%22%23%25")
    }

    @Test(arguments: ["%", "a%2", "%zz", "%2g", "%%41", "%FF", "%C3"])
    func whatIsNotEncodedTextIsRefused(text: String) { #expect(PercentCoding.decode(text) == nil) }

    @Test(arguments: [
        ("%", "%"), ("a%2", "a%2"), ("%zz", "%zz"), ("%%41", "%A"), ("%FF", "\u{FFFD}"), ("a+b%2B", "a b+"),
        ("%2b", "+"),
    ])
    func lenientDecodingTakesItAsItIs(text: String, decoded: String) {
        #expect(PercentCoding.decodeLeniently(text.utf8, plusIsSpace: true) == decoded)
    }

    @Test(arguments: [("%7e", "~"), ("~", "~"), ("%2f", "%2F"), ("a b", "a%20b"), ("100%", "100%25"), ("a+b", "a%2Bb")])
    func normalisedTextIsTheSameHoweverItWasWritten(text: String, normalised: String) {
        #expect(PercentCoding.normalised(text.utf8) == normalised)
    }
}
