import Cryptography
import Testing

@Suite struct PrivateKeyTests {
    private static let kinds: [(KeyKind, [SignatureAlgorithm])] = [
        (.rsa(bits: 2048), [.rsa(.sha256), .rsa(.sha512), .rsaPSS(.sha256), .rsaPSS(.sha512)]),
        (.p256, [.ecdsa(.sha256)]),
        (.ed25519, [.ed25519]),
    ]

    @Test(arguments: kinds)
    func whatIsSignedIsValidForItsKeyAlone(_ kind: KeyKind, _ algorithms: [SignatureAlgorithm]) throws {
        let key = try #require(PrivateKey.generated(kind))
        let other = try #require(PrivateKey.generated(kind))
        #expect(key.kind == kind)
        for algorithm in algorithms {
            let signature = try key.signature(of: [1, 2, 3], by: algorithm)
            #expect(key.publicKey.isValid(signature, of: [1, 2, 3], by: algorithm))
            #expect(!key.publicKey.isValid(signature, of: [1, 2, 4], by: algorithm))
            #expect(!other.publicKey.isValid(signature, of: [1, 2, 3], by: algorithm))
            #expect(!key.publicKey.isValid(signature.dropLast(), of: [1, 2, 3], by: algorithm))
        }
    }

    @Test(arguments: kinds)
    func isReadAsItWasWritten(_ kind: KeyKind, _ algorithms: [SignatureAlgorithm]) throws {
        let key = try #require(PrivateKey.generated(kind))
        let again = try #require(PrivateKey(pem: "a comment\n" + key.pem))
        #expect(again.pem == key.pem && again.publicKey.der == key.publicKey.der)
        let known = try #require(PublicKey(pem: key.publicKey.pem))
        #expect(known.der == key.publicKey.der && known.kind == kind)
    }

    @Test func signsAsNoOtherKind() throws {
        let key = try #require(PrivateKey.generated(.p256))
        #expect(throws: CryptographyError.self) { try key.signature(of: [], by: .ed25519) }
        #expect(!key.publicKey.isValid([UInt8](repeating: 0, count: 64), of: [], by: .ecdsa(.sha256)))
        #expect(!key.publicKey.isValid([UInt8](repeating: 0, count: 64), of: [], by: .ed25519))
    }

    /// Keys that are encrypted, on other curves, or cut; nobody is asked for a pass phrase.
    @Test(arguments: [
        "", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        // openssl genpkey -algorithm ed25519 -aes256 -pass pass:secret
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjoJ97q+a3aeAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDlJj7q1Rg0EILRdn0Akv+EEQPeC
        lw2tDTG4vUmE437MUwbjU+wSIZVOShVSSPnbX2IEiAmIMTcPzfrIkWPn1D2mglBB
        MZXfLKliPnPwCIFoix4=
        -----END ENCRYPTED PRIVATE KEY-----
        """,
        // openssl ecparam -name secp384r1 -genkey -noout
        """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDARxQNJveTF2ECGRsIzurXXqoSc3vyKEwxpCvkqGEqevx98flKn9OHI
        6LshjtHz2++gBwYFK4EEACKhZANiAATXiAqDOmrN4DpBemhsPgIkAW+2AjEjEC5j
        IV0w4TY6j9/5UpYFkfQUCI5esfp3jKYRLq5MNPk345OTAtVP35vfKLcGn5zJ0Uek
        KQFTMuKBbQtwH9fgqYj6n9c/jTGX11c=
        -----END EC PRIVATE KEY-----
        """,
    ])
    func whatIsNoneOfTheseIsRefused(_ text: String) {
        #expect(PrivateKey(pem: text) == nil && PublicKey(pem: text) == nil)
    }
}
