import HTTP
import Testing

@testable import Transport

@Suite struct RedactionTests {
    @Test(arguments: [
        ("can't reach http://me:s3cr3t@host/a", "can't reach http://***@host/a"),
        ("http://me:p@ss@host:80/a@b", "http://***@host:80/a@b"),
        ("http://token@host?x=a@b", "http://***@host?x=a@b"),
        ("http://host/path@x //y@z", "http://host/path@x //***@z"),
        ("user me, password s3cr3t\u{301}!", "user me, password ***\u{301}!"),
        ("s3cr3ts3cr3t", "******"),
        ("nothing to hide: a@b // c", "nothing to hide: a@b // c"),
        ("", ""),
    ])
    func hidesSecretsAndUserInformation(text: String, redacted: String) {
        #expect(Redaction.redact(text, ["s3cr3t", ""]) == redacted)
    }

    @Test func aFailureHidesThePasswordOfTheURL() async throws {
        let client = try newClient()
        let exchange = await client.send(request("http://me:s3cr3t@name.invalid/?a"))
        await client.shutdown()
        try #expect(!exchange.failure().detail.contains("s3cr3t"))
    }
}
