/// Mistakes in credentials, and in what answers, connections, captures and templates say.
extension BrokenFiles {
    static let credentials: [(String, String)] = [
        (
            "auth-oauth2-keys",
            sending(
                #"{ "auth": { "oauth2": { "tokenURL": "/oauth/token", "clientID": "shop", "clientSecret": "s" } } }"#
            )
        ),
        (
            "auth-oauth2-grant",
            sending(
                #"{ "auth": { "oauth2": { "tokenUrl": "oauth/token", "grant": "authorization_code", "clientId": "shop" } } }"#
            )
        ),
        (
            "auth-oauth2-password-without-a-user",
            sending(
                #"{ "auth": { "oauth2": { "tokenUrl": "/oauth/token", "grant": "password", "clientId": "shop", "scope": ["read", 1] } } }"#
            )
        ),
        (
            "auth-oauth2-secret-and-assertion",
            sending(
                #"{ "auth": { "oauth2": { "tokenUrl": "/t", "clientId": "c", "clientSecret": "s", "clientAssertion": { "algorithm": "HS265", "key": "k" } } } }"#
            )
        ),
        ("auth-oauth2-is-a-text", sending(#"{ "auth": { "oauth2": "https://id.example.com/token" } }"#)),
        (
            "auth-jwt-algorithm",
            sending(#"{ "auth": { "jwt": { "algorithm": "none", "key": "s", "claims": { "iss": "us" } } } }"#)
        ),
        (
            "auth-jwt-without-a-key",
            sending(#"{ "auth": { "jwt": { "algorithm": "HS256", "claim": { "iss": "us" } } } }"#)
        ),
        (
            "auth-aws-keys",
            sending(#"{ "auth": { "aws": { "accessKeyId": "a", "secretKey": "s", "region": "eu-central-1" } } }"#)
        ),
        (
            "auth-aws-types",
            sending(
                #"{ "auth": { "aws": { "accessKey": "a", "secretKey": "s", "region": "r", "service": 3, "signsContent": "no", "signedHeaders": "X-A" } } }"#
            )
        ),
        (
            "auth-huawei",
            sending(
                #"{ "auth": { "huawei": { "accessKey": "a", "region": "cn-north-4", "signedHeaders": ["X-A", 1] } } }"#
            )
        ),
        ("auth-digest", sending(#"{ "auth": { "digest": { "user": "ann", "pasword": "p" } } }"#)),
        (
            "auth-digest-qop",
            sending(#"{ "auth": { "digest": { "user": "ann", "password": "p", "qop": "auth-conf" } } }"#)
        ),
        (
            "auth-message-signature-covers",
            sending(
                #"{ "auth": { "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "keyId": "shop", "covers": ["@methd", "date;sf;bs", 1] } } }"#
            )
        ),
        (
            "auth-message-signature-key",
            sending(
                #"{ "auth": { "messageSignature": { "algorithm": "ed25519", "key": "k", "keyId": "shop", "covers": ["@method"], "created": "yes" } } }"#
            )
        ),
        (
            "auth-api-key-two-places",
            sending(#"{ "auth": { "apiKey": { "header": "X-Key", "query": "key", "value": "v" } } }"#)
        ),
        ("auth-api-key-nowhere", sending(#"{ "auth": { "apiKey": { "value": "v", "in": "header" } } }"#)),
        (
            "auth-two-kinds",
            sending(#"{ "auth": { "jwt": { "algorithm": "HS256", "key": "s", "claims": {} }, "bearer": "t" } }"#)
        ),
        (
            "auth-jwt-base64",
            sending(
                #"{ "auth": { "jwt": { "algorithm": "HS256", "key": "no base64!", "keyEncoding": "base64", "claims": {} } } }"#
            )
        ),
        (
            "auth-jwt-parts",
            sending(#"{ "auth": { "jwt": { "algorithm": "HS256", "key": "x", "header": "kid", "claims": ["iss"] } } }"#)
        ),
        (
            "auth-jwt-key",
            sending(#"{ "auth": { "jwt": { "algorithm": "RS256", "key": "not a key in PEM", "claims": {} } } }"#)
        ),
        (
            "auth-message-signature-algorithm",
            sending(#"{ "auth": { "messageSignature": { "algorithm": "hmac-sha265", "key": "k" } } }"#)
        ),
        (
            "auth-message-signature-bytes-and-field",
            sending(
                #"{ "auth": { "messageSignature": { "algorithm": "hmac-sha256", "key": "k", "covers": ["date;sf;bs"] } } }"#
            )
        ),
        ("auth-api-key-without-a-value", sending(#"{ "auth": { "apiKey": { "header": "X-Key" } } }"#)),
    ]

    static let settings: [(String, String)] = [
        (
            "expect-cookies",
            expecting(
                #"{ "cookies": { "session": { "value": "x", "attribute": { "Path": "/" } }, "b": { "attributes": ["Secure"] } } }"#
            )
        ),
        ("expect-cookies-is-a-list", expecting(#"{ "cookies": ["session"] }"#)),
        (
            "expect-cookies-attributes",
            expecting(
                #"{ "cookies": { "session": { "value": { "lenght": 3 }, "attributes": { "Secure": { "exist": true } } } } }"#
            )
        ),
        ("expect-stream", expecting(#"{ "stream": { "counts": { ">=": 2 }, "first": 500, "gap": "2 s" } }"#)),
        (
            "expect-stream-events",
            expecting(
                #"{ "stream": { "events": { "first": { "data": "x" }, "0": { "datas": "x" }, "-1": "[DONE]" } } }"#
            )
        ),
        ("expect-stream-is-a-flag", expecting(#"{ "stream": true }"#)),
        (
            "expect-stream-each",
            expecting(#"{ "stream": { "count": { "atLeast": 2 }, "each": { "json": { "$.a[": 1 }, "data": "x" } } }"#)
        ),
        ("expect-trailers", expecting(#"{ "trailers": ["X-Sum"] }"#)),
        ("expect-trailers-matcher", expecting(#"{ "trailers": { "X-Sum": { "match": "^a" } } }"#)),
        ("receive-path", scenario(#""receive": { "path": "paid", "within": 30 }, "expect": { "status": 200 }"#)),
        (
            "receive-keys",
            scenario(
                #""receive": { "url": "/paid", "expect": { "status": 200 }, "respond": { "status": 20 } }, "expect": { "status": 200 }"#
            )
        ),
        ("receive-is-a-text", scenario(#""receive": "/paid", "expect": { "status": 200 }"#)),
        (
            "receive-expect",
            scenario(
                #""receive": { "path": "/paid", "expect": { "method": "PSOT", "json": { "$.a[": 1 } }, "count": -1 }, "expect": { "status": 200 }"#
            )
        ),
        (
            "receive-of-a-load",
            scenario(
                #""load": { "rate": "1/s", "for": "1s" }, "receive": { "path": "/paid" }, "expect": { "status": 200 }"#
            )
        ),
        (
            "connection-resolve",
            suite(
                #""connection": { "resolve": { "api.example.com": "localhost", "api.example.com:0": "127.0.0.1", "http://b": "::1" } }"#
            )
        ),
        ("connection-resolve-is-a-list", suite(#""connection": { "resolve": ["api.example.com:443:127.0.0.1"] }"#)),
        ("connection-proxy", suite(#""connection": { "proxy": "127.0.0.1:3128" }"#)),
        ("connection-proxy-object", suite(#""connection": { "proxy": { "url": "http://127.0.0.1:3128" } }"#)),
        ("connection-cookies", suite(#""connection": { "cookies": "no" }"#)),
        ("connection-key-password-alone", suite(#""connection": { "tls": { "keyPassword": "p" } }"#)),
        (
            "connection-key-password-type",
            suite(#""connection": { "tls": { "certificate": "c.pem", "key": "k.pem", "keyPasword": "p" } }"#)
        ),
        (
            "connection-key-password-number",
            suite(#""connection": { "tls": { "certificate": "c.pem", "key": "k.pem", "keyPassword": 1234 } }"#)
        ),
        (
            "capture-default",
            scenario(
                #""expect": { "status": 200 }, "capture": { "a": { "json": "$.a", "defualt": 1 }, "b": { "default": "x" }, "c": { "header": "X", "default": { "secret": "y" }, "secret": "yes" } }"#
            )
        ),
        (
            "capture-default-and-all",
            scenario(#""expect": { "status": 200 }, "capture": { "a": { "json": "$.a", "all": true, "default": 1 } }"#)
        ),
        (
            "template-function-without-brackets",
            sending(
                #"{ "path": "/${sha256}", "headers": { "A": "${base64:b}", "B": "${uuid.v8}", "C": "${random.hex}" } }"#
            )
        ),
        (
            "template-function-with-brackets",
            sending(#"{ "path": "/${uuid()}", "headers": { "A": "${now(iso8601)}", "B": "${env(HOME)}" } }"#)
        ),
        (
            "template-function-unknown",
            sending(#"{ "path": "/${sha265(x)}", "headers": { "A": "${calc(1+1)}", "B": "${hmac.sha256(k)}" } }"#)
        ),
        (
            "template-function-range",
            sending(
                #"{ "path": "/${random.int(9,1)}", "headers": { "A": "${random.alnum(-3)}", "B": "${random.int(a,b)}", "C": "${random.hex()}", "D": "${now+5x:unix}" } }"#
            )
        ),
    ]
}
