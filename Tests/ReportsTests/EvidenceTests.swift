import Cryptography
import Foundation
import Glibc
import JSON
import Testing
import URI

@testable import Reports

@Suite struct EvidenceTests {
    private let files: [(path: String, bytes: [UInt8])] = [
        ("results.json", Array("{}".utf8)), ("loads/a.hlog", Array("#".utf8)),
    ]

    /// FIPS 180-4: the digest of "abc".
    @Test func theDigestIsSHA256() {
        let digest = EvidenceManifest.digest(Array("abc".utf8))
        #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func aManifestIsReadAsItWasWritten() throws {
        let manifest = EvidenceManifest(tool: "muster 0.1.0", files)
        #expect(manifest.files.map(\.path) == ["loads/a.hlog", "results.json"])
        #expect(try EvidenceManifest(JSONParser.parse(manifest.bytes)) == manifest)
        #expect(throws: ResultsError.self) { try EvidenceManifest(["format": "muster-results", "version": 1]) }
    }

    @Test func everyChangeIsTold() {
        let sealed = EvidenceManifest(tool: "t", files)
        let now = EvidenceManifest(tool: "t", [("results.json", Array("{} ".utf8)), ("new.txt", [])])
        let words = sealed.differences(to: now).map(\.description)
        #expect(words == ["missing: loads/a.hlog", "changed: results.json", "added since: new.txt"])
        #expect(sealed.differences(to: sealed).isEmpty)
    }

    /// What is neither a file nor a folder is told of, and what stands in the place of a sealed file is a change.
    @Test func whatIsNoFileIsTold() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/"
        try Data("{}".utf8).write(to: URL(filePath: path + "results.json"))
        #expect(symlink("results.json", path + "link") == 0 && mkfifo(path + "pipe", 0o600) == 0)
        let found = try EvidenceManifest.paths(in: path)
        #expect(found.files == ["results.json"] && found.others == ["link", "pipe"])
        let sealed = EvidenceManifest(tool: "t", [("results.json", Array("{}".utf8)), ("link", Array("{}".utf8))])
        let now = EvidenceManifest(tool: "t", [("results.json", Array("{}".utf8))], others: found.others)
        #expect(sealed.differences(to: now) == [.changed("link"), .added("pipe")])
    }

    /// RFC 8032, section 7.1, test 3: the key, the message af82 and its signature; the key in the form of RFC 8410.
    @Test func anEd25519KeySignsAsItsStandardSays() throws {
        let der = "302e020100300506032b657004220420c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
        let pem = "-----BEGIN PRIVATE KEY-----\n\(Base64.encode(Self.bytes(der)))\n-----END PRIVATE KEY-----\n"
        let signature = try EvidenceKey(pem: pem).signature(of: [0xAF, 0x82])
        #expect(
            signature.bytes
                == Self.bytes(
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
                )
        )
        #expect(signature.isValid(for: [0xAF, 0x82]) && !signature.isValid(for: [0xAF, 0x83]))
        #expect(try EvidenceSignature(signature.json) == signature)
        #expect(signature.isBy(signature.publicKey))
    }

    @Test func anRSAKeySigns() throws {
        let key = try #require(PrivateKey.generated(.rsa(bits: 2048)))
        let signature = try EvidenceKey(pem: key.pem).signature(of: [1, 2, 3])
        #expect(signature.algorithm == .rsa)
        #expect(signature.isValid(for: [1, 2, 3]) && !signature.isValid(for: [1, 2]))
        #expect(signature.isBy(key.publicKey.pem))
        let other = try #require(PrivateKey.generated(.rsa(bits: 2048)))
        #expect(!signature.isBy(other.publicKey.pem))
    }

    @Test(arguments: ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func whatIsNoKeyIsRefused(text: String) {
        #expect(throws: EvidenceKeyError.self) { try EvidenceKey(pem: text) }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        var rest = Substring(hexadecimal)
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
