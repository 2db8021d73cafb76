import Foundation
import HTTP
import JSON
import PublicSuites
import Results
import Testing

@testable import Decoding
@testable import Scenarios

/// A secret is found however it is spelled, wherever it stands.
@Suite struct SpellingTests {
    static let secrets = [
        "Zm9v+YmFy/cXV4==", "pa&ss<wo>rd-2024", "geheim/Schlüssel/42", "it's(me)*2024!x \"q\"", #"ab%41c\nd+e f"x'"#,
        "k?>k?>~~~secret~~~", "sk_live_51H8xABCDEFGHIJKLMN", "emoji😀pass😀word", "a b+c%2Bd&amp;e=3D",
        "first line of it\nsecond line of it",
    ]

    @Test(arguments: secrets, Spelling.all.indices)
    func everySpellingIsHidden(secret: String, way: Int) {
        let redactor = Redactor()
        redactor.hide(secret, name: "S")
        let (name, make) = Spelling.all[way]
        let spelled = make(secret)
        for (before, after) in [("", ""), (#"{"k":""#, #""}"#), ("x=", "&y=1"), (#"\\"#, "41")] {
            let shown = redactor.redact(before + spelled + after)
            // What base64 has of its neighbours may stay.
            #expect(shown.contains("$S"), "\(name): \(shown)")
            #expect(shown.count <= before.count + after.count + 10, "\(name): \(shown)")
        }
    }

    @Test(arguments: secrets)
    func whatACutLeavesOfItIsHidden(secret: String) {
        let redactor = Redactor()
        redactor.hide(secret, name: "S")
        let half = secret.count / 2 + 1
        for text in [
            "key \(secret.prefix(5))...", "key \(secret.prefix(6))…", "\"…\(secret.suffix(5))\"",
            "\(secret.prefix(max(8, half))) is wrong", "\(secret.prefix(4))***",
        ] {
            #expect(redactor.redact(text).contains("$S"), "\(text)")
        }
    }

    @Test func whatOnlyBeginsLikeASecretStays() {
        let redactor = Redactor()
        redactor.hide("sk_live_51H8xABCDEFGHIJKLMN", name: "S")
        for text in ["sk_live_", "sk_live_other", "51H8xABCDEFGHIJKLMN", "c2tfbGl2ZQ==", "a.b...c", "%73%6B"] {
            #expect(redactor.redact(text) == text)
        }
    }

    /// Every text and number of a list or an object.
    @Test func everythingInAValueIsHidden() throws {
        let redactor = Redactor()
        let value = try JSONParser.parse(
            Array(#"{"token":"tok-12345","users":["bobby","alice"],"pin":8412,"n":1,"on":true}"#.utf8)
        )
        redactor.hide(value, name: "LOGIN")
        #expect(redactor.redact("tok-12345 alice 8412") == "$LOGIN_TOKEN $LOGIN_USERS_1 $LOGIN_PIN")
        #expect(redactor.redact(value.plainText) == "$LOGIN")
        #expect(redactor.redact("1 true") == "1 true")
    }

    @Test(arguments: [
        ("http://bob:s3cretpw@h:80/p", "http://bob:$T@h:80/p"), ("see http://a:b@c and", "see http://a:***@c and"),
        ("ftp://x:y@z:1/", "ftp://x:***@z:1/"), ("http://h/a:b@c", "http://h/a:b@c"), ("a:b@c", "a:b@c"),
        ("http://u:${pw}@h", "http://u:${pw}@h"), ("Basic Ym9iOnMzY3JldHB3", "Basic $T"),
    ])
    func thePasswordOfAURLIsHidden(text: String, shown: String) {
        let redactor = Redactor()
        redactor.hideUserInformation(of: "http://bob:s3cretpw@h:80", name: "T")
        #expect(redactor.redact(text) == shown)
    }

    @Test func whatWasHiddenOnceStays() {
        let redactor = Redactor()
        redactor.hide("TOKEN", name: "TOKEN")
        redactor.hide("s3cr3t-t0ken", name: "OTHER")
        let once = redactor.redact("a TOKEN and s3cr3t-t0ken")
        #expect(once == "a $TOKEN and $OTHER")
        #expect(redactor.redact(once) == once)
    }

    /// What is looked for in a text of our own must be long enough not to be there by chance.
    @Test func aShortSecretIsNotLookedForAgain() {
        let redactor = Redactor()
        redactor.hide("12", name: "PIN")
        redactor.hide("s3cr3t-t0ken", name: "OTHER")
        #expect(redactor.redactingAgain("p99 12 ms s3cr3t-t0ken") == "p99 12 ms $OTHER")
        #expect(redactor.redact("12") == "$PIN")
    }

    /// A text that has thousands of readings takes no longer than any other.
    @Test func noTextTakesForEver() {
        let redactor = Redactor()
        redactor.hide(String(repeating: "%25", count: 40), name: "S")
        redactor.hide(String(repeating: "+ ", count: 40), name: "P")
        for text in ["%25", "%2525", "+", #"\\"#, "&amp;", "=3D", "\r\n"] {
            _ = redactor.redact(String(repeating: text, count: 1000))
        }
    }

    /// A thousand secrets that begin alike are found as one is.
    @Test func manySecretsAreTold() {
        let redactor = Redactor()
        for index in 0..<1000 { redactor.hide("eyJhbGciOiJIUzI1NiJ9.\(index).end", name: "T\(index)") }
        #expect(redactor.redact("x eyJhbGciOiJIUzI1NiJ9.77.end y") == "x $T77 y")
        #expect(redactor.redact(Spelling.base64("a:eyJhbGciOiJIUzI1NiJ9.999.end")).contains("$T"))
    }
}
