import Testing

@testable import Importing

@Suite struct NamesTests {
    @Test(arguments: [
        ("Authorization", true), ("X-Api-Key", true), ("access_token", true), ("password", true),
        ("clientSecret", true),
        ("sid", true), ("token_type", false), ("expires_in", false), ("tokenUrl", false), ("tokens_count", false),
        ("Accept", false), ("name", false), ("key", false), ("passenger", false),
    ])
    func aNameSaysWhetherItsValueIsSecret(_ name: String, _ isSecret: Bool) {
        #expect(SecretNames.holds(name) == isSecret)
    }

    @Test(arguments: [
        ("base url", "base_url"), ("a.b", "a_b"), ("1st", "st"), ("tokén", "tok_n"), ("", "value"), ("x-y_z", "x-y_z"),
    ])
    func namesAreThoseOfVariables(_ text: String, _ name: String) { #expect(VariableName.made(of: text) == name) }

    @Test(arguments: [("apiKey", "API_KEY"), ("client-secret", "CLIENT_SECRET"), ("token2", "TOKEN2"), ("a__b", "A_B")])
    func environmentVariablesAreInCapitals(_ name: String, _ shell: String) {
        #expect(VariableName.environment(name) == shell)
    }

    @Test func aURLIsTakenApartWhereItsBytesStayTheSame() {
        let plain = ImportedURL("https://ann:pw@api.example.com:8443/a%20b?q=x%20y&n=1#top")
        #expect(
            plain.base == "https://api.example.com:8443" && plain.path == "/a%20b" && plain.userInformation == "ann:pw"
        )
        #expect(plain.query == [.init("q", "x y"), .init("n", "1")])
        // `+` and a name without a value would be written otherwise.
        for text in ["/s?q=x+y", "/s?flag", "/s?a=%7e"] { #expect(ImportedURL("http://h\(text)").path == text) }
        #expect(ImportedURL("example.com/x").base == "http://example.com")
        #expect(ImportedURL("${baseUrl}/x").base == "${baseUrl}" && ImportedURL("${baseUrl}/x").path == "/x")
    }
}
