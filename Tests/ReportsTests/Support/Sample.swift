import HTTP
import JSON
import Measurement
import Results

/// Results as a run would have them.
enum Sample {
    /// 2026-11-24T12:00:00Z
    static let noon: Int64 = 1_795_521_600_000

    static func run(_ cases: [CaseResult], _ change: (inout RunResult) -> Void = { _ in }) -> RunResult {
        var run = RunResult(
            tool: "muster 0.1.0",
            startedAt: noon,
            duration: 1_234_567_890,
            seed: UInt64.max,
            suites: [suite(cases)]
        )
        change(&run)
        return run
    }

    static func suite(_ cases: [CaseResult], _ change: (inout SuiteResult) -> Void = { _ in }) -> SuiteResult {
        var suite = SuiteResult(
            name: "Orders",
            file: "orders.json",
            target: "http://127.0.0.1:8080",
            startedAt: noon,
            duration: 1_200_000_000,
            cases: cases,
            responseTime: .empty
        )
        change(&suite)
        return suite
    }

    static func result(
        _ name: String,
        _ verdict: Verdict,
        reason: String = "",
        steps: [StepResult] = [],
        question: QuestionResult? = nil
    ) -> CaseResult {
        CaseResult(
            name: name,
            scenario: name,
            file: "orders.json",
            line: 7,
            verdict: verdict,
            reason: reason,
            startedAt: noon,
            duration: 12_345_678,
            steps: steps,
            question: question
        )
    }

    static let passed = result("lists orders", .passed, steps: [step()])

    static let failed: CaseResult = {
        var result = Sample.result("reads an order", .failed, steps: [step(findings: [different, missing])])
        result.covers = ["REQ-1", "REQ-2"]
        return result
    }()

    static let different = Finding(
        "json.$.item",
        expected: #"{"name":"tea","price":1}"#,
        found: #"object {"name":"coffee","price":1}"#,
        pointer: JSONPointer("/item"),
        diff: "- name: \"tea\"\n+ name: \"coffee\""
    )

    static let missing = Finding("headers.ETag", expected: "some value", found: "nothing")

    static let unmeasured = result(
        "cancels an order",
        .error,
        reason: "no connection",
        steps: [
            StepResult(
                name: "",
                request: request,
                failure: ExchangeFailure(.refused, "Failed to connect to 127.0.0.1 port 8080"),
                timings: PhaseTimings(total: 100_000),
                error: "no complete response: refused (Failed to connect to 127.0.0.1 port 8080)"
            )
        ]
    )

    static let skipped = result("pays", .skipped, reason: "the bank is closed")

    static func asked(_ answer: String?) -> CaseResult {
        let question = QuestionResult(
            question: "Is the plus literal?",
            answer: answer,
            observed: "200, application/json, {\"a\":1}",
            pinned: nil,
            answers: ["yes", "no"]
        )
        return result("plus", .answered, steps: [step()], question: question)
    }

    static func loaded(_ kind: LoadResult.Kind, _ verdict: Verdict = .passed) -> CaseResult {
        let findings =
            verdict == .failed
            ? [Finding("counts.200", expected: "64", found: "number 60; in all: 60 × 200, 3 × 503, 1 × timeout")] : []
        let step = StepResult(name: "", request: request, findings: findings, load: load(kind), expectations: 2)
        return result(kind == .burst ? "64 at once" : "holds the rate", verdict, steps: [step])
    }

    static func load(_ kind: LoadResult.Kind) -> LoadResult {
        var load = LoadResult(
            kind: kind,
            model: kind == .burst ? "64 at once" : "200/s for 30 s, constant",
            offered: 65,
            sent: 64,
            completed: 63,
            broken: 3,
            warmUp: 5,
            statuses: [200: 60, 503: 3],
            failures: [.timeout: 1],
            duration: 2_000_000_000,
            responseTime: latency,
            serviceTime: latency,
            examples: [
                FailureExample(
                    kind: "status: expected 200, found 503",
                    count: 3,
                    index: 17,
                    request: request,
                    response: response
                ),
                FailureExample(kind: "no complete response: timeout", count: 1, index: 20),
            ]
        )
        load.slowest = [
            SlowResponse(
                responseTime: 43_000_000,
                serviceTime: 41_500_000,
                start: 1_250_000_000,
                index: 17,
                request: "lists",
                status: 503,
                trace: kind == .load ? "4bf92f3577b34da6a3ce929d0e0e4736" : nil
            ),
            SlowResponse(
                responseTime: 20_000_000,
                serviceTime: 20_000_000,
                start: 0,
                index: 0,
                request: "",
                status: 200
            ),
        ]
        return load
    }

    static let latency = LatencySummary(
        count: 63,
        min: 900_000,
        mean: 2_500_000.5,
        max: 43_000_000,
        percentiles: [.init(50, 1_250_000), .init(90, 20_000_000), .init(99.9, 43_000_000)]
    )

    static func step(_ name: String = "", findings: [Finding] = []) -> StepResult {
        StepResult(
            name: name,
            request: request,
            response: response,
            timings: PhaseTimings(
                nameLookup: 1000,
                connect: 90_000,
                send: 100_000,
                firstByte: 900_000,
                total: 1_000_000
            ),
            responseTime: 1_000_000,
            peer: "127.0.0.1:8080",
            findings: findings,
            expectations: 3
        )
    }

    static let request = RecordedRequest(
        method: "POST",
        url: "http://127.0.0.1:8080/orders",
        headers: HeaderFields([HeaderField("Authorization", "Bearer $TOKEN")]),
        content: RecordedContent(text: #"{"item":"tea"}"#, size: 14),
        curl: "curl -sS -i \\\n  -X 'POST' \\\n  'http://127.0.0.1:8080/orders'"
    )

    static let response = response(#"{"item":{"name":"coffee","price":1}}"#)

    static func response(_ text: String) -> RecordedResponse {
        RecordedResponse(
            status: 200,
            reason: "OK",
            version: "HTTP/1.1",
            headers: HeaderFields([HeaderField("Content-Type", "application/json"), HeaderField("X", "1")]),
            content: RecordedContent(text: text, size: text.utf8.count)
        )
    }

    /// A load with everything that a load may have.
    static let fullLoad: LoadResult = {
        var load = Sample.load(.load)
        load.version = "HTTP/2"
        load.validated = 0.25
        (load.judged, load.misjudged) = (16, 1)
        load.resent = 2
        load.sent += 2
        load.bytesIn = 12_345
        load.bytesOut = 678
        load.responseTime.percentiles[0].interval = PercentileInterval(
            percent: 50,
            lower: 1_200_000,
            upper: 1_300_000,
            confidence: 0.95,
            method: .batches(count: 12)
        )
        load.serviceTime.percentiles[1].interval = PercentileInterval(
            percent: 90,
            lower: 19_000_000,
            upper: 21_000_000,
            confidence: 0.9,
            method: .orderStatistics
        )
        load.parts = [
            LoadPart(request: "reads", statusClass: 2, responseTime: latency, serviceTime: latency),
            LoadPart(request: "writes", statusClass: 5, responseTime: latency, serviceTime: .empty),
        ]
        load.flows = [FlowResult(name: "buys", started: 9, completed: 7, abandoned: 2, time: latency)]
        load.streams = [StreamResult(name: "reads", responses: 3, events: 12, first: latency, gap: latency)]
        load.requests = ["reads", "writes"].map { RequestTimes(name: $0, responseTime: latency) }
        load.audit = LoadAudit(
            sendDelay: latency,
            ownSendDelay: latency,
            loopLag: latency,
            busiestThread: 0.75,
            threads: 2,
            voluntarySwitches: 3,
            involuntarySwitches: 4,
            opened: 5,
            openedLate: 1,
            reopened: 1,
            held: 6,
            peakInFlight: 7,
            ports: 28_232,
            descriptors: 1024,
            doubts: ["the generator was late"]
        )
        load.objectives = [LoadObjective("p99", limit: 250_000_000)]
        load.heat = LoadHeat(edges: [1_000_000, 2_000_000, 5_000_000], counts: [[1, 20, 9], [30, 0, 0]])
        load.release = ReleaseResult(mode: "last-byte", spread: 1_600_000, threads: 2, packets: 3)
        load.end = LoadEnd(.precise, after: 2_000_000_000, detail: "p99 is 90 ms within 4%, as 5% was asked for")
        load.intervals = [UInt64(0), 1].map { second -> IntervalSummary in
            var interval = IntervalSummary(
                start: second * 1_000_000_000,
                length: 1_000_000_000,
                offered: 33,
                sent: 32,
                unsent: 1,
                completed: 30,
                failed: 2,
                inFlight: 1,
                responseTime: latency,
                serviceTime: latency
            )
            interval.statusClasses = [2: 30, 5: Int(second)]
            return interval
        }
        return load
    }()

    /// A request's bytes over TLS.
    static let transmission = RecordedTransmission(
        cause: "resent",
        reason: "no answer",
        sent: RecordedContent(text: "GET / HTTP/1.1\r\n\r\n", size: 18),
        received: RecordedContent(text: "AP8=", isBase64: true, size: 900, isCut: true),
        connection: ConnectionEvidence(
            local: "127.0.0.1:41000",
            peer: nil,
            number: 2,
            tls: TLSEvidence(
                version: "TLSv1.3",
                cipher: "TLS_AES_256_GCM_SHA384",
                certificates: [
                    CertificateEvidence(
                        subject: "CN=a",
                        issuer: "CN=b",
                        notBefore: "2026-01-01T00:00:00Z",
                        notAfter: "2027-01-01T00:00:00Z",
                        sha256: "00"
                    )
                ]
            )
        )
    )

    /// A contract with everything that one may have.
    static let contract = ContractResult(
        file: "orders.openapi.json",
        exchanges: 9,
        unmatched: 1,
        allowed: [.init(check: "media-type", reason: "known", limits: "status 500", count: 2)],
        unchecked: ["a pattern"],
        coverage: [
            .init(area: "operations", owner: "getOrder", name: "getOrder", count: 3),
            .init(area: "kinds", owner: "getOrder", name: "null", count: 0, cases: 4),
        ],
        notApplicable: ["cookie.missing"]
    )

    /// A waiver with everything that one may have.
    static let waiver = Waiver(
        suite: "Second",
        caseName: "waived for a while",
        finding: "headers",
        requirement: "REQ-2",
        reason: "mended in delivery 3",
        owner: "A. Tester",
        until: "2026-12-31",
        file: "waivers.json",
        line: 3
    )

    /// One of everything.
    static let everything = run([
        passed, failed, unmeasured, skipped, asked("yes"), asked(nil), loaded(.burst), loaded(.load, .failed),
        result("buys", .passed, steps: [step("put into the cart"), step("pay")]),
    ]) { run in
        run.interrupted = true
        run.provenance = Provenance(
            label: "delivery 2",
            runner: "A. Tester",
            environment: [.init("system", "Linux 6.1"), .init("processors", "2")]
        )
        run.waivers = WaiverResult.State.allCases.map { state in
            state == .unknown
                ? .unknown(waiver, "no case 'waived for a whil' in the run; did you mean 'waived for a while'?")
                : WaiverResult(waiver, state, cases: ["waived for a while"])
        }
        run.part = RunPart(
            choice: "--only 'order'",
            suites: [RunPart.Suite("Second", chosen: 2, of: 7), RunPart.Suite("Fourth", chosen: 0, of: 3)]
        )
        run.merged = MergedRun(startedAt: noon - 1, tool: "muster 0.0.9", seed: 7, label: nil, rerun: 3, kept: 4)
        run.suites[0].sources = [SourceDigest(.suite, path: "orders.json", sha256: String(repeating: "a1", count: 32))]
        run.suites[0].preflight = PreflightResult(
            zip(PreflightResult.Subject.allCases, PreflightResult.State.allCases).map { .init($0, $1, "d") }
        )
        run.suites[0].commit = String(repeating: "b2", count: 20)
        run.suites[0].requirements = [
            Requirement(id: "REQ-1", text: "Orders can be read.", source: "section 2"),
            Requirement(id: "REQ-2", text: "There is an ETag."),
            Requirement(id: "REQ-3", text: "Nobody looks at this."),
            Requirement(id: "REQ-4", text: "No pictures.", level: .may, inapplicable: "there are none"),
            Requirement(
                id: "REQ-5",
                text: "There are backups.",
                level: .should,
                attested: .init(by: "A. Auditor", on: "2026-11-20", text: "seen")
            ),
        ]
        run.suites[0].responseTime = latency
        run.suites[0].warnings = ["certificates are not verified (--insecure)"]
        run.suites.append(suite([passed]) { $0.name = "Second" })
        run.suites[1].mock = "orders.mock.json"
        run.suites[1].contract = contract
        var generated = failed
        generated.steps[0].retries = 2
        generated.steps[0].events = EventTimes(count: 3, first: 1_000_000, last: 5_000_000, longestGap: nil)
        generated.steps[0].notes = ["sent again, as the connection was gone"]
        generated.steps[0].transmissions = [transmission]
        generated.smallest = SmallestFailure(request: request, response: response, requests: 5)
        generated.question = QuestionResult(
            question: "q",
            answer: nil,
            observed: "o",
            pinned: "p",
            answers: ["p", "r"]
        )
        generated.question?.declared = "r"
        var waived = result("waived for a while", .waived, reason: waiver.description, steps: failed.steps)
        waived.covers = ["REQ-2"]
        run.suites[1].cases.append(waived)
        var loaded = result("holds everything", .passed, steps: [step()])
        loaded.steps[0].load = fullLoad
        run.suites.append(suite([generated, loaded]) { $0.name = "Third" })
    }
}
