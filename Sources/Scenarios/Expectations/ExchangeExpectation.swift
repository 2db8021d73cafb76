import Decoding
import Diagnostics
import HTTP
import JSON
import Matching
import Quantities
import Results

/// What is expected of an exchange beside its response's fields and content: cookies with their attributes, trailers,
/// where it ended, and whom the certificate is for.
struct ExchangeExpectation: Sendable {
    /// What is expected of a cookie that is set.
    struct Cookie: Sendable {
        var name: String
        /// Of its value.
        var value: Matcher?
        /// Of its attributes, by name: one without a value is `true`.
        var attributes: [Expectation.Named]
        /// Whether it has to be set: what is said of attributes is said of a cookie that is there.
        var isRequired = false
    }

    var cookies: [Cookie] = []
    var trailers: [Expectation.Named] = []
    /// How many redirects were followed.
    var redirects: Matcher?
    /// The URL that was answered in the end.
    var url: Matcher?
    var certificate: [Expectation.Named] = []

    static let keys = ["cookies"] + single
    /// Those that only a single request can show.
    static let single = ["trailers", "redirects", "url", "certificate"]
    static let certificateKeys = ["subject", "issuer", "daysLeft"]

    var isEmpty: Bool {
        cookies.isEmpty && trailers.isEmpty && redirects == nil && url == nil && certificate.isEmpty
    }

    private var matchers: [Matcher] {
        cookies.flatMap { [$0.value].compactMap(\.self) + $0.attributes.map(\.matcher) }
            + (trailers + certificate).map(\.matcher) + [redirects, url].compactMap(\.self)
    }

    /// Whether the same exchange may be judged otherwise at another time.
    var dependsOnTime: Bool { !certificate.isEmpty || matchers.contains(where: \.dependsOnTime) }

    func judge(_ response: HTTPResponse, _ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        for cookie in cookies { judge(cookie, response, context, &judgement) }
        for named in trailers {
            let value = response.trailers[named.name].map(JSONValue.string)
            judgement.check("trailers.\(named.name)", named.matcher.judge(value, context))
        }
        if let redirects {
            let followed = subject.exchange.transmissions.count { transmission in
                if case .redirected = transmission.cause { true } else { false }
            }
            judgement.check("redirects", redirects.judge(.number(JSONNumber(followed)), context))
        }
        if let url { judgement.check("url", url.judge(subject.exchange.url.map(JSONValue.string), context)) }
        if !certificate.isEmpty { judgeCertificate(subject, context, &judgement) }
    }

    private func judge(
        _ cookie: Cookie,
        _ response: HTTPResponse,
        _ context: MatchContext,
        _ judgement: inout Judgement
    ) {
        let found = CookieField(cookie.name, in: response.headers)
        let name = "cookies.\(cookie.name)"
        if cookie.isRequired, found == nil {
            judgement.check(Finding(name, expected: "a cookie that is set", found: "none"))
            return
        }
        if let value = cookie.value { judgement.check(name, value.judge(found.map { .string($0.value) }, context)) }
        for named in cookie.attributes {
            let value: JSONValue? =
                switch found?.attribute(named.name) {
                case .flag?: .bool(true)
                case .value(let text)?: .string(text)
                case nil: nil
                }
            judgement.check("\(name).\(named.name)", named.matcher.judge(value, context))
        }
    }

    private func judgeCertificate(_ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        guard subject.exchange.url?.hasPrefix("https:") ?? true else {
            judgement.check(Finding("certificate", expected: "a certificate", found: "a connection without TLS"))
            return
        }
        let connection = subject.exchange.transmissions.last?.connection
        guard let own = connection?.tls?.certificates.first else {
            judgement.count += 1
            judgement.addUndecided(
                Finding("certificate", expected: "a certificate", found: "none that this way of sending tells of")
            )
            return
        }
        for named in certificate {
            let value: JSONValue? =
                switch named.name {
                case "subject": .string(own.subject)
                case "issuer": .string(own.issuer)
                default: Self.daysLeft(own, now: context.now).map { .number(JSONNumber($0)) }
                }
            judgement.check("certificate.\(named.name)", named.matcher.judge(value, context))
        }
    }

    /// For how many whole days the certificate is still valid; negative when it is over.
    private static func daysLeft(_ certificate: CertificateEvidence, now: Int64) -> Int? {
        guard let format = try? DateFormat("iso8601"),
            let end = format.unixMilliseconds(from: certificate.notAfter)
        else { return nil }
        return Int((Double(end - now) / 86_400_000).rounded(.down))
    }
}

extension ExpectationDecoder {
    /// What `reader`, an `expect`, says of the exchange.
    func exchange(_ reader: ObjectReader) -> ExchangeExpectation {
        if forMany {
            for member in reader.present(ExchangeExpectation.single) {
                problems.add(
                    "'\(member.name)' isn't known of the requests of a burst or load",
                    at: member.nameLocation,
                    help: "expect it of a single request; what is inherited, \"\(member.name)\": null takes away"
                )
            }
        }
        var expectation = ExchangeExpectation()
        expectation.cookies = cookies(reader["cookies"])
        expectation.trailers = named(reader["trailers"], "'trailers'")
        expectation.redirects = reader["redirects"].map(matchers.matcher)
        expectation.url = reader["url"].map(matchers.matcher)
        if let node = reader["certificate"],
            let certificate = ObjectReader(node, "'certificate'", keys: ExchangeExpectation.certificateKeys, problems)
        {
            expectation.certificate = named(certificate.node, "'certificate'")
        }
        return expectation
    }

    /// By the cookie's name its value or a matcher for that, or `{ "value": …, "attributes": … }`.
    private func cookies(_ node: JSONNode?) -> [ExchangeExpectation.Cookie] {
        guard let node, let members = ObjectReader.members(of: node, "'cookies'", problems) else { return [] }
        return members.map { member in
            let keys = ["value", "attributes"]
            guard member.value.members?.contains(where: { keys.contains($0.name) }) ?? false,
                let reader = ObjectReader(member.value, "a cookie", keys: keys, problems)
            else {
                let value = matchers.matcher(member.value)
                return ExchangeExpectation.Cookie(name: member.name, value: value, attributes: [])
            }
            var isMissing = false
            if case .bool(true)? = reader["value"]?["missing"]?.content { isMissing = true }
            return ExchangeExpectation.Cookie(
                name: member.name,
                value: reader["value"].map(matchers.matcher),
                attributes: named(reader["attributes"], "'attributes'"),
                isRequired: reader["attributes"] != nil || !isMissing
            )
        }
    }
}
