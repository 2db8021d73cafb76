import HTTP
import Testing

@Suite struct ResponseRulesTests {
    private func found(_ status: Int, _ fields: [(String, String)], to asked: [(String, String)] = []) -> Deviations {
        let response = HTTPResponse(status: status, headers: HeaderFields(fields.map { HeaderField($0.0, $0.1) }))
        let request = HTTPRequest(
            method: "GET",
            url: "http://h/",
            headers: HeaderFields(asked.map { HeaderField($0.0, $0.1) })
        )
        return ResponseRules.deviations(of: response, to: request)
    }

    @Test func eachDeviationHasANameAndASection() {
        #expect(Deviation.allCases.count >= 25)
        #expect(Set(Deviation.allCases.map(\.name)).count == Deviation.allCases.count)
        for deviation in Deviation.allCases {
            #expect(deviation.section.hasPrefix("RFC "))
            #expect(Deviation(name: deviation.name) == deviation)
            #expect(
                deviation.name.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
            )
        }
        #expect(Array(Deviations.all) == Deviation.allCases)
    }

    @Test func statusesThatNeedAField() {
        #expect(found(401, []) == [.missingChallenge])
        #expect(found(401, [("www-authenticate", "Basic")]) == [])
        #expect(found(407, []) == [.missingProxyChallenge])
        #expect(found(405, []) == [.missingAllow])
        #expect(found(405, [("Allow", "")]) == [])
        #expect(found(426, []) == [.missingUpgrade])
        #expect(found(101, []) == [.missingUpgrade])
        #expect(found(206, []) == [.missingContentRange, .unaskedPart])
        #expect(found(206, [("Content-Range", "bytes 0-1/2")], to: [("Range", "bytes=0-1")]) == [])
        #expect(found(206, [("Content-Type", "multipart/byteranges; boundary=x")], to: [("range", "x")]) == [])
        #expect(found(304, []) == [.unaskedNotModified])
        #expect(found(304, [], to: [("If-None-Match", "*")]) == [])
    }

    private static let values: [(String, String, Deviations)] = [
        ("Content-Type", "text/plain", []), ("Content-Type", "text/plain;charset=utf-8", []),
        ("Content-Type", "text/plain ; a=\"b;\\\"c\" ;", []), ("Content-Type", "text", [.invalidMediaType]),
        ("Content-Type", "text/", [.invalidMediaType]), ("Content-Type", "", [.invalidMediaType]),
        ("Content-Type", "text/plain; charset", [.invalidMediaType]), ("Content-Type", "a/b, c/d", [.invalidMediaType]),
        ("Content-Type", "a/b; c=\"d", [.invalidMediaType]), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT", []),
        ("Date", "Sunday, 06-Nov-94 08:49:37 GMT", [.invalidDate]),
        ("Date", "Sun Nov  6 08:49:37 1994", [.invalidDate]),
        ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 UTC", [.invalidDate]),
        ("Date", "Sun, 06 Nov 1994 24:49:37 GMT", [.invalidDate]),
        ("ETag", "\"x\"", []), ("ETag", "W/\"\"", []), ("ETag", "x", [.invalidEntityTag]),
        ("ETag", "\"a b\"", [.invalidEntityTag]),
        ("ETag", "w/\"x\"", [.invalidEntityTag]),
        ("Deprecation", "@1688169599", []), ("Deprecation", "@-1", []), ("Deprecation", "@1688169599;a=1", []),
        ("Deprecation", "true", [.invalidDeprecation]), ("Deprecation", "@", [.invalidDeprecation]),
        ("Deprecation", "Sun, 06 Nov 1994 08:49:37 GMT", [.invalidDeprecation]),
        ("Deprecation", "@1688169599.5", [.invalidDeprecation]),
        ("Sunset", "Sun, 06 Nov 1994 08:49:37 GMT", []), ("Sunset", "1994-11-06", [.invalidSunset]),
        ("Sunset", "Sun, 31 Feb 1994 08:49:37 GMT", [.invalidSunset]),
    ]

    @Test(arguments: values)
    func fields(name: String, value: String, wanted: Deviations) {
        #expect(found(200, [(name, value)]) == wanted)
    }

    @Test func nothingEndsBeforeItIsDeprecated() {
        let end = ("Sunset", "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(found(200, [("Deprecation", "@784111777"), end]) == [])
        #expect(found(200, [("Deprecation", "@784111778"), end]) == [.earlySunset])
    }

    @Test func whatCanBeThereOnce() {
        #expect(found(200, [("Content-Type", "a/b"), ("content-type", "a/b")]) == [.repeatedField])
        #expect(found(200, [("X", "1"), ("X", "1"), ("Set-Cookie", "a=b"), ("Set-Cookie", "a=b")]) == [])
    }
}
