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

    /// Base64 in which a secret stands: the groups of four in which it is go, with what can be read before it and all
    /// that follows in the same text; what isn't the secret's own text stays.
    @Test(
        arguments: [
            ("the secret alone", [], "", "", "$S"),
            ("a name before it", Array("user:".utf8), "", "", "$S"),
            ("bytes that are no text", [1, 2, 3] + Array("r:".utf8), "", "", "AQID$S"),
            ("a byte that no text holds", [0x61, 0x7F, 0x62] + Array("r:".utf8), "", "", "YX9i$S"),
            ("a blank is text", Array("a bc".utf8), "", "", "$S"),
            ("what stands before is no group", [], "ab", "", "ab$S"),
            ("what stands before is of both alphabets", [], "ab-/", "", "$S"),
            ("one character more is no group", [], "", "A", "$SA"),
            ("two more are what they can't be", [], "", "AB", "$SAB"),
            ("another group and two more", [], "", "QUJDAB", "$SQUJDAB"),
            ("another group", [], "", "QUJD", "$S"),
            ("something else", [], "(", ") x", "($S) x"),
        ] as [(String, [UInt8], String, String, String)]
    )
    func base64AroundASecretIsCutBetweenGroups(
        _ words: String,
        _ inside: [UInt8],
        _ before: String,
        _ after: String,
        _ shown: String
    ) {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0ken", name: "S")
        let encoded = Encoded.base64(inside + Array("s3cr3t-t0ken".utf8))
        #expect(redactor.redact(before + encoded + after) == shown)
    }

    /// The last character of a cut encoding has bits of the secret, whatever would have followed.
    @Test func anEncodingThatEndsWithinAGroupIsHiddenToItsEnd() {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0k", name: "S")
        #expect(redactor.redact("czNjcjN0LXQwa xyz") == "$S xyz")
        #expect(redactor.redact("czNjcjN0LXQwaw== xyz") == "$S xyz")
        #expect(redactor.redact("czNjcjN0LXQwaw xyz") == "$S xyz")
    }

    /// The four bytes behind a cut that are the secret's last end the text, or not.
    @Test(arguments: [
        ("…0ken", "…$S"), ("…0ken.", "…$S."), ("…ken", "…ken"), ("...t0ke...", "...$S..."), ("…t0ke", "…t0ke"),
    ])
    func whatStandsBehindACutIsHidden(_ text: String, _ shown: String) {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0ken", name: "S")
        #expect(redactor.redact(text) == shown)
    }

    /// A line that is folded within a secret's first characters hides nothing of it; one that is folded before it isn't
    /// part of it.
    @Test(arguments: [
        ("s3=\r\ncr3t-t0ken", "$S"), ("s=\n3cr3t-t0ken", "$S"), ("=\r\ns3cr3t-t0ken", "=\r\n$S"),
        ("\r\ns3cr3t-t0ken\r\n", "\r\n$S\r\n"), ("s3cr\n3t-t0ken", "$S"),
        ("s3cr\r\n \t3t-t0ken", "$S"), ("- >\n    s3cr3t\n    -t0ken\n", "- >\n    $S\n"),
        ("s3cr3t\n\n  x", "s3cr3t\n\n  x"),
        ("<![CDATA[s3]]><![CDATA[cr3t-t0]]><![CDATA[ken]]>", "<![CDATA[$S]]>"),
        ("]]><![CDATA[s3cr3t-t0ken", "]]><![CDATA[$S"), ("s]]>3cr3t-t0ken", "s]]>3cr3t-t0ken"),
        (#"\163\063\143\162\063\164\055\164\060\153\145\156"#, "$S"), (#"\x733cr3t-t0ken"#, "$S"),
    ])
    func foldsAndEscapesWithinASecret(_ text: String, _ shown: String) {
        let redactor = Redactor()
        redactor.hide("s3cr3t-t0ken", name: "S")
        #expect(redactor.redact(text) == shown)
    }
}
