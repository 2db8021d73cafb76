import Signing
import Testing

@Suite struct SigningTemplateTests {
    private func error(canonical: String = "", toSign: String = "", header: String = "") -> HMACSchemeError? {
        do throws(HMACSchemeError) {
            _ = try HMACScheme(
                signedHeaders: [],
                canonicalRequest: canonical,
                stringToSign: toSign,
                headers: [("X-Right", "{id}"), ("X-Signature", header)]
            )
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("{methd}", 0..<7, "unknown placeholder {methd}", "did you mean {method}?"),
        ("é{body-hsh}x", 2..<12, "unknown placeholder {body-hsh}", "did you mean {body-hash}?"),
        ("{signedheaders}", 0..<15, "unknown placeholder {signedheaders}", "did you mean {signedHeaders}?"),
        ("{header:}", 0..<9, "unknown placeholder {header:}", "did you mean {headers}?"),
        ("{}", 0..<2, "unknown placeholder {}", "did you mean {id}?"),
        (
            "{something else}", 0..<16, "unknown placeholder {something else}",
            "known here: {method} {path} {path/} {query} {headers} {signedHeaders} {body-hash} {id} {header:NAME}"
        ),
        ("{signature}", 0..<11, "{signature} has no value here", "it is made from this text"),
        (
            "a {canonicalRequest-hash}", 2..<25, "{canonicalRequest-hash} has no value here",
            "it is made from this text"
        ),
        (
            "{method} {path", 9..<14, "this { is never closed",
            "close it with }, or write {{ for a brace that opens no placeholder"
        ),
    ])
    func saysWhatIsWrong(_ text: String, _ range: Range<Int>, _ message: String, _ help: String) {
        let error = error(canonical: text)
        #expect(error?.part == "canonicalRequest")
        #expect(error?.range == range)
        #expect(error?.message == message)
        #expect(error?.help == help)
    }

    @Test func saysWhere() {
        #expect(error(toSign: "{canonicalRequest-hash}{signature}")?.part == "stringToSign")
        #expect(error(header: "{canonicalRequest-hash}{signature}{idd}")?.part == "headers")
        #expect(error(header: "{canonicalRequest-hash}{signature}") == nil)
    }

    @Test(arguments: ["", "plain", "}", "{{method}", "{header:X-Date}{id}", "{method}\n{path/}\n{query}"])
    func accepts(_ text: String) {
        #expect(error(canonical: text) == nil)
    }
}
