import HTTP
import Testing

@testable import Signing

/// AWS Signature Version 4 by the vectors of its test suite, and Huawei Cloud's SDK-HMAC-SHA256 by those of its
/// documentation.
@Suite struct CloudSignatureTests {
    private static func aws(service: String = "service", token: String? = nil, signsContent: Bool = true)
        -> CloudSignature
    {
        CloudSignature(
            .aws(region: "us-east-1", service: service, sessionToken: token, signsContent: signsContent),
            credentials: HMACCredentials(id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        )
    }

    private static func signature(_ fields: [HeaderField]) -> String {
        let text = fields.last?.value ?? ""
        return text.split(separator: "Signature=").last.map(String.init) ?? ""
    }

    /// The cases `get-vanilla`, `post-vanilla`, `get-vanilla-query-order-key-case` and `post-x-www-form-urlencoded`.
    @Test(arguments: [
        ("GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "GET", "/?Param2=value2&Param1=value1", "", "",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        (
            "POST", "/", "application/x-www-form-urlencoded", "Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
    ])
    func awsSignsAsItsVectorsSay(_ method: String, _ target: String, _ type: String, _ body: String, _ expected: String)
    {
        var request = HTTPRequest(method: method, url: "https://example.amazonaws.com\(target)", body: Array(body.utf8))
        if !type.isEmpty { request.headers.append("Content-Type", type) }
        let fields = Self.aws().headers(signing: request, at: "20150830T123600Z")
        #expect(fields.map(\.name) == ["X-Amz-Date", "Authorization"])
        #expect(Self.signature(fields) == expected)
        let names = type.isEmpty ? "host;x-amz-date" : "content-type;host;x-amz-date"
        let scope =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=\(names), "
        #expect(fields.last?.value.hasPrefix(scope) == true)
    }

    @Test func whatAWSWantsBesidesIsSignedToo() {
        let request = HTTPRequest(method: "PUT", url: "https://b.s3.amazonaws.com/a%20b", body: Array("x".utf8))
        let fields = Self.aws(service: "s3", token: "T", signsContent: false).headers(
            signing: request,
            at: "20150830T123600Z"
        )
        #expect(
            fields.dropLast().map { "\($0.name): \($0.value)" } == [
                "X-Amz-Date: 20150830T123600Z", "X-Amz-Security-Token: T", "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD",
            ]
        )
        #expect(fields.last?.value.contains("host;x-amz-content-sha256;x-amz-date;x-amz-security-token") == true)
        // Other services sign a path that is encoded once more.
        let other = Self.aws().headers(signing: request, at: "20150830T123600Z")
        let plain = HTTPRequest(method: "PUT", url: "https://b.s3.amazonaws.com/a b", body: Array("x".utf8))
        #expect(Self.signature(other) == Self.signature(Self.aws().headers(signing: plain, at: "20150830T123600Z")))
        #expect(
            Self.signature(other)
                != Self.signature(Self.aws(service: "s3").headers(signing: request, at: "20150830T123600Z"))
        )
    }

    @Test(arguments: [
        ("GET", "", "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842"),
        ("POST", #"{"name":"test","id":1}"#, "436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f"),
    ])
    func huaweiSignsAsItsDocumentationSays(_ method: String, _ body: String, _ expected: String) {
        var request = HTTPRequest(
            method: method,
            url: "https://service.endpoint.myhuaweicloud.com/resources?size=1",
            body: Array(body.utf8)
        )
        request.headers.append("Content-Type", "application/json")
        let signature = CloudSignature(.huawei, credentials: HMACCredentials(id: "AccessKey", secret: "SecretKey"))
        let fields = signature.headers(signing: request, at: "20200608T023900Z")
        #expect(
            fields.last?.value
                == "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, Signature=\(expected)"
        )
    }

    @Test func aTimeThatIsThereStays() {
        var request = HTTPRequest(method: "GET", url: "https://service.endpoint.myhuaweicloud.com/resources?size=1")
        request.headers.append("x-sdk-date", "20200608T023900Z")
        let signature = CloudSignature(.huawei, credentials: HMACCredentials(id: "AccessKey", secret: "SecretKey"))
        let fields = signature.headers(signing: request, at: "20991231T000000Z")
        #expect(fields.map(\.name) == ["Authorization"])
        #expect(Self.signature(fields) == "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842")
    }
}
