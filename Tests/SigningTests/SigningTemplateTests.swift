import Signing
import Testing

@Suite struct SigningTemplateTests {
    @Test(arguments: [
        ("{methd}", SigningTemplate.Role.canonicalRequest, 0, "unknown placeholder {methd}; did you mean {method}?"),
        ("é{body-hsh}", .canonicalRequest, 2, "unknown placeholder {body-hsh}; did you mean {body-hash}?"),
        ("{signedheaders}", .header, 0, "unknown placeholder {signedheaders}; did you mean {signedHeaders}?"),
        ("{header:}", .header, 0, "unknown placeholder {header:}; did you mean {headers}?"),
        ("{}", .header, 0, "unknown placeholder {}; did you mean {id}?"),
        ("{something entirely else}", .header, 0, "unknown placeholder {something entirely else}"),
        ("{signature}", .stringToSign, 0, "{signature} is not known yet here: it is made from this template"),
        (
            "a {canonicalRequest-hash}", .canonicalRequest, 2,
            "{canonicalRequest-hash} is not known yet here: it is made from this template"
        ),
        (
            "{method} {path", .header, 9,
            "this { is never closed; write {{ for a brace that opens no placeholder"
        ),
    ])
    func saysWhatIsWrong(_ text: String, _ role: SigningTemplate.Role, _ offset: Int, _ message: String) {
        let error = #expect(throws: SigningTemplateError.self) { try SigningTemplate(text, for: role) }
        #expect(error?.offset == offset)
        #expect(error?.description == message)
    }

    @Test(arguments: ["", "plain", "}", "{{method}", "{header:X-Date}{id}", "{method}\n{path/}\n{query}"])
    func accepts(_ text: String) throws {
        #expect(try SigningTemplate(text, for: .canonicalRequest).text == text)
    }
}
