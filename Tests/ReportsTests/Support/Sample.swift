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
        LoadResult(
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

    /// One of everything.
    static let everything = run([
        passed, failed, unmeasured, skipped, asked("yes"), asked(nil), loaded(.burst), loaded(.load, .failed),
        result("buys", .passed, steps: [step("put into the cart"), step("pay")]),
    ]) { run in
        run.interrupted = true
        run.suites[0].requirements = [
            Requirement(id: "REQ-1", text: "Orders can be read.", source: "section 2"),
            Requirement(id: "REQ-2", text: "There is an ETag."),
            Requirement(id: "REQ-3", text: "Nobody looks at this."),
        ]
        run.suites[0].responseTime = latency
        run.suites[0].warnings = ["certificates are not verified (--insecure)"]
        run.suites.append(suite([passed]) { $0.name = "Second" })
    }
}
