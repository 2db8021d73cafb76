import Cryptography
import Testing
import URI

@Suite struct HashFunctionTests {
    /// FIPS 180-4's example "abc"; as `python3 -c 'import hashlib; print(hashlib.sha256(b"abc").hexdigest())'` prints
    /// it.
    @Test(arguments: [
        (HashFunction.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func hashes(_ hash: HashFunction, _ digest: String) {
        #expect(hash.hex(of: Array("abc".utf8)) == digest)
    }

    /// NIST's examples for FIPS 180-4's SHA-512/256, of one block and of two; the first bits of SHA-512 are others.
    @Test(arguments: [
        ("abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "3928e184fb8690f840da3988121d31be65cb9d3ef83ee6146feac861e19b563a"
        ),
        ("", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"),
    ])
    func sha512HasInitialValuesOfItsOwnFor256Bits(_ text: String, _ digest: String) {
        #expect(HashFunction.sha512To256.hex(of: Array(text.utf8)) == digest)
        #expect(!HashFunction.sha512.hex(of: Array(text.utf8)).hasPrefix(digest))
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func authenticates(_ key: [UInt8], _ message: String, _ code: String) {
        #expect(Hex.encode(HashFunction.sha256.authenticationCode(of: Array(message.utf8), key: key)) == code)
    }

    /// RFC 2202, test case 2 of each; nothing under no key, as Python's `hmac` has it.
    @Test func authenticatesWithShorterHashes() {
        let message = Array("what do ya want for nothing?".utf8)
        let (md5, sha1) = (HashFunction.md5, HashFunction.sha1)
        #expect(
            Hex.encode(md5.authenticationCode(of: message, key: Array("Jefe".utf8)))
                == "750c783e6ab0b503eaa86e310a5db738"
        )
        #expect(
            Hex.encode(sha1.authenticationCode(of: message, key: Array("Jefe".utf8)))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        )
        #expect(Hex.encode(sha1.authenticationCode(of: [], key: [])) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d")
    }

    /// RFC 4231, test case 2.
    @Test func authenticatesWithLongerHashes() {
        let message = Array("what do ya want for nothing?".utf8)
        #expect(
            Hex.encode(HashFunction.sha384.authenticationCode(of: message, key: Array("Jefe".utf8)))
                == "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        )
        #expect(
            Hex.encode(HashFunction.sha512.authenticationCode(of: message, key: Array("Jefe".utf8)))
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
    }
}
