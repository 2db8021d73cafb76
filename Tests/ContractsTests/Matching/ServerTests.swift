import Testing

@testable import Contracts

@Suite struct ServerTests {
    @Test(arguments: [
        ("https://h/v1/", "/v1"), ("/v1", "/v1"), ("/", ""), ("https://h", ""), ("//h/x/y?z#w", "/x/y"), ("", ""),
        ("https://{h}:{p}/a/{v}", "/a/{v}"), ("{base}/b", "/x/b"), ("https://h/{deep}", "/p/q"),
    ]) func knowsThePathOfAServer(url: String, expected: String) {
        let server = ContractServer(url: url, variables: ["base": "https://h/x", "v": "1", "deep": "p/q"])
        #expect(server.basePath.text == expected)
    }
}
