import Contracts
import JSON

extension CaseKind {
    /// Headers of the protocol.
    static let protocolHeaders = [
        acceptAny, acceptMissing, acceptEach, acceptUnmeetable, acceptRefusesAll, acceptMalformed,
        acceptLanguageUnknown,
        acceptCharsetUnknown, acceptEncodingIdentityRefused, expectContinue, expectUnknown, headerUnknown,
        headerOversized, headerMany, cookieJunk, originForeign, rangeOnWrite,
    ]

    static let acceptAny = CaseKind(
        "accept-any",
        .headers,
        sends: "`Accept: */*`",
        .accepted(),
        why: "Every media type is welcome (RFC 9110, section 12.5.1)"
    )
    static let acceptMissing = CaseKind(
        "accept-missing",
        .headers,
        sends: "no `Accept`",
        .accepted(),
        why: "Without the field every media type is welcome (RFC 9110, section 12.5.1)"
    )
    static let acceptEach = CaseKind(
        "accept-each",
        .headers,
        sends: "an `Accept` of each media type of the success, where the contract declares several",
        .accepted(),
        why:
            "The contract says that the answer has this form too: it is what the client gets (RFC 9110, section 12.5.1)"
    )
    static let acceptUnmeetable = CaseKind(
        "accept-unmeetable",
        .headers,
        sends: "an `Accept` that nothing meets",
        .accepted(or: [406]),
        why: disregarded
    )
    static let acceptRefusesAll = CaseKind(
        "accept-refuses-all",
        .headers,
        sends: "`Accept: */*;q=0`",
        .accepted(or: [406]),
        why: disregarded
    )
    static let acceptMalformed = CaseKind(
        "accept-malformed",
        .headers,
        sends: "an `Accept` that is no list of media types",
        .accepted(or: [400, 406]),
        why: "The field is disregarded or refused"
    )
    static let acceptLanguageUnknown = CaseKind(
        "accept-language-unknown",
        .headers,
        sends: "an `Accept-Language` that nobody speaks",
        .accepted(or: [406]),
        why: "The field is advice (RFC 9110, section 12.5.4)"
    )
    static let acceptCharsetUnknown = CaseKind(
        "accept-charset-unknown",
        .headers,
        sends: "an `Accept-Charset` that doesn't exist",
        .accepted(or: [406]),
        why: "The field is deprecated and may be ignored (RFC 9110, section 12.5.2)"
    )
    static let acceptEncodingIdentityRefused = CaseKind(
        "accept-encoding-identity-refused",
        .headers,
        sends: "`Accept-Encoding: identity;q=0`",
        .accepted(or: [406, 415]),
        why: "Nothing may be acceptable (RFC 9110, section 12.5.3)"
    )
    static let expectContinue = CaseKind(
        "expect-continue",
        .headers,
        sends: "`Expect: 100-continue`",
        .accepted(or: [417]),
        why: "The server may answer 100 first, or at once (RFC 9110, section 10.1.1)"
    )
    static let expectUnknown = CaseKind(
        "expect-unknown",
        .headers,
        sends: "an `Expect` that nobody knows",
        .accepted(or: [417]).below,
        why: "417, or ignored (RFC 9110, section 10.1.1)"
    )
    static let headerUnknown = CaseKind(
        "header-unknown",
        .headers,
        sends: "a header that nobody knows",
        .accepted(),
        why: "Unrecognized fields should be ignored (RFC 9110, section 5.1)"
    )
    static let headerOversized = CaseKind(
        "header-oversized",
        .headers,
        sends: "a header of 16 KB",
        .accepted(or: [400, 413, 431]).below,
        why: fieldsTooLarge
    )
    static let headerMany = CaseKind(
        "header-many",
        .headers,
        sends: "200 more headers",
        .accepted(or: [400, 413, 431]).below,
        why: fieldsTooLarge
    )
    static let cookieJunk = CaseKind(
        "cookie-junk",
        .headers,
        sends: "a `Cookie` that nobody set",
        .accepted(or: [400]).below,
        why: "Unknown cookies are ignored (RFC 6265, section 5.4)"
    )
    static let originForeign = CaseKind(
        "origin-foreign",
        .headers,
        sends: "an `Origin` of another site",
        .accepted(or: [403, 404]),
        why:
            "A server may refuse foreign origins (Fetch, section 3.2), with 404 too (RFC 9110, section 15.5.4); without a browser it need not"
    )
    static let rangeOnWrite = CaseKind(
        "range-on-write",
        .headers,
        sends: "a `Range` that no content has",
        .accepted(or: [416]),
        why: "Ranges are defined for GET and may be ignored (RFC 9110, section 14.2)"
    )

    private static let disregarded =
        "406, or the field is disregarded (RFC 9110, section 12.5.1)"

    private static let fieldsTooLarge =
        "The fields may be too large: 431 (RFC 6585, section 5), or 400 (RFC 9110, section 5.4)"
}

/// Headers of the protocol.
extension CaseMaker {
    mutating func addProtocolHeaders() {
        addHeader(.acceptAny, "a client that accepts everything", "Accept", "*/*")
        addHeader(.acceptMissing, "a client that doesn't say what it accepts", "Accept", .null)
        addEachType()
        addHeader(
            .acceptUnmeetable,
            "a client that accepts nothing we have",
            "Accept",
            "application/vnd.muster.unknown"
        )
        addHeader(.acceptRefusesAll, "a client that accepts nothing at all", "Accept", "*/*;q=0")
        addHeader(.acceptMalformed, "an Accept that is malformed", "Accept", "json, ;;q=x")
        addHeader(.acceptLanguageUnknown, "a language that nobody speaks", "Accept-Language", "xx-MUSTER")
        addHeader(.acceptCharsetUnknown, "an unknown Accept-Charset", "Accept-Charset", "muster-8")
        addHeader(
            .acceptEncodingIdentityRefused,
            "a client that refuses plain content",
            "Accept-Encoding",
            "identity;q=0"
        )
        if base.draft.body != .none {
            addHeader(.expectContinue, "a client that waits for 100", "Expect", "100-continue")
        }
        addHeader(.expectUnknown, "an unknown expectation", "Expect", "muster")
        addHeader(.headerUnknown, "a header that nobody knows", "X-Muster-Unknown", "text")
        let own = base.draft.header("Cookie")?.string.map { "\($0); " } ?? ""
        add(.cookieJunk, "a cookie that nobody set") {
            $0.set(header: "Cookie", .string(own + "muster=1; $Version=1; =; a"))
        }
        addHeader(.originForeign, "a foreign origin", "Origin", "https://muster.example")
        if operation.method != "GET" {
            addHeader(.rangeOnWrite, "a range that no content has", "Range", "bytes=999999-")
        }
        addOversized()
    }

    /// A client for each form that the success may have. An answer that may have no content, or may not be a success,
    /// has none of them.
    private mutating func addEachType() {
        let successes = operation.responses.filter(\.selector.isOfSuccess)
        guard base.absences.isEmpty, operation.method != "HEAD", operation.parameter("Accept", in: .header) == nil,
            successes.allSatisfy({ !$0.content.isEmpty })
        else { return }
        var types: [MediaType] = []
        for type in successes.flatMap(\.content).map(\.type)
        where !type.isRange && !types.contains(where: { $0.essence == type.essence }) {
            // What a schema says is said of texts and values; a form of bytes may be there for some clients alone.
            let isReadable = type.isJSON || type.isXML || type.isYAML || type.type == "text"
            guard isReadable else { continue }
            types.append(type)
        }
        guard types.count > 1 else { return }
        for type in types {
            add(.acceptEach, "a client that accepts only \(type.essence)", answeredWith: type) {
                $0.set(header: "Accept", .string(ScenarioText.literal(type.essence)))
            }
        }
    }

    private mutating func addHeader(_ kind: CaseKind, _ description: String, _ name: String, _ value: JSONValue) {
        // What the contract or the base request says about this header comes first.
        if operation.parameter(name, in: .header) != nil || base.draft.header(name) != nil && name != "Accept" {
            return
        }
        add(kind, description) { $0.set(header: name, value) }
    }

    private mutating func addOversized() {
        let sizes = [1_000, 4_000, 8_000].map { size in
            { @Sendable (draft: inout GeneratedRequest) in
                draft.set(header: "X-Muster-Long", .string("${repeat(h,\(size))}"))
            }
        }
        add(.headerOversized, "a header of 16 KB", smaller: [sizes]) {
            $0.set(header: "X-Muster-Long", "${repeat(h,16000)}")
        }
        let counts = [10, 50, 100].map { count in
            { @Sendable (draft: inout GeneratedRequest) in draft.addHeaders(count) }
        }
        add(.headerMany, "200 more headers", smaller: [counts]) { $0.addHeaders(200) }
    }
}

extension GeneratedRequest {
    /// Adds `count` headers that nobody knows.
    mutating func addHeaders(_ count: Int) {
        for index in 0..<count { set(header: "X-Muster-\(index)", "text") }
    }
}
