import HTTP
import Results
import Testing

@testable import Reports

/// What one exchange tells of TLS and of clocks, by dates that are given: nothing here depends on the day.
@Suite struct PreflightTests {
    /// 2026-11-29T12:00:00Z.
    private static let now: Int64 = 1_795_953_600_000

    private static func certificate(_ subject: String, until: String, by issuer: String = "CN=Authority")
        -> CertificateEvidence
    {
        CertificateEvidence(
            subject: subject,
            issuer: issuer,
            notBefore: "2026-01-01T00:00:00Z",
            notAfter: until,
            sha256: String(repeating: "ab", count: 32)
        )
    }

    private static func checks(
        certificates: [CertificateEvidence]? = nil,
        date: String? = nil,
        took: UInt64 = 0,
        failure: ExchangeFailure? = nil,
        target: String = "https://orders.example"
    ) -> [PreflightResult.Subject: PreflightResult.Check] {
        var step = Sample.step()
        step.failure = failure
        if failure != nil { step.response = nil }
        if let date { step.response?.headers.append("Date", date) }
        if let certificates {
            var transmission = Sample.transmission
            transmission.connection = ConnectionEvidence(
                local: nil,
                peer: nil,
                number: 1,
                tls: TLSEvidence(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", certificates: certificates)
            )
            step.transmissions = [transmission]
        } else {
            step.transmissions = []
        }
        var result = Sample.result("reads", .passed, steps: [step])
        (result.startedAt, result.duration) = (now, took)
        let checks = Preflight.result(result, target: target, isKnownGood: true).checks
        #expect(
            checks.map(\.subject) == PreflightResult.Subject.allCases,
            "one of each, in the order in which a request meets them"
        )
        return Dictionary(checks.map { ($0.subject, $0) }) { $1 }
    }

    @Test(arguments: [
        ("2027-03-09T12:00:00Z", 100, PreflightResult.State.ok), ("2026-12-13T12:00:00Z", 14, .ok),
        ("2026-12-13T11:59:59Z", 13, .warning), ("2026-11-30T12:00:00Z", 1, .warning),
        ("2026-11-29T13:00:00Z", 0, .warning),
    ])
    func theDaysLeftAreThoseOfTheFirstToEnd(until: String, days: Int, state: PreflightResult.State) throws {
        let chain = [
            Self.certificate("CN=orders.example", until: "2028-01-01T00:00:00Z"),
            Self.certificate("CN=Authority", until: until),
        ]
        for certificates in [chain, chain.reversed()] {
            let tls = try #require(Self.checks(certificates: certificates)[.tls])
            #expect(tls.state == state, "\(tls.detail)")
            #expect(
                tls.detail.hasSuffix(", 2 certificates, \(days) \(days == 1 ? "day" : "days") left"),
                "\(tls.detail)"
            )
        }
        let tls = try #require(Self.checks(certificates: chain)[.tls])
        #expect(tls.detail.hasPrefix("TLSv1.3, CN=orders.example by CN=Authority"), "\(tls.detail)")
    }

    @Test func aChainOfOneIsSaid() throws {
        let alone = Self.certificate("CN=a", until: "2028-01-01T00:00:00Z", by: "CN=a")
        let tls = try #require(Self.checks(certificates: [alone])[.tls])
        #expect(tls.state == .ok && tls.detail.contains("CN=a by CN=a, 1 certificate, 397 days left"), "\(tls.detail)")
    }

    @Test func withoutTrustNothingIsMeasured() throws {
        let failure = ExchangeFailure(.tls, "certificate has expired")
        let checks = Self.checks(failure: failure)
        #expect(checks[.tls] == .init(.tls, .failed, "certificate has expired"))
        #expect(checks[.connection]?.state == .ok && checks[.version]?.state == .unknown)
    }

    @Test func plainHTTPHasNoChain() {
        #expect(Self.checks(target: "http://orders.example")[.tls] == .init(.tls, .unknown, "none: the target is http"))
        #expect(Self.checks()[.tls] == .init(.tls, .unknown, "nothing is known of it"))
    }

    /// A date has whole seconds: the middle of its second is held against the moment of the response.
    @Test(arguments: [
        ("Sun, 29 Nov 2026 12:00:00 GMT", UInt64(0), PreflightResult.State.ok, "within 2 s"),
        ("Sun, 29 Nov 2026 12:00:01 GMT", 0, .ok, "within 2 s"),
        ("Sun, 29 Nov 2026 11:59:58 GMT", 0, .ok, "within 2 s"),
        ("Sun, 29 Nov 2026 12:00:03 GMT", 0, .ok, "4 s ahead of"),
        ("Sun, 29 Nov 2026 12:00:04 GMT", 0, .ok, "ahead of"),
        ("Sun, 29 Nov 2026 12:00:05 GMT", 0, .warning, "ahead of"),
        ("Sun, 29 Nov 2026 11:59:54 GMT", 0, .warning, "6 s behind"),
        ("Sun, 29 Nov 2026 12:00:10 GMT", 10_000_000_000, .ok, "within 2 s"),
        ("Sun, 29 Nov 2026 13:00:00 GMT", 0, .warning, "3601 s ahead of"),
    ])
    func clocksAreHeldAgainstEachOther(date: String, took: UInt64, state: PreflightResult.State, words: String) throws {
        let clock = try #require(Self.checks(date: date, took: took)[.clock])
        #expect(clock.state == state && clock.detail.contains(words), "\(clock)")
    }

    /// What a case comes to whose request had the field, after a clock was found that differs by so many seconds.
    private static func amended(
        _ seconds: Int,
        _ field: (String, String),
        status: Int = 401,
        verdict: Verdict = .failed
    ) throws -> CaseResult {
        let time = 12 * 3600 + seconds
        let parts = [time / 3600, time / 60 % 60, time % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }
        let date = "Sun, 29 Nov 2026 \(parts.joined(separator: ":")) GMT"
        let clock = try #require(checks(date: date)[.clock])
        var step = Sample.step(findings: [Sample.missing])
        step.response?.status = status
        step.request?.headers = HeaderFields([HeaderField(field.0, field.1)])
        return Preflight.amend(Sample.result("reads", verdict, steps: [step]), by: PreflightResult([clock]))
    }

    /// {"alg":"none"}, and {"sub":"a","exp":1}.
    private static let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjoxfQ.c2ln"

    @Test(arguments: [
        ("Authorization", "Bearer \(token)", true), ("Authorization", "AWS4-HMAC-SHA256 Credential=x", true),
        ("Signature-Input", "sig1=()", true), ("X-Hub-Signature", "x", true), ("X-Token", token, true),
        ("Authorization", "Bearer $JWT", true),
        ("Authorization", "Bearer opaque", false), ("Authorization", "Basic YTpi", false),
        ("X-Api-Key", "a.b.c", false),
    ])
    func aClockExplainsRefusalsOfWhatHoldsATime(name: String, value: String, isDated: Bool) throws {
        let late = try Self.amended(-3600, (name, value))
        #expect(late.verdict == (isDated ? .error : .failed), "\(late.reason)")
        #expect(late.reason.hasPrefix("preflight, clock: 3600 s behind this machine's, more than the 60 s") == isDated)
        #expect(late.steps[0].findings.isEmpty == isDated && late.steps[0].notes.isEmpty != isDated)
    }

    @Test func aClockExplainsNothingElse() throws {
        let field = ("Authorization", "Bearer \(Self.token)")
        #expect(try Self.amended(55, field).verdict == .failed)
        #expect(try Self.amended(70, field).verdict == .error && Self.amended(70, field, status: 403).verdict == .error)
        #expect(try Self.amended(3600, field, status: 500).verdict == .failed)
        #expect(try Self.amended(3600, field, verdict: .passed).verdict == .passed)
    }

    @Test func withoutADateNothingIsKnownOfTheClock() {
        for date in [nil, "yesterday"] {
            #expect(Self.checks(date: date)[.clock] == .init(.clock, .unknown, "the response has no Date"))
        }
        let silent = Self.checks(failure: .init(.dns, "the name could not be resolved"))
        #expect(silent[.clock] == .init(.clock, .unknown, "no response came"))
    }

    @Test func anAddressIsNotLookedUp() {
        let plain = Self.checks(target: "http://127.0.0.1:8080/v1")
        #expect(plain[.name] == .init(.name, .ok, "127.0.0.1:8080, an address"))
        let named = Self.checks(target: "http://orders.example")
        #expect(named[.name]?.detail.hasPrefix("orders.example is 127.0.0.1:8080") == true, "\(named)")
    }
}
