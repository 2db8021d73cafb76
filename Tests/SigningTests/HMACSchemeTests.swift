import Cryptography
import HTTP
import Signing
import Testing

@Suite struct HMACSchemeTests {
    /// The scheme of the AppId, SignedHeaders, Signature kind, by configuration alone.
    static func gateway() throws -> HMACScheme {
        try HMACScheme(
            signedHeaders: ["X-User-Id", "host", "x-date"],
            canonicalRequest: "{method}\n{path/}\n{query}\n{headers}\n{signedHeaders}\n{body-hash}",
            stringToSign: "HMAC-SHA256\n{canonicalRequest-hash}",
            headers: [
                ("Authorization", "HMAC-SHA256 AppId={id},SignedHeaders={signedHeaders},Signature={signature}")
            ]
        )
    }

    static let credentials = HMACCredentials(id: "a1b2", secret: "app-secret")

    static let request = HTTPRequest(
        method: "POST",
        url: "https://api.example.com/koodrive/ose/v1/document/thumbnail",
        headers: HeaderFields([
            HeaderField("X-Date", " 20261124T020000Z "), HeaderField("X-User-Id", "1605107117323346560"),
        ]),
        body: Array(
            (#"{"containerId":"IAAAKIRZGifzJgncA1605122035640590977","#
                + #""fileId":"FkiferVNK5NwXck7XXBhPLIRhV1GayJPc","userId":"1605107117323346560"}"#).utf8
        )
    )

    // Derivation: python3 -c 'import hmac,hashlib
    // body=b"{\"containerId\":\"IAAAKIRZGifzJgncA1605122035640590977\","
    //        b"\"fileId\":\"FkiferVNK5NwXck7XXBhPLIRhV1GayJPc\","
    //        b"\"userId\":\"1605107117323346560\"}"
    //   c="POST\n/koodrive/ose/v1/document/thumbnail/\n\nhost:api.example.com\nx-date:20261124T020000Z\n" \
    //     "x-user-id:1605107117323346560\n\nhost;x-date;x-user-id\n"+hashlib.sha256(body).hexdigest()
    //   s="HMAC-SHA256\n"+hashlib.sha256(c.encode()).hexdigest()
    //   print(hmac.new(b"app-secret",s.encode(),hashlib.sha256).hexdigest())'
    @Test func signsByConfigurationAlone() throws {
        let scheme = try Self.gateway()
        #expect(
            scheme.canonicalRequest(of: Self.request) == """
                POST
                /koodrive/ose/v1/document/thumbnail/

                host:api.example.com
                x-date:20261124T020000Z
                x-user-id:1605107117323346560

                host;x-date;x-user-id
                4383f5816824134b5d64de33dcfbdcd62dbf4a41b98eb85c497592be208779ae
                """
        )
        #expect(
            scheme.stringToSign(of: Self.request)
                == "HMAC-SHA256\nfe2c100cc081ed294b5220e1b2238c724a44d1210b08f4bb1f1d4715144c9730"
        )
        let signed = scheme.sign(Self.request, credentials: Self.credentials)
        #expect(
            signed.headers.values("authorization") == [
                "HMAC-SHA256 AppId=a1b2,SignedHeaders=host;x-date;x-user-id,"
                    + "Signature=eda0f01eb9d35378688e1bbb66c3e5ded16e0941b32b941282e3f835f9d241c7"
            ]
        )
        #expect(signed.headers.all.count == 3)
        #expect(signed.body == Self.request.body)
    }

    /// The canonical request of the public `get-vanilla` example of AWS Signature Version 4, which has the same shape.
    @Test func agreesWithAPublicExample() throws {
        let scheme = try HMACScheme(
            signedHeaders: ["host", "x-amz-date"],
            canonicalRequest: "{method}\n{path}\n{query}\n{headers}\n{signedHeaders}\n{body-hash}",
            stringToSign: "{canonicalRequest-hash}",
            headers: []
        )
        let request = HTTPRequest(
            method: "GET",
            url: "http://example.amazonaws.com:80",
            headers: HeaderFields([HeaderField("X-Amz-Date", "20150830T123600Z")])
        )
        #expect(
            scheme.stringToSign(of: request) == "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63"
        )
    }

    // Derivation:
    //   python3 -c 'import hmac,hashlib,base64
    //   s="GET\n/a%20b/%2F/c\na=1&a=2&b=%2B&c=\nkey-1\nx,  y, z"
    //   print(base64.b64encode(hmac.new("sécret".encode(),s.encode(),hashlib.sha512).digest()).decode())'
    @Test func normalisesPathAndQuery() throws {
        let scheme = try HMACScheme(
            hash: .sha512,
            encoding: .base64,
            signedHeaders: [],
            canonicalRequest: "",
            stringToSign: "{method}\n{path}\n{query}\n{id}\n{header:X-List}",
            headers: [("X-Signature", "{signature}")]
        )
        let request = HTTPRequest(
            method: "GET",
            url: "https://user@h.example/a b/%2f/%63?c&b=%2b&a=2&&a=1#part",
            headers: HeaderFields([HeaderField("x-list", "x,  y"), HeaderField("X-List", "z")])
        )
        #expect(scheme.stringToSign(of: request, id: "key-1") == "GET\n/a%20b/%2F/c\na=1&a=2&b=%2B&c=\nkey-1\nx,  y, z")
        let signed = scheme.sign(request, credentials: HMACCredentials(id: "key-1", secret: "sécret"))
        #expect(
            signed.headers["X-Signature"]
                == "bcUFseSUULCuUk3Tiu5761MT2yh6VNcuw0Bsys2pkTVTgS7aEzXotD93q/5Xo+qc7agMYBTfUNC2HJzn5RTUMA=="
        )
    }

    // Derivation: python3 -c 'import hmac,hashlib
    //   print(hmac.new(b"k",b"host:h.example:8443\nx-app:app-7\n",hashlib.sha256).hexdigest())'
    @Test func signsTheFieldsThatItSetsItself() throws {
        let scheme = try HMACScheme(
            signedHeaders: ["host", "x-app"],
            canonicalRequest: "",
            stringToSign: "{headers}",
            headers: [
                ("X-Mac", "{{{signature}}"),
                ("X-App", "app-{id}"),
            ]
        )
        let request = HTTPRequest(
            method: "GET",
            url: "https://h.example:8443/",
            headers: HeaderFields([HeaderField("x-app", "another"), HeaderField("X-App", "two")])
        )
        let signed = scheme.sign(request, credentials: HMACCredentials(id: "7", secret: "k"))
        #expect(signed.headers.values("X-App") == ["app-7"])
        #expect(
            signed.headers.values("X-Mac") == ["{b79d3178d47dba30a7e500c3a066e712347e2db903ca08aa5544aaad9d451ac7}"]
        )
        #expect(scheme.verifies(signed, keys: ["7": "k"]) == "7")
    }

    @Test func verifiesItsOwnSignatureOnly() throws {
        let scheme = try Self.gateway()
        let keys = ["other": "app-secret", "a1b2": "app-secret", "third": "x"]
        let signed = scheme.sign(Self.request, credentials: Self.credentials)
        #expect(scheme.verifies(signed, keys: keys) == "a1b2")
        #expect(scheme.verifies(signed, keys: ["a1b2": "wrong", "other": "app-secret"]) == nil)
        #expect(scheme.verifies(signed, keys: [:]) == nil)
        #expect(scheme.verifies(Self.request, keys: keys) == nil)
    }

    @Test(arguments: 0..<9)
    func refusesATamperedRequest(_ change: Int) throws {
        let scheme = try Self.gateway()
        var request = scheme.sign(Self.request, credentials: Self.credentials)
        switch change {
        case 0: request.method = "PUT"
        case 1: request.url += "/x"
        case 2: request.url += "?a"
        case 3: request.url = "https://api.example.org/koodrive/ose/v1/document/thumbnail"
        case 4: request.body?.append(0x20)
        case 5: request.body = nil
        case 6: request.headers.append("X-Date", "20261124T020000Z")
        case 7: request.headers.append("Authorization", request.headers["Authorization"] ?? "")
        default:
            request.headers.remove("X-User-Id")
            request.headers.append("X-User-Id", "1605107117323346561")
        }
        #expect(scheme.verifies(request, keys: ["a1b2": "app-secret"]) == nil)
    }

    @Test func neverPrintsTheSecret() {
        #expect(!"\(Self.credentials)".contains("app-secret"))
        #expect(!String(reflecting: Self.credentials).contains("app-secret"))
    }
}
