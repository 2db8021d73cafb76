import JSON

/// Headers of the protocol.
extension CaseMaker {
    mutating func addProtocolHeaders() {
        addHeader("accept-any", "a client that accepts everything", "Accept", "*/*")
        addHeader("accept-missing", "a client that doesn't say what it accepts", "Accept", .null)
        addHeader(
            "accept-unmeetable",
            "a client that accepts nothing we have",
            "Accept",
            "application/vnd.muster.unknown"
        )
        addHeader("accept-refuses-all", "a client that accepts nothing at all", "Accept", "*/*;q=0")
        addHeader("accept-malformed", "an Accept that is malformed", "Accept", "json, ;;q=x")
        addHeader("accept-language-unknown", "a language that nobody speaks", "Accept-Language", "xx-MUSTER")
        addHeader("accept-charset-unknown", "an unknown Accept-Charset", "Accept-Charset", "muster-8")
        addHeader(
            "accept-encoding-identity-refused",
            "a client that refuses plain content",
            "Accept-Encoding",
            "identity;q=0"
        )
        if base.draft.body != .none {
            addHeader("expect-continue", "a client that waits for 100", "Expect", "100-continue")
        }
        addHeader("expect-unknown", "an unknown expectation", "Expect", "muster")
        addHeader("header-unknown", "a header that nobody knows", "X-Muster-Unknown", "text")
        let own = base.draft.header("Cookie")?.string.map { "\($0); " } ?? ""
        add("cookie-junk", "a cookie that nobody set") {
            $0.set(header: "Cookie", .string(own + "muster=1; $Version=1; =; a"))
        }
        addHeader("origin-foreign", "a foreign origin", "Origin", "https://muster.example")
        if operation.method != "GET" {
            addHeader("range-on-write", "a range that no content has", "Range", "bytes=999999-")
        }
        addOversized()
    }

    private mutating func addHeader(_ kind: String, _ words: String, _ name: String, _ value: JSONValue) {
        // What the contract or the base request says about this header comes first.
        if operation.parameter(name, in: .header) != nil || base.draft.header(name) != nil && name != "Accept" {
            return
        }
        add(kind, words) { $0.set(header: name, value) }
    }

    private mutating func addOversized() {
        let sizes = [1_000, 4_000, 8_000].map { size in
            { @Sendable (draft: inout GeneratedRequest) in
                draft.set(header: "X-Muster-Long", .string("${repeat(h,\(size))}"))
            }
        }
        add("header-oversized", "a header of 16 KB", smaller: [sizes]) {
            $0.set(header: "X-Muster-Long", "${repeat(h,16000)}")
        }
        let counts = [10, 50, 100].map { count in
            { @Sendable (draft: inout GeneratedRequest) in draft.addHeaders(count) }
        }
        add("header-many", "200 more headers", smaller: [counts]) { $0.addHeaders(200) }
    }
}

extension GeneratedRequest {
    /// Adds `count` headers that nobody knows.
    mutating func addHeaders(_ count: Int) {
        for index in 0..<count { set(header: "X-Muster-\(index)", "text") }
    }
}
