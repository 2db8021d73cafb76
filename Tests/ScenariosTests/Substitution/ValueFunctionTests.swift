import JSON
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

/// Functions of values, calculations, and dates in other zones.
@Suite struct ValueFunctionTests {
    private static let variables: [String: JSONValue] = [
        "v": "Hello", "n": 12, "d": .number(JSONNumber(literal: "0.1") ?? 0), "t": "7.50", "o": ["a": 1, "b": [true]],
        "key": "Jefe", "what": "what do ya want for nothing?", "user": "ann", "index": 3, "now": "never", "a-b": 5,
    ]

    private static func value(_ source: String) throws -> JSONValue {
        var scope = Fixtures.scope(variables)
        return try scope.value(ofText: source, in: "test.json")
    }

    /// Digests of "abc" from FIPS 180-4 and RFC 1321; codes from RFC 2202 and RFC 4231, test case 2.
    @Test(arguments: [
        ("${md5(abc)}", "900150983cd24fb0d6963f7d28e17f72"),
        ("${sha1(abc)}", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("${sha256(abc)}", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("${sha512_256(abc)}", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        (
            "${hmac.sha512_256(${key},${what})}",
            // python3: hmac.new(b"Jefe", b"what do ya want for nothing?", "sha512_256")
            "6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456"
        ),
        ("${sha256.base64(abc)}", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ("${sha256()}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("${hmac.md5(${key}, ${what})}", "750c783e6ab0b503eaa86e310a5db738"),
        ("${hmac.sha1(${key}, ${what})}", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        ("${hmac(${key},${what})}", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ("${hmac.sha256.base64(Jefe,what do ya want for nothing?)}", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="),
        ("${base64(user:pass)}", "dXNlcjpwYXNz"), ("${base64(${user}:${v})}", "YW5uOkhlbGxv"),
        ("${base64url(a?~>)}", "YT9-Pg"),
        ("${unbase64(SGk=)}", "Hi"), ("${unbase64(YT9-Pg)}", "a?~>"), ("${url(a b/é)}", "a%20b%2F%C3%A9"),
        ("${lower(${v})}!", "hello!"), ("${upper(${v})}", "HELLO"), ("${trim( ${v} x )}", "Hello x"),
        ("${json(${o})}", #"{"a":1,"b":[true]}"#), ("${json(${v})}", #""Hello""#), ("${text(${n})}", "12"),
        ("${upper(${lower(${v})})}", "HELLO"), ("${lower(a,B)}", "a,b"), ("${user} ${index} ${now}", "ann 3 never"),
    ])
    func functionsGive(_ source: String, _ text: String) throws {
        #expect(try Self.value(source) == .string(text))
    }

    @Test(arguments: [
        ("${n + 1}", "13"), ("${n - 13}", "-1"), ("${d + 0.2}", "0.3"), ("${n * 1.5}", "18"), ("${n / 5}", "2.4"),
        ("${t + 0}", "7.5"),
        ("${n + 2 * 3}", "18"), ("${(n + 2) * 3}", "42"), ("${n - 1 - 1}", "10"), ("${8 / 2 / 2}", "2"),
        ("${o.a + n}", "13"),
        ("${number(${t}) * 2}", "15"), ("${${n} + 1}", "13"), ("${a-b + 1}", "6"), ("${number(1e3)}", "1000"),
        ("${0 - n}", "-12"),
        ("${0.001 / 10}", "0.0001"), ("${9007199254740993 + 1}", "9007199254740994"), ("${-1 * 2}", "-2"),
        ("${(n)  + 1}", "13"),
    ])
    func calculationsAreExact(_ source: String, _ number: String) throws {
        let value = try Self.value(source)
        #expect(value.number == JSONNumber(literal: number), "\(value)")
        if !number.contains("e") { #expect(try Self.value("=\(source)") == .string("=\(value.plainText)")) }
    }

    @Test func aThirdIsAsNearAsItGets() throws {
        #expect(try Self.value("${1 / 3}").number?.double == 1.0 / 3.0)
        #expect(try Self.value("${1e30 * 2}").number?.double == 2e30)
    }

    @Test(arguments: [
        ("${now@+0200:yyyy-MM-dd'T'HH:mm:ssXXX}", "2026-11-24T14:00:00+02:00"),
        ("${now@-0330:HH:mm xx}", "08:30 -0330"),
        ("${now@Europe/Berlin:iso8601}", "2026-11-24T13:00:00+01:00"),
        ("${now+200d@Europe/Berlin:iso8601}", "2027-06-12T14:00:00+02:00"),
        ("${now-1h@America/Port-au-Prince:HH:mm XXX}", "06:00 -05:00"),
        ("${now:HH:mm XX}", "12:00 Z"), ("${now:HH:mm xxx}", "12:00 +00:00"), ("${now:dd - MM}", "24 - 11"),
        ("${now-12h@+1400:iso8601}", "2026-11-24T14:00:00+14:00"), ("${now@+0200:unix}", "1795521600"),
    ])
    func datesAreWrittenInOtherZones(_ source: String, _ text: String) throws {
        #expect(try Self.value(source).plainText == text)
    }

    @Test(arguments: [
        ("${shaa256(x)}", "unknown function 'shaa256'", "did you mean 'sha256'?"),
        ("${hmac.sha3(k,t)}", "unknown function 'hmac.sha3'", ""),
        ("${sha256.hex(x)}", "unknown function 'sha256.hex'", ""),
        ("${hmac(k)}", "hmac takes 2 arguments, found 1", "write ${hmac.sha256(${key},${text})}"),
        ("${unbase64(a)}", "unbase64 expects base64, found \"a\"", ""),
        ("${unbase64(/w==)}", "unbase64 gives texts, and these bytes are no UTF-8: \"/w==\"", ""),
        ("${number(${v})}", "number expects a number, found \"Hello\"", ""),
        ("${v + 1}", "a calculation needs numbers, found \"Hello\"", ""), ("${n / 0}", "a division by zero", ""),
        ("${n +  + 1}", "unknown variable 'n +'", ""),
        ("${n + }", "a number is missing beside an operator", "write for example ${a + 1}"),
        ("${nobody + 1}", "unknown variable 'nobody'", ""), ("${lower(${nobody})}", "unknown variable 'nobody'", ""),
        (
            "${now@Mars:HH}", "there is no time zone 'Mars'",
            "write a name of the IANA database such as Europe/Berlin, or a distance from UTC such as +0200"
        ),
        ("${now@+0200:http}", "the date format 'http' is in GMT", "leave the '@' and the zone out"),
    ])
    func mistakesAreTold(_ source: String, _ message: String, _ help: String) {
        do {
            let value = try Self.value(source)
            Issue.record("\(source) gives \(value)")
        } catch let error as TemplateError {
            #expect(error.message == message)
            if !help.isEmpty { #expect(error.help.hasPrefix(help)) }
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func whatASetupCapturesCanBeComputedWithInALoad() throws {
        let found = try Fixtures.problems(
            #"""
            { "suite": "S", "setup": [{ "expect": { "status": 200 }, "capture": { "key": "$.key" } }], "scenarios": [
              { "name": "n", "burst": { "requests": 2 }, "request": { "headers": { "X": "${sha256(${key})}" } }, "expect": { "status": 200 } } ] }
            """#
        )
        #expect(found.isEmpty, "\(found)")
    }

    /// What is made of a response is as little a file's name as the response itself.
    @Test func theServerChoosesNoFileThroughAFunction() throws {
        let found = try Fixtures.problems(
            #"""
            { "suite": "S", "scenarios": [ { "name": "n", "expect": { "status": 200 }, "steps": [
              { "capture": { "name": "$.name" } }, { "request": { "method": "PUT", "file": "${lower(${name})}" } } ] } ] }
            """#
        )
        #expect(found == ["the name of a file that is sent can't come from a response, and 'name' is captured"])
    }
}
